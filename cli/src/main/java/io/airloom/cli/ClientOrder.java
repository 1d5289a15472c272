package io.airloom.cli;

import io.airloom.ieee80211.MacAddress;
import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.image.TimeText;
import io.airloom.proxy.Ssid;
import io.airloom.topology.SsidText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One thing that a guest in Java does.
sealed interface ClientOrder {
    /// Asks which networks there are.
    ///
    /// @param ssid one that may hide, or [Ssid#WILDCARD]
    record Scan(Ssid ssid) implements ClientOrder {}

    /// Joins a network.
    ///
    /// @param bssid 0 for any
    record Connect(Ssid ssid, long bssid, KeySource key) implements ClientOrder {}

    /// Leaves it.
    record Disconnect() implements ClientOrder {}

    /// Waits for something that the host tells unasked.
    ///
    /// @param what `signal`, `disconnected` or `networks`; null for anything, and then it goes on
    /// @param within null for ever
    record Listen(@Nullable String what, @Nullable Duration within) implements ClientOrder {}

    /// Where a key comes from.
    sealed interface KeySource {
        /// Asked for on the terminal, if there has to be one.
        record Asked() implements KeySource {}

        /// A passphrase is the first line of a file.
        record PassphraseFile(Path file) implements KeySource {}

        /// A PMK is in a file, in 64 hexadecimal digits.
        record PmkFile(Path file) implements KeySource {}
    }

    /// What stands between two orders on a command line.
    String SEPARATOR = "then";

    /// What a notification can be about.
    List<String> NEWS = List.of("signal", "disconnected", "networks");

    /// First words of orders.
    List<String> WORDS = List.of("scan", "connect", "disconnect", "listen");

    /// Reads a whole command line: orders with `then` between them.
    ///
    /// @throws UsageException if it has none, or one that is wrong
    static List<ClientOrder> all(List<String> words) {
        List<ClientOrder> orders = new ArrayList<>();
        List<String> one = new ArrayList<>();
        for (String word : words) {
            if (word.equals(SEPARATOR)) {
                orders.add(one(one));
                one.clear();
            } else {
                one.add(word);
            }
        }
        orders.add(one(one));
        return orders;
    }

    /// Reads one order.
    ///
    /// @throws UsageException if it is wrong
    static ClientOrder one(List<String> words) {
        if (words.isEmpty()) {
            throw new UsageException("nothing to do: give scan, connect, disconnect or listen");
        }
        Iterator<String> rest = words.subList(1, words.size()).iterator();
        ClientOrder order =
                switch (words.getFirst()) {
                    case "scan" -> new Scan(rest.hasNext() ? ssid(rest.next()) : Ssid.WILDCARD);
                    case "connect" -> connect(rest);
                    case "disconnect" -> new Disconnect();
                    case "listen" -> listen(rest);
                    default ->
                            throw new UsageException(
                                    "unknown order "
                                            + Printable.quoted(words.getFirst())
                                            + Suggestion.after(words.getFirst(), WORDS));
                };
        if (rest.hasNext()) {
            throw new UsageException(
                    words.getFirst() + ": too much: " + Printable.quoted(rest.next()));
        }
        return order;
    }

    private static Ssid ssid(String text) {
        try {
            return SsidText.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("an SSID " + e.getMessage());
        }
    }

    private static Connect connect(Iterator<String> rest) {
        Ssid ssid = ssid(next(rest, "connect wants an SSID"));
        long bssid = 0;
        KeySource key = new KeySource.Asked();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--passphrase-file" ->
                        key =
                                new KeySource.PassphraseFile(
                                        Path.of(next(rest, option + " wants a file")));
                case "--pmk" ->
                        key = new KeySource.PmkFile(Path.of(next(rest, option + " wants a file")));
                case "--bssid" -> bssid = bssid(next(rest, option + " wants an address"));
                default ->
                        throw new UsageException(
                                "connect: unknown "
                                        + Printable.quoted(option)
                                        + Suggestion.after(
                                                option,
                                                List.of("--passphrase-file", "--pmk", "--bssid")));
            }
        }
        return new Connect(ssid, bssid, key);
    }

    private static long bssid(String text) {
        try {
            return MacAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--bssid: " + Printable.line(String.valueOf(e.getMessage())));
        }
    }

    private static Listen listen(Iterator<String> rest) {
        String what = null;
        Duration within = null;
        while (rest.hasNext()) {
            String word = rest.next();
            if (NEWS.contains(word) && what == null) {
                what = word;
                continue;
            }
            within = TimeText.parse(word);
            if (within == null || !within.isPositive()) {
                throw new UsageException(
                        "listen: %s is neither signal, disconnected nor networks, nor a time such as 5s"
                                .formatted(Printable.quoted(word)));
            }
        }
        return new Listen(what, within);
    }

    private static String next(Iterator<String> rest, String otherwise) {
        if (!rest.hasNext()) {
            throw new UsageException(otherwise);
        }
        return rest.next();
    }
}

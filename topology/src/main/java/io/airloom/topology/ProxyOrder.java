package io.airloom.topology;

import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.proxy.Ssid;
import java.util.List;

/// What a person tells the host's side of a proxy to do: a line of text.
public sealed interface ProxyOrder {
    /// Shows the guests, and what they are connected to.
    record Status() implements ProxyOrder {}

    /// Shows the networks that guests would see.
    record Networks() implements ProxyOrder {}

    /// Makes a made-up network stronger or weaker.
    ///
    /// @param dbm −128 to 0
    record Signal(Ssid ssid, int dbm) implements ProxyOrder {}

    /// Ends the connections of guests with a made-up network.
    record Disconnect(Ssid ssid) implements ProxyOrder {}

    /// The first words of orders.
    List<String> WORDS = List.of("status", "networks", "signal", "disconnect");

    /// Reads one: `status`, `networks`, `signal SSID DBM`, `disconnect SSID`. An SSID may have
    /// blanks, and is written as [SsidText] says.
    ///
    /// @throws IllegalArgumentException if it is none; the message says why
    static ProxyOrder parse(String line) {
        String text = line.strip();
        int blank = text.indexOf(' ');
        String word = blank < 0 ? text : text.substring(0, blank);
        String rest = blank < 0 ? "" : text.substring(blank).strip();
        return switch (word) {
            case "status" -> alone(new Status(), word, rest);
            case "networks" -> alone(new Networks(), word, rest);
            case "signal" -> signal(rest);
            case "disconnect" -> new Disconnect(ssid(rest));
            default ->
                    throw new IllegalArgumentException(
                            "unknown order "
                                    + Printable.quoted(word)
                                    + Suggestion.after(word, WORDS));
        };
    }

    private static ProxyOrder alone(ProxyOrder order, String word, String rest) {
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException(word + " stands alone");
        }
        return order;
    }

    private static ProxyOrder signal(String rest) {
        int blank = rest.lastIndexOf(' ');
        String number = rest.substring(blank + 1);
        if (blank < 0 || !number.matches("-?\\d{1,3}")) {
            throw new IllegalArgumentException("signal wants an SSID and dBm: signal home -70");
        }
        int dbm = Integer.parseInt(number);
        if (dbm < Byte.MIN_VALUE || dbm > 0) {
            throw new IllegalArgumentException("a signal has -128 to 0 dBm, not " + number);
        }
        return new Signal(ssid(rest.substring(0, blank).strip()), dbm);
    }

    private static Ssid ssid(String text) {
        try {
            return SsidText.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("an SSID " + e.getMessage(), e);
        }
    }
}

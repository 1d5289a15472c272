package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import io.airloom.proxy.NetworkKey;
import io.airloom.proxy.Ssid;
import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// Gets keys of networks, and leaves none behind.
final class ClientKeys {
    private static final int MAX_FILE = 1024;

    private ClientKeys() {}

    /// The key; the caller closes it.
    ///
    /// @throws UsageException if it is none
    static NetworkKey key(ClientOrder.KeySource source, Ssid ssid) {
        char[] text =
                switch (source) {
                    case ClientOrder.KeySource.Asked _ -> ask(ssid);
                    case ClientOrder.KeySource.PassphraseFile(Path file) -> firstLine(file);
                    case ClientOrder.KeySource.PmkFile(Path file) -> firstLine(file);
                };
        try {
            return switch (source) {
                case ClientOrder.KeySource.PmkFile(Path file) -> pmk(file, text);
                case ClientOrder.KeySource.Asked _, ClientOrder.KeySource.PassphraseFile _ ->
                        passphrase(text, ssid);
            };
        } finally {
            Arrays.fill(text, '\0');
        }
    }

    private static NetworkKey passphrase(char[] text, Ssid ssid) {
        if (!NetworkKey.isPassphrase(text)) {
            throw new UsageException(
                    "a passphrase has 8 to 63 printable ASCII characters, this one is not such");
        }
        return NetworkKey.ofPassphrase(text, ssid);
    }

    private static NetworkKey pmk(Path file, char[] text) {
        byte[] octets = new byte[NetworkKey.PMK_LENGTH];
        boolean right = text.length == 2 * octets.length;
        for (int i = 0; right && i < octets.length; i++) {
            int high = Character.digit(text[2 * i], 16);
            int low = Character.digit(text[2 * i + 1], 16);
            right = high >= 0 && low >= 0;
            octets[i] = (byte) (high << 4 | low);
        }
        try {
            if (!right) {
                throw new UsageException(
                        "--pmk: "
                                + Printable.line(file.toString())
                                + " does not hold 64 hexadecimal digits");
            }
            return NetworkKey.copyOf(octets);
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    /// Without an echo.
    private static char[] ask(Ssid ssid) {
        Console console =
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .orElseThrow(() ->
                                new UsageException(
                                        "connect: no terminal to ask for the passphrase;"
                                                + " use --passphrase-file or --pmk"));
        char[] typed = console.readPassword("  passphrase of %s: ", ssid);
        return typed == null ? new char[0] : typed;
    }

    private static char[] firstLine(Path file) {
        byte[] octets = new byte[0];
        try (var in = Files.newInputStream(file)) {
            octets = in.readNBytes(MAX_FILE);
            CharBuffer text = StandardCharsets.ISO_8859_1.decode(ByteBuffer.wrap(octets));
            int length = 0;
            while (length < text.length()
                    && text.charAt(length) != '\n'
                    && text.charAt(length) != '\r') {
                length++;
            }
            char[] line = Arrays.copyOf(text.array(), length);
            Arrays.fill(text.array(), '\0');
            return line;
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot read the key: " + Printable.line(String.valueOf(e.getMessage())),
                    "name a file that holds it",
                    e);
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }
}

package io.airloom.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The name of a network: 0 to 32 octets, any of them (IEEE 802.11-2020 §9.4.2.2). It is not text,
/// though people mean it to be.
public final class Ssid {
    /// Most octets.
    public static final int MAX_LENGTH = 32;

    /// No name: every network, in a scan.
    public static final Ssid WILDCARD = new Ssid(new byte[0]);

    private final byte[] octets;

    private Ssid(byte[] octets) {
        this.octets = octets;
    }

    /// The name of these octets.
    ///
    /// @throws IllegalArgumentException if there are more than 32
    public static Ssid of(byte[] octets) {
        if (octets.length > MAX_LENGTH) {
            throw new IllegalArgumentException("octets=" + octets.length);
        }
        return octets.length == 0 ? WILDCARD : new Ssid(octets.clone());
    }

    /// The name that is spelt so in UTF-8.
    ///
    /// @throws IllegalArgumentException if it has more than 32 octets
    public static Ssid of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A copy of its octets.
    public byte[] octets() {
        return octets.clone();
    }

    /// How many octets, 0 to 32.
    public int length() {
        return octets.length;
    }

    /// Whether it has none.
    public boolean isWildcard() {
        return octets.length == 0;
    }

    /// For people and logs: `"home" [686f6d65]`. What is not printable stands as `.` between the
    /// quotes; the octets are always there.
    @Override
    public String toString() {
        return '"' + printable() + "\" [" + HexFormat.of().formatHex(octets) + ']';
    }

    private String printable() {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException e) {
            text = new String(octets, StandardCharsets.US_ASCII);
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().map(c -> isPlain(c) ? c : '.').forEach(shown::appendCodePoint);
        return shown.toString();
    }

    /// Neither control nor formatting characters, which would change how a terminal shows the rest.
    private static boolean isPlain(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> character != '"' && character != '\\' && character != 0xfffd;
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ssid ssid && Arrays.equals(octets, ssid.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }
}

package io.airloom.topology;

import io.airloom.proxy.Ssid;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// How people write an SSID: as text, or as `hex:` and its octets where it is none. (One that
/// begins with `hex:` is written by its octets, too.)
public final class SsidText {
    private static final String HEX = "hex:";

    /// In the place of what Java could not read.
    private static final char UNREADABLE = '\ufffd';

    private SsidText() {}

    /// Reads one.
    ///
    /// @throws IllegalArgumentException if it is none: the message says why, after the name of what
    ///   was given
    public static Ssid parse(String text) {
        if (text.startsWith(HEX)) {
            String digits = text.substring(HEX.length());
            if (!digits.matches("([0-9A-Fa-f]{2}){1," + Ssid.MAX_LENGTH + "}")) {
                throw new IllegalArgumentException(
                        "must have 1 to 32 octets of two hexadecimal digits after hex:");
            }
            return Ssid.of(HexFormat.of().parseHex(digits));
        }
        if (text.indexOf(UNREADABLE) >= 0) {
            throw new IllegalArgumentException(
                    "has octets that are no text in this locale; write hex: and its octets");
        }
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length < 1 || length > Ssid.MAX_LENGTH) {
            throw new IllegalArgumentException("must have 1 to 32 octets, not " + length);
        }
        return Ssid.of(text);
    }
}

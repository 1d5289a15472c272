package io.airloom.top;

import java.util.ArrayList;
import java.util.List;

/// Octets in rows: their place, their digits, and what of them is letters.
final class HexDump {
    private static final int ROW_OCTETS = 16;

    private HexDump() {}

    /// A line for each 16 octets.
    static List<Line> of(byte[] all) {
        List<Line> lines = new ArrayList<>();
        for (int at = 0; at < all.length; at += ROW_OCTETS) {
            int count = Math.min(ROW_OCTETS, all.length - at);
            StringBuilder digits = new StringBuilder();
            StringBuilder letters = new StringBuilder();
            for (int i = 0; i < count; i++) {
                int octet = all[at + i] & 0xff;
                digits.append((i == ROW_OCTETS / 2 ? "  %02x" : " %02x").formatted(octet));
                letters.append(octet >= 0x20 && octet < 0x7f ? (char) octet : '.');
            }
            lines.add(
                    new Line()
                            .add(Style.DIM, "  %04x ".formatted(at))
                            .left(Style.PLAIN, digits.toString(), 3 * ROW_OCTETS + 3)
                            .add(Style.DIM, letters.toString()));
        }
        return lines;
    }
}

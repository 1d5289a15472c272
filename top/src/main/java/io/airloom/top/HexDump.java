package io.airloom.top;

import java.util.ArrayList;
import java.util.List;

/// Octets in rows: their place, their digits, and what of them is letters.
final class HexDump {
    private static final int WIDE = 76;

    private HexDump() {}

    /// A line for each 16 octets; for each 8 on terminals of less than 76 columns.
    static List<Line> of(byte[] all, int columns) {
        List<Line> lines = new ArrayList<>();
        int row = columns < WIDE ? 8 : 16;
        for (int at = 0; at < all.length; at += row) {
            int count = Math.min(row, all.length - at);
            StringBuilder digits = new StringBuilder();
            StringBuilder letters = new StringBuilder();
            for (int i = 0; i < count; i++) {
                int octet = all[at + i] & 0xff;
                digits.append((i == 8 ? "  %02x" : " %02x").formatted(octet));
                letters.append(octet >= 0x20 && octet < 0x7f ? (char) octet : '.');
            }
            lines.add(
                    new Line()
                            .add(Style.DIM, (row == 8 ? "  %04x" : "  %04x ").formatted(at))
                            .left(Style.PLAIN, digits.toString(), row == 8 ? 25 : 51)
                            .add(Style.DIM, letters.toString()));
        }
        return lines;
    }
}

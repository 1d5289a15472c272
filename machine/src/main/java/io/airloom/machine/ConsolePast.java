package io.airloom.machine;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// The last lines of a console, for those who come later. One thread at a time.
final class ConsolePast {
    /// How much of it there is at most, in octets.
    static final int BYTES = 16 << 10;

    /// What a terminal answers as if somebody typed: where its cursor is, what it can do, its size,
    /// colours and settings. Asked again, it would answer again, and into a program that no longer
    /// waits for it.
    private static final Pattern QUESTIONS =
            Pattern.compile(
                    "\u001b\\[[0-?]*[ -/]*[cntx]"
                            + "|\u001b\\[[0-?]*\\$p"
                            + "|\u001b[P\\]_^][^\u0007\u001b]*(\u0007|\u001b\\\\)?"
                            + "|\u001bZ|\u0005");

    private final byte[] octets = new byte[2 * BYTES];
    private int length;
    private boolean forgotten;

    /// More has come.
    ///
    /// @param count at most [#BYTES]
    void add(byte[] chunk, int count) {
        if (length + count > octets.length) {
            System.arraycopy(octets, length - BYTES, octets, 0, BYTES);
            length = BYTES;
            forgotten = true;
        }
        System.arraycopy(chunk, 0, octets, length, count);
        length += count;
    }

    /// From the beginning of a line on.
    byte[] text() {
        int start = Math.max(0, length - BYTES);
        if (start > 0 || forgotten) {
            int end = start;
            while (end < length && octets[end] != '\n') {
                end++;
            }
            start = end < length ? end + 1 : start;
        }
        // Each octet is a character of that alphabet, and comes back as it was.
        String said = new String(octets, start, length - start, StandardCharsets.ISO_8859_1);
        return QUESTIONS.matcher(said).replaceAll("").getBytes(StandardCharsets.ISO_8859_1);
    }
}

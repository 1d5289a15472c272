package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;

/// Text that somebody else chose, made safe for terminals and files.
///
/// Valid, visible UTF-8 is kept. Everything that could move a cursor, change a colour, reverse the
/// reading direction, hide or pile up (control and format characters, separators, private and
/// unassigned code points, more than two combining marks) is written as `\xNN`, octet by octet; a
/// quotation mark and a backslash get a backslash before them.
public final class Printable {
    private static final int MAX_MARKS = 2;
    private static final char[] DIGITS = "0123456789abcdef".toCharArray();

    private Printable() {}

    /// The octets as one line of visible text, without quotation marks around.
    public static String text(MemorySegment segment, long offset, int length) {
        StringBuilder text = new StringBuilder(length + 8);
        int marks = MAX_MARKS;
        int at = 0;
        while (at < length) {
            int size = sequenceLength(segment, offset + at, length - at);
            int codePoint = size == 0 ? -1 : decode(segment, offset + at, size);
            if (codePoint >= 0 && isMark(codePoint)) {
                marks++;
            } else {
                marks = 0;
            }
            if (codePoint >= 0 && isVisible(codePoint) && marks <= MAX_MARKS) {
                if (codePoint == '"' || codePoint == '\\') {
                    text.append('\\');
                }
                text.appendCodePoint(codePoint);
            } else {
                size = Math.max(1, size);
                for (int i = 0; i < size; i++) {
                    int octet = Octets.u8(segment, offset + at + i);
                    text.append("\\x").append(DIGITS[octet >> 4]).append(DIGITS[octet & 15]);
                }
                marks = MAX_MARKS;
            }
            at += size;
        }
        return text.toString();
    }

    /// {@link #text} between quotation marks.
    public static String quoted(MemorySegment segment, long offset, int length) {
        return '"' + text(segment, offset, length) + '"';
    }

    /// {@link #text} of a string, for console output and file content of others. Unpaired
    /// surrogates, which UTF-8 cannot carry, become `?`.
    public static String text(String text) {
        byte[] octets = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return text(MemorySegment.ofArray(octets), 0, octets.length);
    }

    /// Octets of the well-formed UTF-8 sequence here (Unicode, table 3-7), or 0 if there is none.
    private static int sequenceLength(MemorySegment segment, long offset, int available) {
        int first = Octets.u8(segment, offset);
        if (first < 0x80) {
            return 1;
        }
        int size = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (size == 0 || size > available) {
            return 0;
        }
        for (int i = 1; i < size; i++) {
            if ((Octets.u8(segment, offset + i) & 0xc0) != 0x80) {
                return 0;
            }
        }
        int codePoint = decode(segment, offset, size);
        int least = size == 2 ? 0x80 : size == 3 ? 0x800 : 0x10000;
        boolean surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
        return codePoint >= least && codePoint <= 0x10ffff && !surrogate ? size : 0;
    }

    private static int decode(MemorySegment segment, long offset, int size) {
        int first = Octets.u8(segment, offset);
        int codePoint = size == 1 ? first : first & 0x7f >> size;
        for (int i = 1; i < size; i++) {
            codePoint = codePoint << 6 | (Octets.u8(segment, offset + i) & 0x3f);
        }
        return codePoint;
    }

    private static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.ENCLOSING_MARK ->
                    false;
            case Character.SPACE_SEPARATOR -> codePoint == ' ';
            default -> true;
        };
    }
}

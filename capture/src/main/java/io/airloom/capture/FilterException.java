package io.airloom.capture;

/// A display filter that is none. The message says why, and shows where:
///
/// ```
/// no field "tpye", did you mean type?
///   tpye==mgmt and node==sta1
///   ^^^^
/// ```
public final class FilterException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /// Characters that are shown before the place.
    private static final int SHOWN_BEFORE = 60;

    private static final int SHOWN = 100;

    private final String reason;
    private final int offset;

    /// @param offset in `text`, of what is wrong
    /// @param length of what is wrong
    FilterException(String text, int offset, int length, String reason) {
        super(reason + "\n" + picture(text, offset, length));
        this.reason = reason;
        this.offset = offset;
    }

    /// What is wrong, in a line.
    public String reason() {
        return reason;
    }

    /// Characters of the filter before what is wrong.
    public int offset() {
        return offset;
    }

    private static String picture(String text, int offset, int length) {
        int from = Math.max(0, offset - SHOWN_BEFORE);
        int to = Math.min(text.length(), from + SHOWN);
        StringBuilder shown = new StringBuilder("  ");
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            boolean plain = Character.isLetterOrDigit(c) || (c >= ' ' && c < 127);
            shown.append(plain ? c : '?');
        }
        shown.append("\n  ").repeat(' ', offset - from);
        return shown.repeat('^', Math.max(1, Math.min(length, to - offset))).toString();
    }
}

package io.airloom.image;

import java.util.Locale;

/// Makes text from guests and files safe to show: a guest that prints terminal escapes, or names
/// its network with them, must not reach the person's terminal.
public final class Printable {
    private Printable() {}

    /// `text` on one line: every control, format and lone surrogate character as `\xNN`, `\\uNNNN`,
    /// or the usual letter.
    public static String line(String text) {
        return escape(text, false);
    }

    /// As [#line], but line feeds and tabs stay, and carriage returns before a line feed go.
    public static String lines(String text) {
        return escape(text.replace("\r\n", "\n"), true);
    }

    /// `text` on one line and in double quotes, cut after 80 characters.
    public static String quoted(String text) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return '"' + line(shown) + '"';
    }

    /// `text` as one word for a shell, in quotes if it needs them: commands that we show can be
    /// copied, unless the word has characters that must not be shown.
    public static String shellWord(String text) {
        return text.matches("[A-Za-z0-9_./:=,@%+-]+")
                ? text
                : line("'" + text.replace("'", "'\\''") + "'");
    }

    private static String escape(String text, boolean keepLines) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> {
                    if (keepLines && (c == '\n' || c == '\t')) {
                        out.append((char) c);
                    } else if (isHarmless(c)) {
                        out.appendCodePoint(c);
                    } else {
                        out.append(escaped(c));
                    }
                });
        return out.toString();
    }

    private static boolean isHarmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    private static String escaped(int codePoint) {
        return switch (codePoint) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default ->
                    codePoint < 0x100
                            ? String.format(Locale.ROOT, "\\x%02x", codePoint)
                            : String.format(Locale.ROOT, "\\u%04x", codePoint);
        };
    }
}

package io.airloom.report;

/// Outputs and logs in a page, each cut to its last part, and all of a run to a common limit: a
/// page has to open, whatever a guest has written.
final class LongText {
    /// Characters of each that are shown, the last ones: what went wrong stands at the end.
    static final int MAX_EACH = 96 * 1024;

    /// Characters of all of a run.
    static final int MAX_ALL = 4 << 20;

    private final Html html;
    private int left = MAX_ALL;

    LongText(Html html) {
        this.html = html;
    }

    /// Writes a text with its lines.
    void write(String text) {
        int length = Math.min(text.length(), Math.min(MAX_EACH, left));
        left -= length;
        String shown = text.substring(text.length() - length);
        if (length < text.length()) {
            int line = shown.indexOf('\n');
            shown = shown.substring(line >= 0 && line < length / 2 ? line + 1 : 0);
            html.element("p", cutNote(text.length(), shown.length()), "class", "note");
        }
        // A region that scrolls has to be reached by keyboard.
        html.open("pre", "tabindex", "0").lines(shown.stripTrailing()).close("pre").newline();
    }

    private static String cutNote(int all, int shown) {
        return shown == 0
                ? "Not shown: the page has enough text already."
                : "The last "
                        + Figures.octets(shown)
                        + " of "
                        + Figures.octets(all)
                        + " are shown.";
    }
}

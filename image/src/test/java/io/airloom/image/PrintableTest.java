package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Hostile text on the way to a terminal.
class PrintableTest {
    @Test
    void escapesWhatWouldMoveTheCursorOrHideText() {
        assertThat(Printable.line("a\u001b[2Jb\r\n\t\u009b\u202e\ud800\u2028"))
                .isEqualTo("a\\x1b[2Jb\\r\\n\\t\\x9b\\u202e\\ud800\\u2028");
    }

    @Test
    void keepsLinesWhereLinesAreWanted() {
        assertThat(Printable.lines("a\r\nb\tc\u0007")).isEqualTo("a\nb\tc\\x07");
    }

    @Test
    void quotesAWordOfACommandThatIsToBeCopied() {
        assertThat(Printable.shellWord("a/b-1.pcapng")).isEqualTo("a/b-1.pcapng");
        assertThat(Printable.shellWord("a b")).isEqualTo("'a b'");
        assertThat(Printable.shellWord("it's \u001b[2J")).isEqualTo("'it'\\''s \\x1b[2J'");
        assertThat(Printable.shellWord("")).isEqualTo("''");
    }

    @Test
    void keepsOrdinaryTextOfAnyScript() {
        assertThat(Printable.line("Straße 東京 😀")).isEqualTo("Straße 東京 😀");
    }
}

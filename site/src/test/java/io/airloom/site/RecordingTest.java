package io.airloom.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Goal: a recording is an asciicast that comes back as it was, and is shown in its colours.
class RecordingTest {
    private static final Recording.Screen SCREEN =
            new Recording.Screen(
                    1.5,
                    "a \u001b[1;32mgreen\u001b[0m \"<b>\"\nplain \u001b[38;5;196mred\u001b[39m");

    @Test
    void comesBackAsItWasWritten() {
        Recording recording = new Recording(80, 24, List.of(SCREEN));

        assertThat(Recording.parse("x.cast", recording.json())).isEqualTo(recording);
        assertThat(recording.json())
                .startsWith(
                        "{\"version\": 2, \"width\": 80, \"height\": 24}\n[1.50, \"o\", \"\\u001b[H");
    }

    @Test
    void isShownInItsColours() {
        assertThat(Recording.html(SCREEN))
                .isEqualTo(
                        "a <span class=\"b f2\">green</span> &quot;&lt;b&gt;&quot;\nplain"
                                + " <span class=\"f9\">red</span>");
        assertThat(SCREEN.plain()).isEqualTo("a green \"<b>\"\nplain red");
    }

    @Test
    void whatIsNoRecordingOfOursIsRefused() {
        assertThatThrownBy(() -> Recording.parse("x.cast", "{\"width\": 1}\n[0.1, \"o\", \"a\"]"))
                .isInstanceOf(SiteException.class)
                .hasMessageContaining("not a screen");
    }
}

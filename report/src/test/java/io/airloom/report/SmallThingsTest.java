package io.airloom.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Classes of a few lines.
class SmallThingsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "38, 38 ms",
        "999, 999 ms",
        "1000, 1.00 s",
        "59990, 59.99 s",
        "60000, 1 min 00 s",
        "185000, 3 min 05 s"
    })
    void timesHaveTheirUnit(long millis, String text) {
        assertThat(Figures.time(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @Test
    void numbersHaveNoMoreDigitsThanTheyNeed() {
        assertThat(Figures.plain(20)).isEqualTo("20");
        assertThat(Figures.plain(0.25)).isEqualTo("0.25");
        assertThat(Figures.plain(-0.0001)).isEqualTo("0");
        assertThat(Figures.axis(-40)).isEqualTo("−40");
        assertThat(Figures.axis(10_000)).isEqualTo("10,000");
        assertThat(Figures.octets(740)).isEqualTo("740 B");
        assertThat(Figures.octets(12 * 1024)).isEqualTo("12 KiB");
        assertThat(Figures.octets(3_565_158)).isEqualTo("3.4 MiB");
        assertThat(Figures.micros(214.4)).isEqualTo("214 µs");
        assertThat(Figures.micros(7_320)).isEqualTo("7.3 ms");
        assertThat(Figures.count(1, "frame", "frames")).isEqualTo("1 frame");
    }

    @ParameterizedTest
    @CsvSource({"10, 8, 2", "0.9, 3, 0.5", "7, 8, 1", "100, 3, 50", "0.00002, 8, 0.000005"})
    void axesAreMarkedInRoundSteps(double span, int marks, double step) {
        assertThat(Figures.step(span, marks)).isCloseTo(step, within(step / 1e6));
    }

    private static org.assertj.core.data.Offset<Double> within(double offset) {
        return org.assertj.core.data.Offset.offset(offset);
    }

    @Test
    void commandLinesCanBeTypedAsTheyStand() {
        assertThat(
                        ShellLine.of(
                                List.of(
                                        "airloom",
                                        "lab",
                                        "run",
                                        "--set",
                                        "ssid=it's me",
                                        "a.yaml")))
                .isEqualTo("airloom lab run --set 'ssid=it'\\''s me' a.yaml");
    }

    @Test
    void ofLongTextsTheEndIsShownAndAllTogetherAreBounded() {
        StringWriter page = new StringWriter();
        LongText texts = new LongText(new Html(page));
        String line = "a line of a log that goes on and on\n";
        texts.write(line.repeat(10_000) + "the end\n");
        assertThat(page.toString())
                .startsWith("<p class=\"note\">The last 96 KiB of 352 KiB are shown.</p>")
                .contains("<pre tabindex=\"0\">a line of a log")
                .endsWith("the end</pre>\n");
        for (int i = 0; i < 60; i++) {
            texts.write(line.repeat(10_000));
        }
        assertThat(page.toString().length()).isLessThan(LongText.MAX_ALL + 20_000);
        assertThat(page.toString()).contains("Not shown: the page has enough text already.");
    }

    @Test
    void whatComesFromOutsideIsNeverMarkup() {
        StringWriter page = new StringWriter();
        new Html(page)
                .open("p", "title", "\"><script>alert(1)</script>")
                .text("</p><b>&\u0000\u202e\u001b[31m")
                .close("p");
        assertThat(page)
                .hasToString(
                        "<p title=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\">"
                                + "&lt;/p&gt;&lt;b&gt;&amp;\\x00\\u202e\\x1b[31m</p>");
    }
}

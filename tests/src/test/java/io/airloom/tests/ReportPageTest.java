package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.lab.ScenarioRun;
import io.airloom.report.HtmlReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: the page of a report opens in a browser without a complaint, says what happened, and
/// whatever guests have said in it does nothing.
class ReportPageTest {
    /// Would change the page's title, wherever it got through.
    private static final String HOSTILE =
            "</script><script>document.title='owned'</script>"
                    + "<img src=x onerror=\"document.title='owned'\">'\"&--><!--]]>";

    @TempDir Path folder;
    private Browser browser;
    private Path page;

    @BeforeEach
    void openBrowser() throws IOException {
        browser = new Browser(Files.createDirectory(folder.resolve("browser")));
        page = folder.resolve("report.html");
    }

    @Test
    void opensInABrowserAndComesAlive() throws Exception {
        HtmlReport.write(List.of(new ReportFixture(folder, "lab").run(8, 400, null)), page);
        Browser.Page seen = browser.load(page, "", Browser.Look.USUAL);
        assertThat(seen.console()).isEmpty();
        assertThat(seen.dom())
                .contains("<h1>two.yaml <span class=\"verdict passed\">✓ passed</span></h1>")
                .contains("class=\"panel alive\"")
                .contains("<canvas")
                .contains("security lab", "Throughput", "Mbit/s", "dBm", "4 of 4");
        assertThat(seen.dom())
                .containsPattern(
                        "<a download=\"capture.pcapng\""
                                + " href=\"data:application/octet-stream;base64,Cg0NC");
    }

    @Test
    void saysFirstWhatFailed() throws Exception {
        ScenarioRun run = new ReportFixture(folder, "lab").run(8, 400, "no \"ttl\" in its output");
        HtmlReport.write(List.of(run), page);
        String dom = browser.load(page, "", Browser.Look.USUAL).dom();
        assertThat(dom)
                .containsSubsequence(
                        "✗ failed",
                        "Step 3 failed",
                        "no \"ttl\" in its output",
                        "The last frames before it failed",
                        "QoS Data → ap1, not acknowledged",
                        "CTRL-EVENT-DISCONNECTED",
                        "airloom lab run lab",
                        "What happened when");
    }

    @Test
    void whatGuestsSayDoesNothing() throws Exception {
        ScenarioRun run = new ReportFixture(folder, HOSTILE).run(8, 400, HOSTILE);
        for (List<ScenarioRun> runs : List.of(List.of(run), List.of(run, run))) {
            HtmlReport.write(runs, page);
            for (String at : List.of("", "run-1")) {
                Browser.Page seen = browser.load(page, at, Browser.Look.USUAL);
                assertThat(seen.console()).isEmpty();
                assertThat(seen.dom())
                        .contains("&lt;/script&gt;&lt;script&gt;document.title='owned'")
                        .doesNotContain("<title>owned", "<img");
            }
        }
    }

    @Test
    void scriptsThatAreNotItsOwnDoNotRun() throws Exception {
        HtmlReport.write(List.of(new ReportFixture(folder, "lab").run(8, 40, null)), page);
        // As if the escaping had a hole.
        String holed =
                Files.readString(page)
                        .replace(
                                "<main>",
                                "<main><script>document.title='owned'</script>"
                                        + "<img src=\"https://192.0.2.1/x\">");
        Files.writeString(page, holed);
        Browser.Page seen = browser.load(page, "", Browser.Look.USUAL);
        assertThat(seen.dom()).doesNotContain("<title>owned");
        assertThat(String.join("\n", seen.console()))
                .contains("Executing inline script violates")
                .contains("192.0.2.1");
    }

    @Test
    void aHundredThousandFramesAreNoBurden() throws Exception {
        ScenarioRun run = new ReportFixture(folder, "lab").run(300, 100_000, null);
        HtmlReport.write(List.of(run), page);
        assertThat(Files.size(page)).isLessThan(24L << 20);
        Browser.Page seen = browser.load(page, "", Browser.Look.USUAL);
        assertThat(seen.console()).isEmpty();
        assertThat(seen.dom()).contains("class=\"panel alive\"").doesNotContain("are drawn");
    }

    @Test
    void severalRunsAreATableAndFailedOnesComeFirst() throws Exception {
        ReportFixture fixture = new ReportFixture(folder, "wpa2");
        ScenarioRun good = fixture.run(4, 40, null);
        ScenarioRun bad = new ReportFixture(folder, "wpa3").run(4, 40, "it was lost");
        HtmlReport.write(List.of(good, bad), page);
        Browser.Page seen = browser.load(page, "run-2", Browser.Look.USUAL);
        assertThat(seen.console()).isEmpty();
        Matcher headings =
                Pattern.compile(
                                "<h1>1 of 2 scenarios failed</h1>.*<th scope=\"col\">wpa2</th>"
                                        + "<th scope=\"col\">wpa3</th>.*href=\"#run-2\".*href=\"#run-1\"",
                                Pattern.DOTALL)
                        .matcher(seen.dom());
        assertThat(headings.find()).isTrue();
        assertThat(seen.dom())
                .as("a link opens what it leads to")
                .containsPattern("<details class=\"run\" open=\"\" data-alive=\"yes\">.*run-2");
    }

    @Test
    void isReadWithoutScriptAndInDarkToo() throws Exception {
        HtmlReport.write(List.of(new ReportFixture(folder, "lab").run(8, 400, null)), page);
        Path light = folder.resolve("light.png");
        Path dark = folder.resolve("dark.png");
        Path still = folder.resolve("still.png");
        assertThat(browser.picture(page, "", Browser.Look.USUAL, light)).isEmpty();
        assertThat(browser.picture(page, "", Browser.Look.USUAL.inDark(), dark)).isEmpty();
        String whole = Files.readString(page);
        Files.writeString(page, whole.substring(0, whole.lastIndexOf("<script>")));
        assertThat(browser.picture(page, "", Browser.Look.USUAL, still)).isEmpty();
        assertThat(Pictures.brightness(light)).isGreaterThan(200);
        assertThat(Pictures.brightness(dark)).isLessThan(60);
        assertThat(Pictures.colours(still))
                .as("plots and frames are drawn without script")
                .isGreaterThan(200);
    }
}

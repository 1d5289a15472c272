package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs of others that further tests rely on.
class OutsideToolTest {
    @TempDir Path folder;

    @Test
    void theyRun() throws Exception {
        assertThat(says(OutsideTool.tmux(), "-V")).startsWith("tmux ");
        assertThat(says(OutsideTool.tshark(), "--version")).startsWith("TShark ");
    }

    @Test
    void browserRunsScriptsAndTellsOfTheirErrors() throws Exception {
        Path page = folder.resolve("page.html");
        Files.writeString(
                page,
                """
                <!doctype html><title>t</title><p id="p">before</p>
                <script>
                const dark = matchMedia('(prefers-color-scheme: dark)').matches;
                document.getElementById('p').textContent = dark ? 'seen in dark' : 'seen in light';
                nobodyKnowsThis();
                </script>
                """);
        Browser browser = new Browser(Files.createDirectory(folder.resolve("browser")));
        Browser.Page light = browser.load(page, "", Browser.Look.USUAL);
        assertThat(light.dom()).contains("<p id=\"p\">seen in light</p>");
        assertThat(light.console()).hasSize(1).first().asString().contains("nobodyKnowsThis");
        Browser.Page dark = browser.load(page, "", Browser.Look.USUAL.inDark());
        assertThat(dark.dom()).contains("<p id=\"p\">seen in dark</p>");
        Path picture = folder.resolve("page.png");
        Browser.Look small = Browser.Look.USUAL.sized(300, 200);
        assertThat(browser.picture(page, "", small, picture)).hasSize(1);
        assertThat(Files.readAllBytes(picture)).startsWith(0x89, 'P', 'N', 'G');
    }

    private String says(OutsideTool tool, String argument)
            throws IOException, InterruptedException {
        try (Program program = Program.start(folder, tool, argument)) {
            Program.Result result = program.finish(Duration.ofMinutes(1));
            assertThat(result.exitCode()).as(result.toString()).isZero();
            return result.stdout();
        }
    }
}

package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Chromium without a window, as the eyes of tests: what becomes of a page in it, what its console
/// says, what it looks like.
final class Browser {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Pattern CONSOLE =
            Pattern.compile("(?m)^\\[.*?:CONSOLE[:(]\\d+\\)?] (.*)$");

    private final Path folder;
    private final OutsideTool tool;
    private int profiles;

    /// @param folder an empty one, for profiles and the like
    Browser(Path folder) throws IOException {
        this.folder = folder;
        this.tool = OutsideTool.chromium(Files.createDirectory(folder.resolve("chromium")));
    }

    /// How a page is looked at.
    ///
    /// @param dark as a person who likes dark pages
    record Look(int width, int height, boolean dark) {
        static final Look USUAL = new Look(1280, 900, false);

        Look inDark() {
            return new Look(width, height, true);
        }

        Look sized(int otherWidth, int otherHeight) {
            return new Look(otherWidth, otherHeight, dark);
        }
    }

    /// A page that was loaded.
    ///
    /// @param dom as HTML, after its script has run
    /// @param console what the console says: what the script logs, errors, what was refused
    record Page(String dom, List<String> console) {}

    /// Loads a page.
    ///
    /// @param fragment what follows `#`; may be empty
    Page load(Path html, String fragment, Look look) throws IOException, InterruptedException {
        Program.Result result = run(html, fragment, look, "--dump-dom");
        return new Page(result.stdout(), console(result.stderr()));
    }

    /// Makes a picture of a page.
    ///
    /// @return what the console says
    List<String> picture(Path html, String fragment, Look look, Path png)
            throws IOException, InterruptedException {
        Program.Result result = run(html, fragment, look, "--screenshot=" + png.toAbsolutePath());
        assertThat(png).isNotEmptyFile();
        return console(result.stderr());
    }

    private Program.Result run(Path html, String fragment, Look look, String action)
            throws IOException, InterruptedException {
        Path profile = Files.createDirectory(folder.resolve("profile" + profiles++));
        List<String> arguments = new ArrayList<>();
        // Only pages of our own are opened, and a sandbox needs what containers do not give. A port
        // that nobody listens at, as proxy for everything, keeps the network away.
        arguments.addAll(
                List.of(
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--hide-scrollbars",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--proxy-server=127.0.0.1:9",
                        "--enable-logging=stderr",
                        "--user-data-dir=" + profile,
                        "--window-size=%d,%d".formatted(look.width(), look.height()),
                        // What prefers-color-scheme tells: 0 is dark, 1 is light.
                        "--blink-settings=preferredColorScheme=" + (look.dark() ? 0 : 1),
                        action,
                        html.toUri() + (fragment.isEmpty() ? "" : "#" + fragment)));
        try (Program program = Program.start(folder, tool, arguments.toArray(String[]::new))) {
            Program.Result result = program.finish(LIMIT);
            assertThat(result.exitCode()).as(result.toString()).isZero();
            return result;
        }
    }

    private static List<String> console(String stderr) {
        return CONSOLE.matcher(stderr).results().map(found -> found.group(1)).toList();
    }
}

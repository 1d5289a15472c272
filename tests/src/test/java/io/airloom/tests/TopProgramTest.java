package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: `airloom top` shows a lab that runs, does what its keys promise, and gives the terminal
/// back as it was. Method: a lab of two UML machines; a terminal of the test's own, whose screen is
/// read.
@Tag("vm")
class TopProgramTest {
    private static final Duration BOOT = Duration.ofMinutes(20);
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir Path folder;

    @Test
    void showsALabAndGivesTheTerminalBack() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("t"));
        List<String> options = List.of("-Djava.io.tmpdir=" + temporary);
        Path file = folder.resolve("lab.yaml");
        Files.writeString(
                file,
                """
                name: seen
                engine: uml
                nodes:
                  ap1: {role: ap, address: 172.16.16.1/24, hostapd: {ssid: lab, channel: 1}}
                  sta1: {role: station, address: 172.16.16.2/24, network: {ssid: lab, key_mgmt: NONE}}
                """);
        try (Program lab = Program.airloom(folder, options, "lab", "up", file.toString())) {
            lab.awaitOutput("is up:", BOOT);
            asLines(options);
            onAScreen(options);
            lab.signal("INT");
            lab.finish(SOON);
        }
    }

    private void asLines(List<String> options) throws Exception {
        try (Program top = Program.airloom(folder, options, "top", "--once")) {
            Program.Result result = top.finish(SOON);
            assertThat(result.exitCode()).as(result.toString()).isZero();
            assertThat(result.stdout())
                    .contains("frames/s", "NODE", "ap1", "sta1", "LINK", "dBm")
                    .doesNotContain("\u001b");
        }
    }

    private void onAScreen(List<String> options) throws Exception {
        String top = Pty.quoted(Program.command(options, "top", "--filter", "node==ap1"));
        String script =
                "echo first; stty -a > before; %s; echo code=$?; stty -a > after; exec sleep 600"
                        .formatted(top);
        List<String> command = List.of("sh", "-c", "cd '" + folder + "'; " + script);
        try (Pty pty = new Pty(folder, 100, 30, command)) {
            pty.await("(?s)seen .*2 of 2 nodes up.*NODE.*LINK.*FRAME  node==ap1.*Beacon", SOON);
            pty.press("s");
            pty.await("order: busiest first", SOON);
            pty.type("/");
            pty.press("C-u");
            pty.type("nonsense!");
            pty.press("Enter");
            pty.await("(?m)^ filter: nonsense!▏  .+$", SOON);
            pty.press("Escape");
            pty.await("q quit", SOON);
            pty.press("Space");
            pty.await("PAUSED, [1-9]", SOON);
            pty.press("Up", "Enter");
            pty.await("(?s)On the air.*MAC header.*Transmitter", SOON);
            pty.resize(80, 24);
            pty.await("scroll \\(22 of", SOON);
            pty.press("Escape");
            pty.await("q quit", SOON);
            pty.press("?");
            pty.await("any key goes back", SOON);
            pty.press("x", "q");
            String after = pty.await("code=0", SOON);
            assertThat(after).contains("first").doesNotContain("NODE");
            assertThat(pty.ask("#{alternate_on} #{cursor_flag}")).isEqualTo("0 1");
            Pty.await("speed", SOON, () -> Files.readString(folder.resolve("after")));
            String settings = "(rows|columns) \\d+";
            assertThat(Files.readString(folder.resolve("after")).replaceAll(settings, ""))
                    .isEqualTo(Files.readString(folder.resolve("before")).replaceAll(settings, ""));
        }
    }
}

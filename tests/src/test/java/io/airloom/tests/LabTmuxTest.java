package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Goal: `lab up --tmux` shows each node's console, the frames and a shell, whatever the number of
/// nodes, and nothing is left of it however it ends. Method: it is run in a terminal, itself a pane
/// of tmux; its panes are read and typed into; then the lab ends by its key, by the terminal's end,
/// or by `kill -9`.
@Tag("vm")
class LabTmuxTest {
    private static final Duration BOOT = Duration.ofMinutes(20);
    private static final Duration SOON = Duration.ofSeconds(60);

    private static final String FILTER = "not node==ap1";

    @TempDir Path folder;

    /// How it ends.
    enum End {
        KEY,
        TERMINAL,
        KILL
    }

    @ParameterizedTest
    @CsvSource({"2, 80, 24, 1, KEY", "5, 120, 40, 1, TERMINAL", "9, 80, 24, 3, KILL"})
    void showsAllNodesAndLeavesNothing(int nodes, int columns, int rows, int windows, End end)
            throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("t"));
        Path file = folder.resolve("lab.yaml");
        Files.writeString(file, topology(nodes));
        List<String> command =
                Program.command(
                        List.of("-Djava.io.tmpdir=" + temporary),
                        "lab",
                        "up",
                        "--tmux",
                        "--engine",
                        "uml",
                        "--filter",
                        FILTER,
                        file.toString());
        List<String> line = end == End.KEY ? shell(command) : command;
        try (Pty pty = new Pty(folder, columns, rows, line)) {
            pty.await("ends the lab", BOOT);
            Path server = server(temporary);
            SequencedMap<String, String> panes = panes(pty, server);
            List<String> wanted = new ArrayList<>(names(nodes));
            wanted.addAll(List.of("frames", "shell"));
            assertThat(panes.keySet()).containsExactlyInAnyOrderElementsOf(wanted);
            assertThat(pty.tell(server, "list-windows").lines()).hasSize(windows);
            consolesAreThoseOfTheirNodes(pty, server, panes, nodes);
            theShellActsOnTheLab(pty, server, panes.get("shell"), "sta" + (nodes - 1));
            aPaneShows(pty, server, panes.get("frames"), "sta1 .*(Auth|Assoc|Data|ICMP|EAPOL)");
            String frames = pty.tell(server, "capture-pane", "-p", "-t", panes.get("frames"));
            assertThat(frames.lines()).noneMatch(shown -> shown.matches(" *[0-9.]+ +ap1 .*"));
            assertThat(pty.tell(server, "list-panes", "-s", "-F", "#{@note}")).contains(FILTER);
            finish(pty, temporary, end);
        }
        leavesNothing(temporary);
    }

    private static void consolesAreThoseOfTheirNodes(
            Pty pty, Path server, Map<String, String> panes, int nodes) throws Exception {
        for (String node : names(nodes)) {
            String pane = panes.get(node);
            aPaneShows(pty, server, pane, "~ #");
            pty.tell(server, "send-keys", "-t", pane, "echo this is $(hostname)", "Enter");
            aPaneShows(pty, server, pane, "(?m)^this is " + node + "$");
        }
    }

    private static void theShellActsOnTheLab(Pty pty, Path server, String pane, String node)
            throws Exception {
        aPaneShows(pty, server, pane, "airloom top");
        String exec = "airloom lab exec " + node + " -- sh -c 'echo name=$(hostname)'";
        pty.tell(server, "send-keys", "-t", pane, exec, "Enter");
        aPaneShows(pty, server, pane, "(?m)^name=" + node + "$");
    }

    private static void aPaneShows(Pty pty, Path server, String pane, String regex)
            throws Exception {
        // -J: as lines, wherever the pane's edge breaks them.
        Pty.await(regex, SOON, () -> pty.tell(server, "capture-pane", "-J", "-p", "-t", pane));
    }

    private static void finish(Pty pty, Path temporary, End end) throws Exception {
        switch (end) {
            case KEY -> {
                pty.press("C-q");
                String screen = pty.await("code=0", SOON);
                assertThat(screen).contains("frames,").contains("delivered");
                assertThat(pty.ask("#{alternate_on} #{cursor_flag}")).isEqualTo("0 1");
            }
            case TERMINAL -> pty.close();
            case KILL -> {
                long pid = Long.parseLong(pty.ask("#{pane_pid}"));
                ProcessHandle java = ProcessHandle.of(pid).orElseThrow();
                assertThat(java.info().command().orElse("")).endsWith("java");
                java.destroyForcibly();
                java.onExit().join();
                assertThat(temporary).exists();
            }
        }
    }

    private static void leavesNothing(Path temporary) throws IOException {
        long deadlineNanos = System.nanoTime() + SOON.toNanos();
        List<String> left = EndTest.left(temporary);
        while (!left.isEmpty() && System.nanoTime() - deadlineNanos < 0) {
            Thread.onSpinWait();
            left = EndTest.left(temporary);
        }
        assertThat(left).isEmpty();
    }

    /// The socket of the lab's own tmux.
    private static Path server(Path temporary) throws IOException {
        try (Stream<Path> files = Files.walk(temporary, 3)) {
            return files.filter(f -> f.getFileName().toString().equals("tmux"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// Its panes' identifiers by their names.
    private static SequencedMap<String, String> panes(Pty pty, Path server) throws Exception {
        SequencedMap<String, String> panes = new LinkedHashMap<>();
        pty.tell(server, "list-panes", "-s", "-F", "#{@name} #{pane_id}")
                .lines()
                .map(line -> line.split(" ", 2))
                .forEach(pair -> panes.put(pair[0], pair[1]));
        return panes;
    }

    private static List<String> shell(List<String> command) {
        return List.of("sh", "-c", Pty.quoted(command) + "; echo code=$?; exec sleep 600");
    }

    private static List<String> names(int nodes) {
        return IntStream.range(0, nodes).mapToObj(i -> i == 0 ? "ap1" : "sta" + i).toList();
    }

    private static String topology(int nodes) {
        StringBuilder yaml = new StringBuilder("name: panes\nnodes:\n");
        yaml.append(
                "  ap1: {role: ap, address: 172.16.16.1/24, hostapd: {ssid: lab, channel: 1}}\n");
        for (int i = 1; i < nodes; i++) {
            yaml.append("  sta%d: {role: station, address: 172.16.16.%d/24,".formatted(i, i + 1))
                    .append(" network: {ssid: lab, key_mgmt: NONE}}\n");
        }
        return yaml.toString();
    }
}

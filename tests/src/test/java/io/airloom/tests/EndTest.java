package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Goal: however a run ends, no virtual machine, socket or temporary file of it stays. Method: a
/// demo with a temporary folder of its own is ended while its guests boot, or while they talk, by
/// Ctrl-C, by SIGTERM, or by a `kill -9` that leaves it no say; then its folder and all processes
/// are looked at, those included that UML keeps for its guests' programs.
@Tag("vm")
class EndTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "qemu, INT, guest Debian",
        "qemu, TERM, Beacon",
        "qemu, KILL, EAPOL-Key 1/4",
        "uml, INT, Beacon",
        "uml, TERM, guest Debian",
        "uml, KILL, guest Debian",
        "uml, KILL, Beacon",
        "uml, KILL, EAPOL-Key 1/4",
    })
    void leavesNothing(String engine, String signal, String moment) throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("t"));
        Path work = Files.createDirectory(folder.resolve("w"));
        try (Program demo =
                Program.airloom(
                        work,
                        List.of("-Djava.io.tmpdir=" + temporary),
                        "demo",
                        "--engine",
                        engine)) {
            demo.awaitOutput(moment, Duration.ofMinutes(20));
            demo.signal(signal);
            Program.Result result = demo.finish(Duration.ofSeconds(30));
            assertThat(result.exitCode()).as(result.toString()).isNotZero();
        }
        long deadlineNanos = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        List<String> left = left(temporary);
        while (!left.isEmpty() && System.nanoTime() - deadlineNanos < 0) {
            Thread.onSpinWait();
            left = left(temporary);
        }
        assertThat(left).isEmpty();
    }

    /// Files of the run, and processes that were started for it.
    static List<String> left(Path temporary) throws IOException {
        List<String> left = new ArrayList<>();
        // The folder airloom-UID itself stays: it is shared by all runs of the user.
        try (Stream<Path> files = Files.walk(temporary)) {
            files.filter(file -> temporary.relativize(file).getNameCount() > 1)
                    .forEach(file -> left.add(file.toString()));
        } catch (java.io.UncheckedIOException vanishing) {
            left.add("going: " + vanishing.getMessage());
        }
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            all.filter(process -> mentions(process, temporary))
                    .forEach(process -> left.add("process " + process.pid()));
        }
        return left;
    }

    private static boolean mentions(ProcessHandle process, Path temporary) {
        try {
            Path proc = Path.of("/proc", Long.toString(process.pid()));
            String environment =
                    Files.readString(proc.resolve("environ"), StandardCharsets.ISO_8859_1);
            String line = Files.readString(proc.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            return environment.contains("AIRLOOM_RUN=" + temporary)
                    || line.contains(temporary + "/airloom-");
        } catch (IOException gone) {
            return false;
        }
    }
}

package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.topology.Login;
import io.airloom.topology.NodeFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Goal: commands run over whatever a serial console shows. Method: a console that is played, with
/// a shell of this machine behind it. That shell must be root's, or have sudo, to be taken over.
@Timeout(120)
class SerialShellTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir Path folder;

    private static SerialShell shell(FakeConsole console, Login login) {
        return new SerialShell(ConsoleText.over(console.channel(), "n1"), login);
    }

    private static void assumeRoot() {
        Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
    }

    private static byte[] octets(long seed, int length) {
        byte[] octets = new byte[length];
        new Random(seed).nextBytes(octets);
        return octets;
    }

    @Test
    void logsInAndRunsCommandsWithInputOutputsAndExitCode() throws Exception {
        assumeRoot();
        try (FakeConsole console = new FakeConsole(1, 0, false);
                SerialShell shell = shell(console, new Login("root", "geheim"))) {
            console.getty("root", "geheim");
            assertThat(shell.awaitAnswer(LIMIT)).isTrue();
            ExecResult result =
                    shell.exec(
                            List.of("sh", "-c", "cat; echo \"$1\" >&2; exit 7", "x", "it's! %d\n"),
                            octets(1, 5_000),
                            LIMIT);
            assertThat(result.exitCode()).isEqualTo(7);
            assertThat(result.stdoutBytes()).isEqualTo(octets(1, 5_000));
            assertThat(result.stderr()).isEqualTo("it's! %d\n\n");
            assertThat(shell.exec(List.of("nonesuch"), new byte[0], LIMIT).exitCode())
                    .isEqualTo(127);
            assertThat(shell.exec(List.of("-x"), new byte[0], LIMIT).exitCode()).isNotZero();
        }
    }

    @Test
    void kernelMessagesInTheMiddleOfEverythingDoNoHarm() throws Exception {
        assumeRoot();
        long seed = System.nanoTime();
        try (FakeConsole console = new FakeConsole(seed, 0.4, true);
                SerialShell shell = shell(console, new Login("root", "geheim"))) {
            console.getty("root", "geheim");
            assertThat(shell.awaitAnswer(LIMIT)).as("seed %d", seed).isTrue();
            ExecResult result = shell.exec(List.of("cat"), octets(seed, 30_000), LIMIT);
            assertThat(result.stdoutBytes()).as("seed %d", seed).isEqualTo(octets(seed, 30_000));
        }
    }

    @Test
    void aShellThatIsThereAfterEnterIsTakenOver() throws Exception {
        assumeRoot();
        try (FakeConsole console = new FakeConsole(2, 0, false);
                SerialShell shell = shell(console, Login.ROOT)) {
            console.shellAfterEnter();
            assertThat(shell.awaitAnswer(LIMIT)).isTrue();
            Path file = folder.resolve("deep/er/file");
            shell.put(Map.of(file.toString(), NodeFile.of(octets(3, 3_000), 0750)));
            assertThat(Files.readAllBytes(file)).isEqualTo(octets(3, 3_000));
            assertThat(Files.getPosixFilePermissions(file)).hasSize(5);
        }
    }

    @Test
    void aWrongPasswordIsToldAndNotTriedAgain() throws Exception {
        try (FakeConsole console = new FakeConsole(3, 0, false);
                SerialShell shell = shell(console, new Login("root", "falsch"))) {
            console.getty("root", "geheim");
            assertThatThrownBy(() -> shell.awaitAnswer(LIMIT))
                    .isInstanceOf(GuestCommands.Broken.class)
                    .hasMessageContaining("refuses root with a password")
                    .hasMessageContaining("login: {user: NAME, password: WORD}")
                    .hasMessageNotContaining("falsch");
        }
    }

    @Test
    void whatTakesTooLongIsKilledAndOthersRunMeanwhile() throws Exception {
        assumeRoot();
        try (FakeConsole console = new FakeConsole(4, 0, false);
                SerialShell shell = shell(console, Login.ROOT)) {
            console.shellAfterEnter();
            assertThat(shell.awaitAnswer(LIMIT)).isTrue();
            CompletableFuture<ExecResult> slow =
                    CompletableFuture.supplyAsync(() -> {
                        try {
                            return shell.exec(
                                    List.of("sh", "-c", "echo begun; sleep 600"),
                                    new byte[0],
                                    Duration.ofSeconds(2));
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    });
            assertThat(shell.exec(List.of("echo", "quick"), new byte[0], LIMIT).stdout())
                    .isEqualTo("quick\n");
            assertThat(slow.get().timedOut()).isTrue();
            assertThat(slow.get().exitCode()).isEqualTo(124);
            assertThat(slow.get().stdout()).isEqualTo("begun\n");
        }
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsKilledAndToldAsFarAsItCame() throws Exception {
        assumeRoot();
        String sleep = Poll.sleep();
        Patience patience = Patience.of(LIMIT);
        KeptOutput kept = new KeptOutput();
        try (FakeConsole console = new FakeConsole(6, 0, false);
                SerialShell shell = shell(console, Login.ROOT);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            console.shellAfterEnter();
            assertThat(shell.awaitAnswer(LIMIT)).isTrue();
            List<String> line = List.of("sh", "-c", "echo begun; " + sleep + " | cat");
            Future<ExecEnd> end =
                    threads.submit(() -> shell.exec(line, new byte[0], patience, kept));
            Poll.until("the command", () -> Poll.runs(sleep));
            patience.giveUp();
            assertThat(end.get()).isEqualTo(ExecEnd.killed());
            Poll.until("end of the command", () -> !Poll.runs(sleep));
        }
        assertThat(kept.result(ExecEnd.killed()).stdout()).isEqualTo("begun\n");
    }

    @Test
    void outputIsToldAsItComes() throws Exception {
        assumeRoot();
        Path seen = folder.resolve("seen");
        List<String> told = new ArrayList<>();
        ExecOutput answering =
                (source, octets) -> {
                    told.add(source + " " + new String(octets, StandardCharsets.UTF_8).strip());
                    assertThat(seen.resolveSibling("seen" + told.size()).toFile().mkdir()).isTrue();
                };
        try (FakeConsole console = new FakeConsole(7, 0, false);
                SerialShell shell = shell(console, Login.ROOT)) {
            console.shellAfterEnter();
            assertThat(shell.awaitAnswer(LIMIT)).isTrue();
            // It goes on when it is seen here, and not before.
            String line =
                    "echo one; until [ -e %1$s1 ]; do sleep 0.01; done; echo two >&2; until [ -e %1$s2 ]; do sleep 0.01; done"
                            .formatted(seen);
            shell.exec(List.of("sh", "-c", line), new byte[0], Patience.of(LIMIT), answering);
        }
        assertThat(told).containsExactly("STDOUT one", "STDERR two");
    }

    @Test
    void aConsoleThatSaysNothingIsNotWaitedForForever() throws Exception {
        try (FakeConsole console = new FakeConsole(5, 0, false);
                SerialShell shell = shell(console, Login.ROOT)) {
            assertThat(shell.awaitAnswer(Duration.ofMillis(300))).isFalse();
            assertThat(shell.asks()).isFalse();
        }
    }

    @Test
    void everyOctetIsPrintableInTheFormatOfPrintf() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 256; i++) {
            SerialShell.appendOctet(text, (byte) i);
        }
        assertThat(text.toString()).matches("[ -~]+").contains("\\000", "%%", "\\n", "\\047");
        StringBuilder dash = new StringBuilder();
        SerialShell.appendOctet(dash, (byte) '-');
        assertThat(dash).hasToString("\\055");
    }
}

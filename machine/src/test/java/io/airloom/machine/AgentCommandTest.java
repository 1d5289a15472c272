package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what a command writes comes as it is, as it comes, and no faster than it is taken. Method:
/// an agent that runs programs here.
@Timeout(120)
class AgentCommandTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final byte[] NOTHING = new byte[0];

    /// Of this test alone, whatever else runs here.
    private final String sleep = Poll.sleep();

    @TempDir Path folder;

    private HostAgent host;

    @BeforeEach
    void start() throws IOException {
        host = new HostAgent(folder);
    }

    @AfterEach
    void end() throws IOException {
        host.close();
    }

    private ExecResult sh(String line) throws Exception {
        return host.agent().exec(List.of("sh", "-c", line), NOTHING, LIMIT);
    }

    @Test
    void inputOutputsAndExitCodeAreTheCommands() throws Exception {
        ExecResult result =
                host.agent()
                        .exec(
                                List.of("sh", "-c", "cat; echo \"$1\" >&2; exit 7", "x", "it's\na"),
                                new byte[] {0, (byte) 0xff, 'x', '\n'},
                                LIMIT);
        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stdoutBytes()).containsExactly(0, 0xff, 'x', '\n');
        assertThat(result.stderr()).isEqualTo("it's\na\n");
        assertThat(result.leftOut()).isZero();
    }

    @Test
    void exitCodesAreThoseOfAShell() throws Exception {
        assertThat(sh("kill -KILL $$").exitCode()).isEqualTo(128 + 9);
        assertThat(sh("kill -KILL $$").stderr()).isEmpty();
        ExecResult none = host.agent().exec(List.of("nosuch"), NOTHING, LIMIT);
        assertThat(none.exitCode()).isEqualTo(127);
        assertThat(none.stderr()).contains("nosuch: not found");
        Path text = Files.writeString(folder.resolve("text"), "#!/bin/sh\n");
        ExecResult notOne = host.agent().exec(List.of(text.toString()), NOTHING, LIMIT);
        assertThat(notOne.exitCode()).isEqualTo(126);
        assertThat(notOne.stderr()).contains("ermission denied");
    }

    @Test
    void aProgramIsMeantAndNotAWordOfTheShell() throws Exception {
        assertThat(host.agent().exec(List.of("exit", "5"), NOTHING, LIMIT).exitCode())
                .isEqualTo(127);
        assertThat(host.agent().exec(List.of("test", "-n", ""), NOTHING, LIMIT).exitCode())
                .isEqualTo(1);
    }

    @Test
    void aPieceIsToldBeforeTheCommandGoesOn() throws Exception {
        List<String> told = new ArrayList<>();
        ExecOutput answering =
                (source, octets) -> {
                    told.add(source + " " + new String(octets, StandardCharsets.UTF_8).strip());
                    make("seen" + told.size());
                };
        String line =
                "cd %s; echo one; until [ -e seen1 ]; do sleep 0.01; done; echo two >&2; until [ -e seen2 ]; do sleep 0.01; done"
                        .formatted(folder);
        ExecEnd end =
                host.agent()
                        .exec(List.of("sh", "-c", line), NOTHING, Patience.of(LIMIT), answering);
        assertThat(end).isEqualTo(new ExecEnd(0, false));
        assertThat(told).containsExactly("STDOUT one", "STDERR two");
    }

    private void make(String name) {
        try {
            Files.createFile(folder.resolve(name));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void manyOctetsComeAsTheyAreAndTheAgentNeverHasMany() throws Exception {
        long seed = new Random().nextLong();
        byte[] all = new byte[5_000_000];
        new Random(seed).nextBytes(all);
        Path file = Files.write(folder.resolve("all"), all);
        ExecResult result = sh("cat " + file);
        assertThat(result.stdoutBytes()).as("seed %d", seed).isEqualTo(all);
        assertThat(host.mostKept.get()).isBetween(1L, 1L << 16);
    }

    @Test
    void nothingIsReadWhileNobodyTakesIt() throws Exception {
        Path count = folder.resolve("count");
        List<Integer> lead = new ArrayList<>();
        int[] taken = new int[1];
        ExecOutput measuring =
                (source, octets) -> {
                    // A kilobyte each; the command notes how many it has got rid of.
                    taken[0] += octets.length;
                    lead.add(1024 * written(count) - taken[0]);
                };
        String line =
                "i=0; while [ $i -lt 400 ]; do printf %%1024s x; i=$((i+1)); echo $i >%s; done"
                        .formatted(count);
        host.agent().exec(List.of("sh", "-c", line), NOTHING, Patience.of(LIMIT), measuring);
        assertThat(taken[0]).isEqualTo(400 * 1024);
        // A full pipe, and a piece that was read before this one was told.
        assertThat(lead).allSatisfy(bytes -> assertThat(bytes).isLessThanOrEqualTo(2 << 16));
    }

    private static int written(Path count) {
        try {
            String text = Files.exists(count) ? Files.readString(count).strip() : "";
            return text.isEmpty() ? 0 : Integer.parseInt(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatNobodyWantsIsCountedInTheGuest() throws Exception {
        KeptOutput kept = new KeptOutput(100_000);
        List<String> line = List.of("sh", "-c", "head -c 50000000 /dev/zero; echo e >&2");
        ExecResult result = kept.result(host.agent().exec(line, NOTHING, Patience.of(LIMIT), kept));
        assertThat(result.stdoutBytes()).hasSize(100_000);
        assertThat(result.leftOut()).isEqualTo(49_900_000);
        assertThat(result.stderr()).isEqualTo("e\n");
        assertThat(host.started.get()).isLessThan(20);
    }

    @Test
    void aCommandThatIsGivenUpEndsWithItsChildren() throws Exception {
        Patience patience = Patience.of(LIMIT);
        KeptOutput kept = new KeptOutput();
        List<String> line = List.of("sh", "-c", "echo begun; " + sleep + " | cat");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ExecEnd> end =
                    threads.submit(() -> host.agent().exec(line, NOTHING, patience, kept));
            Poll.until("the command", () -> Poll.runs(sleep));
            patience.giveUp();
            assertThat(end.get()).isEqualTo(ExecEnd.killed());
        }
        assertThat(kept.result(ExecEnd.killed()).stdout()).isEqualTo("begun\n");
        Poll.until("end of the command", () -> !Poll.runs(sleep));
    }

    @Test
    void aCommandWhoseWaiterIsInterruptedEnds() throws Exception {
        List<String> line = List.of("sh", "-c", sleep + " | cat");
        Thread waiter =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                host.agent().exec(line, NOTHING, LIMIT);
                            } catch (GuestCommands.Broken | InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        Poll.until("the command", () -> Poll.runs(sleep));
        waiter.interrupt();
        Poll.until("end of the command", () -> !Poll.runs(sleep));
    }

    @Test
    void noProcessIsLeftBehind() throws Exception {
        assertThat(sh("echo $PPID").stdout()).matches("\\d+\n");
        long shell = Long.parseLong(sh("echo $PPID").stdout().strip());
        Poll.until("end of its shell", () -> ProcessHandle.of(shell).isEmpty());
    }

    @Test
    void bothOutputsMayBeLongAtOnce() throws Exception {
        ExecResult result =
                sh("head -c 300000 /dev/zero | tr '\\0' o; head -c 300000 /dev/zero >&2; exit 3");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stdout()).isEqualTo("o".repeat(300_000));
        assertThat(result.stderrBytes()).hasSize(300_000);
    }
}

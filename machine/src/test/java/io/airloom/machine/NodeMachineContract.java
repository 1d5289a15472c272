package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.EnvironmentException;
import io.airloom.topology.NodeFile;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.TopologyParser;
import io.airloom.vhost.AirOptions;
import io.airloom.vhost.AirThread;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What a lab needs of a machine, whatever runs it: one real guest, booted once, with two radios on
/// an air of its own. The guests share the user's cache with the program itself.
@Tag("vm")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NodeMachineContract {
    static final Duration BOOT_LIMIT = Duration.ofMinutes(3);
    static final Duration LIMIT = Duration.ofSeconds(60);

    private static final long SEED = 20261122;

    private @Nullable RunDirectory run;
    private @Nullable AirThread air;
    private @Nullable NodeMachine machine;

    /// The engine that is tested.
    abstract MachineFactory machines(RunDirectory directory);

    /// The keys of its nodes in a topology.
    String nodeKeys() {
        return "role: bare, radios: 2";
    }

    @BeforeAll
    void boot() throws InterruptedException {
        run = RunDirectory.create();
        air = AirThread.start(AirOptions.ideal());
        machine =
                start(
                        "node-1",
                        Map.of(
                                "/etc/airloom/start",
                                NodeFile.script("#!/bin/sh\necho started on $(hostname)\n"),
                                "/root/note",
                                NodeFile.text("hello\n")));
        machine.awaitReady(BOOT_LIMIT);
    }

    @AfterAll
    void end() {
        if (run != null) {
            run.close();
        }
        if (air != null) {
            air.close();
        }
    }

    /// Starts a machine of another name.
    NodeMachine start(String name, Map<String, NodeFile> files) {
        assert run != null && air != null;
        NodeSpec node =
                TopologyParser.parse("test", "nodes: {" + name + ": {" + nodeKeys() + "}}")
                        .nodes()
                        .getFirst();
        Path socket = run.path().resolve(name + ".air");
        air.listen(socket, name);
        return machines(run).start(node, files, socket);
    }

    RunDirectory run() {
        assert run != null;
        return run;
    }

    NodeMachine machine() {
        assert machine != null;
        return machine;
    }

    private ExecResult sh(String line) throws InterruptedException {
        return sh(line, LIMIT);
    }

    private ExecResult sh(String line, Duration limit) throws InterruptedException {
        return machine().exec(List.of("sh", "-c", line), new byte[0], limit);
    }

    @Test
    void runsCommandsWithInputOutputAndExitCode() throws InterruptedException {
        ExecResult result =
                machine()
                        .exec(
                                List.of("sh", "-c", "cat; echo \"$1\" >&2; exit 7", "sh", "a b"),
                                new byte[] {0, (byte) 0xff, 'x'},
                                LIMIT);
        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stdoutBytes()).containsExactly(0, 0xff, 'x');
        assertThat(result.stderr()).isEqualTo("a b\n");
    }

    @Test
    void tellsASignalAsAShellDoes() throws InterruptedException {
        assertThat(sh("kill -15 $$").exitCode()).isEqualTo(128 + 15);
    }

    @Test
    void killsACommandWithItsChildrenWhenItsTimeIsUp() throws InterruptedException {
        ExecResult result = sh("echo before; sleep 1234 | cat", Duration.ofMillis(200));
        assertThat(result.timedOut()).isTrue();
        assertThat(result.exitCode()).isEqualTo(124);
        assertThat(result.stdout()).isEqualTo("before\n");
        assertThat(sh(running("sleep 123[4]")).stdout()).isEmpty();
    }

    @Test
    void killsACommandThatNobodyWaitsForAnyMore() throws Exception {
        Patience patience = Patience.of(LIMIT);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> command = List.of("sh", "-c", "sleep 2345 | cat");
            Future<ExecEnd> result =
                    threads.submit(
                            () -> machine().exec(command, new byte[0], patience, new KeptOutput()));
            Poll.until("the command", () -> sh(running("sleep 234[5]")).ok());
            patience.giveUp();
            assertThat(result.get().timedOut()).isTrue();
        }
        assertThat(sh(running("sleep 234[5]")).stdout()).isEmpty();
    }

    /// Prints what runs with such a command line, for guests of any kind of ps.
    private static String running(String pattern) {
        return "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -o '" + pattern + "'";
    }

    @Test
    void carriesLargeOutputs() throws InterruptedException {
        ExecResult result = sh("head -c 3000000 /dev/zero");
        assertThat(result.stdoutBytes()).hasSize(3_000_000);
        assertThat(result.leftOut()).isZero();
    }

    @Test
    void carriesLargeInputsAndLongCommands() throws InterruptedException {
        byte[] input = new byte[100_000];
        new Random(SEED).nextBytes(input);
        String word = "'" + "a \"b\" ".repeat(2_000) + "'";
        ExecResult result =
                machine()
                        .exec(
                                List.of("sh", "-c", "cat; echo \"$1\" >&2; exit 7", "sh", word),
                                input,
                                LIMIT);
        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stdoutBytes()).as("seed %d", SEED).isEqualTo(input);
        assertThat(result.stderr()).isEqualTo(word + "\n");
        assertThat(sh("ls /run | grep airloom-exec").stdout()).isEmpty();
    }

    @Test
    void runsManyCommandsAtOnce() throws Exception {
        List<Callable<String>> commands =
                IntStream.range(0, 20)
                        .<Callable<String>>mapToObj(
                                i -> () -> sh("sleep 0.0" + i % 10 + "; echo " + i).stdout())
                        .toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = threads.invokeAll(commands);
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo(i + "\n");
            }
        }
    }

    @Test
    void aProgramThatCannotBeRunEndsAsInAShell() throws InterruptedException {
        ExecResult none = machine().exec(List.of("nonesuch"), new byte[0], LIMIT);
        assertThat(none.exitCode()).isEqualTo(127);
        assertThat(none.stderr()).contains("nonesuch: not found");
        ExecResult text = machine().exec(List.of("/etc/passwd"), new byte[0], LIMIT);
        assertThat(text.exitCode()).isEqualTo(126);
        assertThat(text.stderr()).contains("/etc/passwd", "ermission denied");
    }

    @Test
    void tellsWhatACommandWritesAsItComesAndHoldsItBackMeanwhile() throws InterruptedException {
        List<String> pieces = new ArrayList<>();
        ExecOutput answering =
                (source, octets) -> {
                    pieces.add(source + " " + new String(octets, StandardCharsets.UTF_8).strip());
                    try {
                        // The command goes on when it is seen here, and not before.
                        sh("echo >/run/seen-" + pieces.size());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                };
        String line =
                "echo one; until [ -e /run/seen-1 ]; do sleep 0.01; done; echo two >&2;"
                        + " until [ -e /run/seen-2 ]; do sleep 0.01; done; exit 5";
        ExecEnd end =
                machine()
                        .exec(
                                List.of("sh", "-c", line),
                                new byte[0],
                                Patience.of(LIMIT),
                                answering);
        assertThat(end).isEqualTo(new ExecEnd(5, false));
        assertThat(pieces).containsExactly("STDOUT one", "STDERR two");
    }

    @Test
    void moreOutputThanItsMemoryDoesItNoHarm() throws InterruptedException {
        KeptOutput kept = new KeptOutput(1_000_000);
        List<String> line = List.of("sh", "-c", "head -c 200000000 /dev/zero; echo end >&2");
        ExecEnd end = machine().exec(line, new byte[0], Patience.of(LIMIT), kept);
        ExecResult result = kept.result(end);
        assertThat(result.ok()).isTrue();
        assertThat(result.stdoutBytes()).hasSize(1_000_000);
        assertThat(result.leftOut()).isEqualTo(199_000_000);
        assertThat(result.stderr()).isEqualTo("end\n");
        assertThat(sh("echo alive").stdout()).isEqualTo("alive\n");
    }

    @Test
    void hasTheNodesFilesItsNameAndItsRadios() throws InterruptedException {
        assertThat(sh("cat /root/note").stdout()).isEqualTo("hello\n");
        assertThat(sh("hostname").stdout()).isEqualTo("node-1\n");
        assertThat(sh("ls /sys/class/ieee80211").stdout()).isEqualTo("phy0\nphy1\n");
    }

    @Test
    void hasTheProgramsOfALab() throws InterruptedException {
        for (String command :
                List.of(
                        "hostapd -v",
                        "wpa_supplicant -v",
                        "iw --version",
                        "iperf3 --version",
                        "ping -V",
                        "wpa_cli -v",
                        "hostapd_cli -v",
                        "modprobe bridge")) {
            ExecResult result = sh(command + " 2>&1");
            assertThat(result.stdout()).as(command).doesNotContain("not found", "error while");
        }
    }

    @Test
    void canSecureFrames() throws InterruptedException {
        assertThat(sh("iw phy phy0 info").stdout()).contains("00-0f-ac:4", "00-0f-ac:6");
    }

    @Test
    void runsItsStartScriptAndKeepsAConsoleLog() throws Exception {
        Poll.until(
                "word from the start script",
                () -> Files.readString(machine().consoleLog()).contains("started on node-1"));
    }

    @Test
    void itsConsoleIsAShellForAllWhoConnect() throws Exception {
        try (SocketChannel first = console();
                SocketChannel second = console()) {
            type(first, "echo con$((20 + 3))sole\r");
            awaitText(first, "con23sole");
            awaitText(second, "con23sole");
            type(second, "echo con$((30 + 4))sole\r");
            awaitText(first, "con34sole");
        }
        try (SocketChannel late = console()) {
            awaitText(late, "con34sole");
        }
    }

    private SocketChannel console() throws IOException {
        SocketChannel console =
                SocketChannel.open(UnixDomainSocketAddress.of(machine().consoleSocket()));
        console.configureBlocking(false);
        return console;
    }

    private static void type(SocketChannel console, String keys) throws IOException {
        console.write(ByteBuffer.wrap(keys.getBytes(StandardCharsets.UTF_8)));
    }

    private static void awaitText(SocketChannel console, String wanted) throws Exception {
        StringBuilder said = new StringBuilder();
        ByteBuffer in = ByteBuffer.allocate(4096);
        Poll.until(
                wanted,
                () -> {
                    console.read(in.clear());
                    said.append(StandardCharsets.UTF_8.decode(in.flip()));
                    return said.toString().contains(wanted);
                });
    }

    @Test
    void tellsTheConsolesLastWordsWhenTheGuestDoesNotComeUp() {
        NodeFile boot =
                NodeFile.script(
                        """
                        #!/bin/sh
                        mount -t devtmpfs dev /dev
                        echo no luck today >/dev/console
                        poweroff -f
                        """);
        try (NodeMachine broken = start("broken-2", Map.of("/etc/airloom/boot", boot))) {
            assertThatThrownBy(() -> broken.awaitReady(BOOT_LIMIT))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContainingAll(
                            "broken-2: ", " has ended", "console's last lines", "no luck today");
        }
    }

    @Test
    void isGoneWhenItIsClosed() throws Exception {
        NodeMachine brief = start("brief", Map.of());
        brief.awaitReady(BOOT_LIMIT);
        assertThat(brief.isAlive()).isTrue();
        brief.close();
        brief.close();
        Poll.until("end of the machine", () -> !brief.isAlive());
        assertThatThrownBy(() -> brief.exec(List.of("true"), new byte[0], LIMIT))
                .isInstanceOf(EnvironmentException.class);
    }
}

package io.airloom.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Boots real guests, without an air. They share the user's cache with the program itself.
@Tag("vm")
class MachineTest {
    private static final Duration BOOT_LIMIT = Duration.ofMinutes(3);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static @Nullable RunDirectory run;
    private static @Nullable Machine machine;

    @TempDir Path folder;

    @BeforeAll
    static void boot() throws InterruptedException {
        run = RunDirectory.create();
        machine =
                Machine.start(
                        spec(
                                "node-1",
                                Map.of(
                                        "/etc/airloom/start",
                                        NodeFile.script("#!/bin/sh\necho started on $(hostname)\n"),
                                        "/root/note",
                                        NodeFile.text("hello\n"))),
                        run);
        machine.awaitReady(BOOT_LIMIT);
    }

    @AfterAll
    static void end() {
        if (run != null) {
            run.close();
        }
    }

    private static MachineSpec spec(String name, Map<String, NodeFile> files) {
        Cache cache = Cache.standard();
        return spec(
                name,
                files,
                Qemu.ensure(cache, Progress.SILENT),
                GuestImage.ensure(cache, Progress.SILENT));
    }

    private static MachineSpec spec(
            String name, Map<String, NodeFile> files, Qemu qemu, GuestImage image) {
        return new MachineSpec(name, 1, 256, 1, Accelerator.AUTO, qemu, image, files, null, 2);
    }

    private static ExecResult sh(String line) throws InterruptedException {
        return machine.shell(line, LIMIT);
    }

    @Test
    void runsCommandsWithInputOutputAndExitCode() throws InterruptedException {
        ExecResult result =
                machine.exec(
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
        ExecResult result = machine.shell("echo before; sleep 1234 | cat", Duration.ofMillis(200));
        assertThat(result.timedOut()).isTrue();
        assertThat(result.exitCode()).isEqualTo(124);
        assertThat(result.stdout()).isEqualTo("before\n");
        assertThat(sh("pgrep -f 'sleep 123[4]'").stdout()).isEmpty();
    }

    @Test
    void carriesLargeOutputs() throws InterruptedException {
        ExecResult result = sh("head -c 3000000 /dev/zero");
        assertThat(result.stdoutBytes()).hasSize(3_000_000);
        assertThat(result.truncated()).isFalse();
    }

    @Test
    void saysThatAProgramDoesNotExist() {
        assertThatThrownBy(() -> machine.exec(List.of("nonesuch"), new byte[0], LIMIT))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContainingAll("node-1", "cannot run nonesuch");
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
        assertThat(sh("cat /proc/crypto; ls /sys/module").stdout()).contains("ccm", "cmac", "gcm");
        assertThat(sh("iw phy phy0 info").stdout()).contains("00-0f-ac:4", "00-0f-ac:6");
    }

    @Test
    void runsItsStartScriptAndKeepsAConsoleLog() throws Exception {
        Poll.until(
                "word from the start script",
                () -> Files.readString(machine.consoleLog()).contains("started on node-1"));
    }

    @Test
    void itsConsoleIsAShell() throws Exception {
        try (SocketChannel console = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            console.connect(UnixDomainSocketAddress.of(machine.consoleSocket()));
            console.write(
                    ByteBuffer.wrap("echo con$((20 + 3))sole\r".getBytes(StandardCharsets.UTF_8)));
            console.configureBlocking(false);
            StringBuilder said = new StringBuilder();
            ByteBuffer in = ByteBuffer.allocate(4096);
            Poll.until(
                    "the shell's answer",
                    () -> {
                        console.read(in.clear());
                        said.append(StandardCharsets.UTF_8.decode(in.flip()));
                        return said.toString().contains("con23sole");
                    });
        }
    }

    @Test
    void tellsQemusLastWordsWhenItDoesNotStart() throws IOException, InterruptedException {
        MachineSpec good = machine.spec();
        Path program = folder.resolve("qemu");
        Files.writeString(program, "#!/bin/sh\necho cannot set up guest memory >&2\nexit 1\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Qemu qemu = new Qemu(List.of(program.toString()), Map.of(), "11.0", false);
        try (Machine broken = Machine.start(spec("broken", Map.of(), qemu, good.image()), run)) {
            assertThatThrownBy(() -> broken.awaitReady(LIMIT))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContainingAll(
                            "broken: QEMU has ended", "cannot set up guest memory");
        }
    }

    @Test
    void tellsThatTheProgramIsMissing() {
        Qemu qemu = new Qemu(List.of("/nonesuch/qemu"), Map.of(), "11.0", false);
        assertThatThrownBy(() ->
                        Machine.start(spec("missing", Map.of(), qemu, machine.spec().image()), run))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("/nonesuch/qemu");
    }

    @Test
    void tellsTheConsolesLastWordsWhenTheGuestDoesNotComeUp() throws Exception {
        NodeFile boot =
                NodeFile.script(
                        """
                        #!/bin/sh
                        mount -t devtmpfs dev /dev
                        echo no luck today >/dev/console
                        poweroff -f
                        """);
        MachineSpec spec = spec("broken-2", Map.of("/etc/airloom/boot", boot));
        try (Machine broken = Machine.start(spec, run)) {
            assertThatThrownBy(() -> broken.awaitReady(BOOT_LIMIT))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContainingAll(
                            "broken-2: QEMU has ended", "console's last lines", "no luck today");
        }
    }

    @Test
    void nothingIsLeftOfAProgramThatWasKilledWithAGuestRunning() throws Exception {
        try (ChildJvm child = ChildJvm.start(BootAndWait.class)) {
            Path directory = Path.of(child.awaitLine("run "));
            long pid = Long.parseLong(child.awaitLine("pid "));
            assertThat(ProcessHandle.of(pid)).isPresent();
            child.kill();
            Poll.until("end of QEMU", () -> ProcessHandle.of(pid).isEmpty());
            Poll.until("end of " + directory, () -> !Files.exists(directory));
        }
    }

    /// Starts a guest and sleeps until it is killed.
    static final class BootAndWait {
        private BootAndWait() {}

        public static void main(String[] args) throws Exception {
            RunDirectory run = RunDirectory.create();
            Machine machine = Machine.start(spec("doomed", Map.of()), run);
            System.out.println("run " + run.path());
            System.out.println("pid " + machine.pid());
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}

package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.topology.Login;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Goal: commands run by ssh with what they read, write and return. Method: an `ssh` that runs its
/// last word here.
@Timeout(60)
class SshCommandsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir Path folder;

    private String program(String script) throws IOException {
        Path program = Files.writeString(folder.resolve("ssh"), "#!/bin/sh\n" + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program.toString();
    }

    private SshCommands commands(RunDirectory run, String script) throws IOException {
        return new SshCommands(run, new MachineFiles(folder, "n1"), Login.ROOT, program(script));
    }

    @Test
    void runsCommandsWithInputOutputsAndExitCode() throws Exception {
        try (RunDirectory run = RunDirectory.create();
                SshCommands ssh = commands(run, "for last; do :; done; exec sh -c \"$last\"")) {
            assertThat(ssh.awaitAnswer(LIMIT)).isTrue();
            ExecResult result =
                    ssh.exec(
                            List.of("sh", "-c", "cat; echo \"$1\" >&2; exit 7", "x", "it's $HOME"),
                            "in".getBytes(StandardCharsets.UTF_8),
                            LIMIT);
            assertThat(result.exitCode()).isEqualTo(7);
            assertThat(result.stdout()).isEqualTo("in");
            assertThat(result.stderr()).isEqualTo("it's $HOME\n");
            ExecResult slow =
                    ssh.exec(List.of("sleep", "600"), new byte[0], Duration.ofMillis(500));
            assertThat(slow.timedOut()).isTrue();
            assertThat(slow.exitCode()).isEqualTo(124);
        }
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsKilledInTheGuest() throws Exception {
        String sleep = Poll.sleep();
        Patience patience = Patience.of(LIMIT);
        KeptOutput kept = new KeptOutput();
        // The end of ssh is not that of the command.
        String apart = "for last; do :; done; sh -c \"$last\" & wait $!";
        try (RunDirectory run = RunDirectory.create();
                SshCommands ssh = commands(run, apart);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> line = List.of("sh", "-c", "echo begun; " + sleep + " | cat");
            Future<ExecEnd> end = threads.submit(() -> ssh.exec(line, new byte[0], patience, kept));
            Poll.until("the command", () -> Poll.runs(sleep));
            patience.giveUp();
            assertThat(end.get()).isEqualTo(ExecEnd.killed());
            Poll.until("end of the command", () -> !Poll.runs(sleep));
        }
        assertThat(kept.result(ExecEnd.killed()).stdout()).isEqualTo("begun\n");
    }

    @Test
    void aReaderThatTakesItsTimeGetsAllOfIt() throws Exception {
        AtomicLong taken = new AtomicLong();
        Semaphore goOn = new Semaphore(0);
        ExecOutput slow =
                (_, octets) -> {
                    if (taken.getAndAdd(octets.length) == 0) {
                        goOn.acquireUninterruptibly();
                    }
                };
        try (RunDirectory run = RunDirectory.create();
                SshCommands ssh = commands(run, "for last; do :; done; exec sh -c \"$last\"");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> line = List.of("head", "-c", "1000000", "/dev/zero");
            Future<ExecEnd> end =
                    threads.submit(() -> ssh.exec(line, new byte[0], Patience.of(LIMIT), slow));
            Poll.until("the first octets", () -> taken.get() > 0);
            goOn.release();
            assertThat(end.get()).isEqualTo(new ExecEnd(0, false));
        }
        assertThat(taken).hasValue(1_000_000);
    }

    @Test
    void aKeyThatIsNotLetInIsTold() throws Exception {
        try (RunDirectory run = RunDirectory.create();
                SshCommands ssh =
                        commands(run, "echo 'root@127.0.0.1: Permission denied' >&2; exit 255")) {
            assertThatThrownBy(() -> ssh.awaitAnswer(LIMIT))
                    .isInstanceOf(GuestCommands.Broken.class)
                    .hasMessageContaining("ssh.authorized_keys.root");
        }
    }

    @Test
    void aPortOfThisMachineLeadsToOneOfTheGuest() throws Exception {
        Path door = folder.resolve("n1.host");
        try (ServerSocketChannel guest = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            guest.bind(UnixDomainSocketAddress.of(door));
            try (VsockBridge bridge = VsockBridge.open(door, 22);
                    Socket client = new Socket(InetAddress.getLoopbackAddress(), bridge.port());
                    SocketChannel end = guest.accept()) {
                client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                assertThat(read(end, "CONNECT 22\n".length())).isEqualTo("CONNECT 22\n");
                end.write(ByteBuffer.wrap("OK 22\nwelcome".getBytes(StandardCharsets.US_ASCII)));
                assertThat(read(end, 5)).isEqualTo("hello");
                assertThat(client.getInputStream().readNBytes(7))
                        .asString(StandardCharsets.US_ASCII)
                        .isEqualTo("welcome");
            }
        }
    }

    private static String read(SocketChannel from, int length) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(length);
        while (octets.hasRemaining() && from.read(octets) >= 0) {
            // Until all has come.
        }
        return new String(octets.array(), StandardCharsets.US_ASCII);
    }
}

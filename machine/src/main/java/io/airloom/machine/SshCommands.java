package io.airloom.machine;

import io.airloom.image.EnvironmentException;
import io.airloom.image.ShellWord;
import io.airloom.topology.Login;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// Runs commands by this machine's `ssh`, over vsock port 22 of the guest, with a key that is made
/// for the run.
///
/// The guest gets the key as a systemd credential, `ssh.authorized_keys.root`: on the kernel's
/// command line, or from the firmware's tables. systemd of 256 and later also lets sshd listen on
/// vsock; elsewhere somebody has to. The guest's host key is new to everybody, and is not asked
/// for: nobody is between the ends.
final class SshCommands implements GuestCommands {
    private static final int SSH_PORT = 22;

    /// What ssh says of itself, not of the command.
    private static final int SSH_FAILED = 255;

    private static final int TIMED_OUT = 124;
    private static final int MAX_OUTPUT_BYTES = 16 << 20;
    private static final Duration TRY = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration END_PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration KEY_LIMIT = Duration.ofSeconds(10);

    private final RunDirectory run;
    private final VsockBridge bridge;
    private final List<String> ssh;

    /// Makes ready; the guest need not listen yet.
    ///
    /// @param program what is started, `ssh`
    SshCommands(RunDirectory run, MachineFiles files, Login login, String program)
            throws IOException {
        this.run = run;
        this.bridge = VsockBridge.open(files.vsockDoor(), SSH_PORT);
        this.ssh =
                List.of(
                        program,
                        "-T",
                        "-F/dev/null",
                        "-oBatchMode=yes",
                        "-oIdentitiesOnly=yes",
                        "-oStrictHostKeyChecking=no",
                        "-oUserKnownHostsFile=/dev/null",
                        "-oLogLevel=ERROR",
                        "-oConnectTimeout=" + TRY.toSeconds(),
                        "-i",
                        files.sshKey().toString(),
                        "-p",
                        Integer.toString(bridge.port()),
                        "-l",
                        login.user(),
                        "127.0.0.1");
    }

    /// Makes the key of a machine.
    ///
    /// @throws EnvironmentException if there is no ssh here
    static void makeKey(RunDirectory run, Path key) {
        String remedy = "install OpenSSH's client (sudo apt-get install openssh-client)";
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(
                            "ssh-keygen",
                            "-q",
                            "-t",
                            "ed25519",
                            "-N",
                            "",
                            "-C",
                            "airloom",
                            "-f",
                            key.toString());
            Process process = run.start(builder.redirectErrorStream(true));
            process.getOutputStream().close();
            boolean ended = process.waitFor(KEY_LIMIT);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new EnvironmentException("ssh-keygen makes no key in " + key, remedy);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException("interrupted while a key was made", "start it again", e);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "commands: ssh needs ssh and ssh-keygen: " + e.getMessage(), remedy, e);
        }
    }

    /// The credential that lets that key in, as systemd takes it from elsewhere: its name, a colon
    /// and base64.
    ///
    /// @throws UncheckedIOException if there is no such key
    static String credential(Path key) {
        byte[] open;
        try {
            open = Files.readAllBytes(key.resolveSibling(key.getFileName() + ".pub"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "ssh.authorized_keys.root:" + Base64.getEncoder().encodeToString(open);
    }

    @Override
    public boolean awaitAnswer(Duration limit) throws Broken, InterruptedException {
        long endNanos = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() - endNanos < 0) {
            ExecResult result = ssh("true", new byte[0], Patience.of(TRY));
            if (result.ok()) {
                return true;
            }
            if (result.stderr().contains("Permission denied")) {
                throw new Broken(
                        "sshd does not let the run's key in; systemd must pass on the credential"
                                + " ssh.authorized_keys.root, or say commands: serial");
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        }
        return false;
    }

    @Override
    public ExecResult exec(List<String> command, byte[] stdin, Patience patience)
            throws Broken, InterruptedException {
        // Nobody in the guest can guess it, and so put a link there.
        String note = "/tmp/airloom-ssh-" + UUID.randomUUID();
        String line = new String(GuestCommands.line(command), StandardCharsets.UTF_8);
        String noted = "echo $$ >" + note + "; exec " + line;
        ExecResult result = ssh("sh -c " + ShellWord.quoted(noted), stdin, patience);
        if (result.timedOut()) {
            String kill = "set -- $(cat " + note + ")\n" + Resources.text("guest-kill");
            ssh("sh -c " + ShellWord.quoted(kill), new byte[0], Patience.of(TRY));
        }
        if (result.exitCode() == SSH_FAILED && result.stderr().contains("127.0.0.1")) {
            throw new Broken("ssh: " + result.stderr().strip());
        }
        return result;
    }

    /// One call of ssh.
    private ExecResult ssh(String remote, byte[] stdin, Patience patience)
            throws Broken, InterruptedException {
        List<String> line = new ArrayList<>(ssh);
        line.add(remote);
        try {
            Process process = run.start(new ProcessBuilder(line));
            Stream out = Stream.of(process.getInputStream());
            Stream err = Stream.of(process.getErrorStream());
            Thread.ofVirtual().start(() -> write(process, stdin));
            boolean ended = process.waitFor(LOOK);
            while (!ended && !patience.isOver()) {
                Duration left = patience.left();
                ended = process.waitFor(left.compareTo(LOOK) < 0 ? left : LOOK);
            }
            if (!ended) {
                process.destroyForcibly();
            }
            ExecResult result =
                    new ExecResult(
                            ended ? process.exitValue() : TIMED_OUT,
                            out.content(),
                            err.content(),
                            !ended,
                            out.isFull() || err.isFull());
            // Closes the streams, and so not before they have been read.
            process.destroyForcibly();
            return result;
        } catch (IOException e) {
            throw new Broken("cannot run ssh: " + e.getMessage());
        }
    }

    /// What a process writes. A child that it leaves behind may keep the stream open for ever; so
    /// its end is waited for only a little.
    private record Stream(ByteArrayOutputStream octets, Thread reader) {
        static Stream of(InputStream in) {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            return new Stream(octets, Thread.ofVirtual().start(() -> read(in, octets)));
        }

        private static void read(InputStream in, ByteArrayOutputStream octets) {
            byte[] block = new byte[1 << 13];
            try (in) {
                for (int n = in.read(block); n >= 0; n = in.read(block)) {
                    octets.write(block, 0, Math.min(n, MAX_OUTPUT_BYTES - octets.size()));
                }
            } catch (IOException e) {
                // Closed with the process: what has come is what there is.
                return;
            }
        }

        byte[] content() throws InterruptedException {
            reader.join(END_PATIENCE);
            return octets.toByteArray();
        }

        boolean isFull() {
            return octets.size() >= MAX_OUTPUT_BYTES;
        }
    }

    private static void write(Process process, byte[] stdin) {
        try (OutputStream out = process.getOutputStream()) {
            out.write(stdin);
        } catch (IOException e) {
            // The command has ended without reading all of it.
            return;
        }
    }

    @Override
    public void close() {
        bridge.close();
    }
}

package io.airloom.machine;

import io.airloom.image.EnvironmentException;
import io.airloom.image.ShellWord;
import io.airloom.machine.ExecOutput.Source;
import io.airloom.topology.Login;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

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

    private static final int BLOCK_BYTES = 1 << 13;

    /// Enough to know what ssh says of itself.
    private static final int MAX_ERROR_BYTES = 1 << 13;

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
            Errors errors = new Errors(new KeptOutput());
            ExecEnd end = ssh("true", new byte[0], Patience.of(TRY), errors);
            if (end.exitCode() == 0) {
                return true;
            }
            if (errors.text().contains("Permission denied")) {
                throw new Broken(
                        "sshd does not let the run's key in; systemd must pass on the credential"
                                + " ssh.authorized_keys.root, or say commands: serial");
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        }
        return false;
    }

    @Override
    public ExecEnd exec(List<String> command, byte[] stdin, Patience patience, ExecOutput output)
            throws Broken, InterruptedException {
        // Nobody in the guest can guess it, and so put a link there.
        String note = "/tmp/airloom-ssh-" + UUID.randomUUID();
        String line = new String(GuestCommands.line(command), StandardCharsets.UTF_8);
        String noted = "echo $$ >" + note + "; exec " + line;
        Errors errors = new Errors(output);
        ExecEnd end = ssh("sh -c " + ShellWord.quoted(noted), stdin, patience, errors);
        if (end.timedOut()) {
            String kill = "set -- $(cat " + note + ")\n" + Resources.text("guest-kill");
            ssh("sh -c " + ShellWord.quoted(kill), new byte[0], Patience.of(TRY), new KeptOutput());
        }
        if (end.exitCode() == SSH_FAILED && errors.text().contains("127.0.0.1")) {
            throw new Broken("ssh: " + errors.text().strip());
        }
        return end;
    }

    /// One call of ssh.
    private ExecEnd ssh(String remote, byte[] stdin, Patience patience, ExecOutput output)
            throws Broken, InterruptedException {
        List<String> line = new ArrayList<>(ssh);
        line.add(remote);
        try {
            Process process = run.start(new ProcessBuilder(line));
            try {
                Stream out = Stream.of(process.getInputStream(), Source.STDOUT, output);
                Stream err = Stream.of(process.getErrorStream(), Source.STDERR, output);
                Thread.ofVirtual().start(() -> write(process, stdin));
                boolean ended = process.waitFor(LOOK);
                while (!ended && !patience.isOver()) {
                    Duration left = patience.left();
                    ended = process.waitFor(left.compareTo(LOOK) < 0 ? left : LOOK);
                }
                if (!ended) {
                    process.destroyForcibly();
                }
                out.awaitEnd(patience);
                err.awaitEnd(patience);
                return ended ? new ExecEnd(process.exitValue(), false) : ExecEnd.killed();
            } finally {
                // Closes the streams, and so not before they have been read.
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new Broken("cannot run ssh: " + e.getMessage());
        }
    }

    /// Passes on what comes, and remembers the beginning of the standard error.
    private record Errors(ExecOutput next, KeptOutput kept) implements ExecOutput {
        Errors(ExecOutput next) {
            this(next, new KeptOutput(MAX_ERROR_BYTES));
        }

        @Override
        public void write(Source source, byte[] octets) {
            if (source == Source.STDERR) {
                kept.write(source, octets);
            }
            next.write(source, octets);
        }

        @Override
        public void leftOut(Source source, long count) {
            next.leftOut(source, count);
        }

        String text() {
            return kept.result(ExecEnd.killed()).stderr();
        }
    }

    /// What a process writes, on its way to whoever wants it. A child that it leaves behind may
    /// keep the stream open for ever; so its end is waited for only a little once nothing comes.
    private static final class Stream {
        private final Source source;
        private final ExecOutput output;
        private final AtomicLong steps = new AtomicLong();
        private final Thread reader;
        private volatile boolean isWriting;
        private volatile boolean isOver;

        private Stream(InputStream in, Source source, ExecOutput output) {
            this.source = source;
            this.output = output;
            this.reader = Thread.ofVirtual().unstarted(() -> read(in));
        }

        static Stream of(InputStream in, Source source, ExecOutput output) {
            Stream stream = new Stream(in, source, output);
            stream.reader.start();
            return stream;
        }

        private void read(InputStream in) {
            byte[] block = new byte[BLOCK_BYTES];
            try (in) {
                for (int n = in.read(block); n >= 0 && !isOver; n = in.read(block)) {
                    isWriting = true;
                    // One call at a time: there are two of us.
                    synchronized (output) {
                        output.write(source, Arrays.copyOf(block, n));
                    }
                    isWriting = false;
                    steps.incrementAndGet();
                }
            } catch (IOException e) {
                // Closed with the process: what has come is what there is.
                return;
            }
        }

        /// After the process's own end.
        void awaitEnd(Patience patience) throws InterruptedException {
            long before = -1;
            boolean given = false;
            while (!given && !reader.join(END_PATIENCE)) {
                boolean quiet = !isWriting && steps.get() == before;
                given = quiet || patience.isOver();
                before = steps.get();
            }
            isOver = true;
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

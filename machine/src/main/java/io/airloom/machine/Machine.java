package io.airloom.machine;

import io.airloom.image.Architecture;
import io.airloom.image.EnvironmentException;
import io.airloom.topology.CommandWay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One running node: a QEMU process, its console, and the guest agent in it. Methods may be called
/// from any thread; commands run one beside the other.
///
/// A guest is *ready* when its agent answers. Booting can fail in ways that a second try mends: KVM
/// that is there but does not work, and a kernel under emulation that hangs before its first line.
/// So each try has a deadline of its own, and [#awaitReady] tries again.
public final class Machine implements AutoCloseable {
    private static final long SOCKET_POLL_MILLIS = 5;

    private static final Duration END_PATIENCE = Duration.ofSeconds(2);

    /// A guest under KVM answers within two seconds; a host that is busy gets some more.
    private static final Duration KVM_PATIENCE = Duration.ofSeconds(10);

    /// Ten times what it takes, for hosts with more machines than processors.
    private static final Duration TCG_PATIENCE = Duration.ofSeconds(40);

    private final MachineSpec spec;
    private final RunDirectory run;
    private final MachineFiles files;
    private volatile Accelerator accelerator;
    private volatile Process process;
    private volatile @Nullable ConsoleBridge console;
    private volatile long startedNanos;
    private volatile @Nullable GuestCommands commands;
    private volatile @Nullable ChosenWay way;
    private volatile boolean closed;

    private Machine(MachineSpec spec, RunDirectory run) throws IOException {
        this.spec = spec;
        this.run = run;
        this.files = new MachineFiles(run.path(), spec.name());
        this.accelerator = choose(spec);
        writeBootFiles();
        this.startedNanos = System.nanoTime();
        this.process = startProcess();
    }

    /// Starts the process; the guest boots while this returns.
    ///
    /// @throws EnvironmentException if QEMU cannot be started
    public static Machine start(MachineSpec spec, RunDirectory run) {
        try {
            return new Machine(spec, run);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "%s: cannot start %s: %s"
                            .formatted(spec.name(), spec.qemu().program(), e.getMessage()),
                    "see what `airloom doctor` says",
                    e);
        }
    }

    private void writeBootFiles() throws IOException {
        BootSource boot = spec.boot();
        NodeInitrd.write(
                files.initrd(), boot.archives(), boot.foreign() != null ? Map.of() : spec.files());
        if (boot.firmware() != null && boot.firmware().variables() != null) {
            Files.copy(boot.firmware().variables(), files.firmwareVariables());
        }
        if (boot.foreign() != null && boot.foreign().commands() == CommandWay.SSH) {
            SshCommands.makeKey(run, files.sshKey());
        }
    }

    private static Accelerator choose(MachineSpec spec) {
        Accelerator wanted = spec.accelerator();
        if (spec.boot().architecture() != Architecture.host()) {
            if (wanted == Accelerator.KVM) {
                throw new EnvironmentException(
                        "%s: KVM cannot run a processor of another kind (%s)"
                                .formatted(spec.name(), spec.boot().architecture().debianName()),
                        "leave out --accel");
            }
            return Accelerator.TCG;
        }
        if (wanted != Accelerator.AUTO) {
            return wanted;
        }
        boolean kvm = KvmVerdict.isPresent() && KvmVerdict.ofThisUser().remembered().orElse(true);
        return kvm ? Accelerator.KVM : Accelerator.TCG;
    }

    private Process startProcess() throws IOException {
        for (Path socket :
                List.of(files.serialLine(), files.monitor(), files.agent(), files.agentLine())) {
            Files.deleteIfExists(socket);
        }
        ProcessBuilder builder = new ProcessBuilder(QemuCommand.of(spec, files, accelerator));
        builder.environment().putAll(spec.qemu().environment());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(files.errors().toFile()));
        Process started = run.start(builder);
        try {
            console =
                    ConsoleBridge.start(
                            new QemuConsole(files.serialLine(), started::isAlive), files);
            return started;
        } catch (IOException e) {
            started.destroyForcibly();
            throw e;
        }
    }

    /// Waits until the guest runs commands, starting it again when it hangs before its kernel's
    /// first line, or with emulation when KVM does not work here (if [Accelerator#AUTO] was asked
    /// for).
    ///
    /// @param limit how long this may take in all
    /// @return the time from the start of the (last) process until it was ready
    /// @throws EnvironmentException if the guest did not get there, with its last words
    public Duration awaitReady(Duration limit) throws InterruptedException {
        long endNanos = System.nanoTime() + limit.toNanos();
        while (!tryReady(endNanos)) {
            boolean mayFallBack =
                    accelerator == Accelerator.KVM && spec.accelerator() == Accelerator.AUTO;
            boolean ended = !process.isAlive();
            if (closed || System.nanoTime() - endNanos > 0 || (ended && !mayFallBack)) {
                throw failure(ended ? "QEMU has ended" : "the guest does not come up", null);
            }
            if (mayFallBack) {
                KvmVerdict.ofThisUser().remember(false);
                accelerator = Accelerator.TCG;
            }
            restart();
        }
        if (accelerator == Accelerator.KVM) {
            KvmVerdict.ofThisUser().remember(true);
        }
        dropInitrd();
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /// The guest has it in its memory; without the file a run directory stays small.
    private void dropInitrd() {
        try {
            Files.deleteIfExists(files.initrd());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One try: whether the guest's agent answered before this try's deadline.
    private boolean tryReady(long endNanos) throws InterruptedException {
        Duration patience = accelerator == Accelerator.KVM ? KVM_PATIENCE : TCG_PATIENCE;
        BootSource.Foreign foreign = spec.boot().foreign();
        if (foreign != null) {
            return tryForeign(foreign, endNanos);
        }
        long tryEndNanos = Math.min(endNanos, startedNanos + patience.toNanos());
        try {
            GuestAgent found = connectAgent(tryEndNanos);
            if (found == null) {
                return false;
            }
            commands = found;
            return found.awaitAnswer(Duration.ofNanos(tryEndNanos - System.nanoTime()));
        } catch (GuestCommands.Broken e) {
            // QEMU closes its sockets a little before it has ended.
            process.waitFor(END_PATIENCE);
            return false;
        }
    }

    /// The same for a system of the user's own. It may take its time, and only its user knows
    /// whether it should be up; so there is one try.
    private boolean tryForeign(BootSource.Foreign foreign, long endNanos)
            throws InterruptedException {
        GuestAgent agent = connectAgent(endNanos);
        if (agent == null) {
            return false;
        }
        try (CommandChoice choice = new CommandChoice(foreign, agent, files, run)) {
            CommandChoice.Chosen chosen = choice.find(endNanos);
            if (chosen == null) {
                throw failure(choice.failure(), CommandChoice.REMEDY, null);
            }
            commands = chosen.commands();
            way = chosen.way();
            chosen.commands().put(spec.files());
            return true;
        } catch (GuestCommands.Broken e) {
            process.waitFor(END_PATIENCE);
            if (!process.isAlive()) {
                return false;
            }
            throw failure("no commands run: " + e.getMessage(), CommandChoice.REMEDY, e);
        }
    }

    private @Nullable GuestAgent connectAgent(long endNanos) throws InterruptedException {
        while (process.isAlive() && System.nanoTime() - endNanos < 0) {
            try {
                return GuestAgent.connect(files.agent());
            } catch (IOException e) {
                // QEMU has not made the socket yet.
                TimeUnit.MILLISECONDS.sleep(SOCKET_POLL_MILLIS);
            }
        }
        return null;
    }

    private void restart() throws InterruptedException {
        endProcess();
        process.waitFor();
        try {
            startedNanos = System.nanoTime();
            process = startProcess();
        } catch (IOException e) {
            throw failure("cannot start QEMU again: " + e.getMessage(), e);
        }
    }

    /// Runs a program in the guest. The guest's PATH is searched; there is no shell.
    ///
    /// @param stdin what it reads; may be empty
    /// @param limit how long it may take; then it is killed in the guest
    /// @throws EnvironmentException if the guest has gone or does not answer
    public ExecResult exec(List<String> command, byte[] stdin, Duration limit)
            throws InterruptedException {
        KeptOutput kept = new KeptOutput();
        return kept.result(exec(command, stdin, Patience.of(limit), kept));
    }

    ExecEnd exec(List<String> command, byte[] stdin, Patience patience, ExecOutput output)
            throws InterruptedException {
        GuestCommands current = commands;
        if (current == null) {
            throw new IllegalStateException("awaitReady comes first");
        }
        try {
            return current.exec(command, stdin, patience, output);
        } catch (GuestCommands.Broken e) {
            throw failure("cannot run " + command.getFirst() + ": " + e.getMessage(), e);
        }
    }

    /// Runs a shell command line in the guest, with nothing to read.
    public ExecResult shell(String commandLine, Duration limit) throws InterruptedException {
        return exec(List.of("sh", "-c", commandLine), new byte[0], limit);
    }

    /// Takes the guest's device of the air away and gives it a new one, with a new connection to
    /// the socket of its [MachineSpec]. The guest runs on, its radios stay as they are.
    ///
    /// @throws EnvironmentException if QEMU or the guest does not do it in time; it may be tried
    ///   again
    public void replug(Duration limit) throws InterruptedException {
        Path air = spec.hwsimSocket();
        if (air == null) {
            throw new IllegalStateException("a machine without the device");
        }
        try {
            QemuReplug.run(files.monitor(), air, limit);
        } catch (IOException e) {
            throw new EnvironmentException(
                    spec.name() + ": cannot plug its radio in again: " + e.getMessage(),
                    "start the node again",
                    e);
        }
    }

    private EnvironmentException failure(String problem, @Nullable Throwable cause) {
        String remedy =
                "run it again; if it persists, see what `airloom doctor` says"
                        + (accelerator == Accelerator.KVM ? ", or use emulation" : "");
        return failure(problem, remedy, cause);
    }

    private EnvironmentException failure(String problem, String remedy, @Nullable Throwable cause) {
        return new LastWords(spec.name(), "QEMU", files).failure(problem, remedy, cause);
    }

    /// How commands run in it, once it is ready; null where nothing had to be chosen.
    @Nullable ChosenWay commands() {
        return way;
    }

    /// What it was made from.
    public MachineSpec spec() {
        return spec;
    }

    /// What executes it now: [Accelerator#KVM] or [Accelerator#TCG].
    public Accelerator accelerator() {
        return accelerator;
    }

    /// All that the guest has written to its console.
    public Path consoleLog() {
        return files.consoleLog();
    }

    /// The Unix socket at which the guest's console is, for several clients at a time.
    public Path consoleSocket() {
        return files.console();
    }

    /// The Unix socket of QEMU's monitor protocol (QMP); one client at a time.
    public Path monitorSocket() {
        return files.monitor();
    }

    /// The number of the QEMU process.
    public long pid() {
        return process.pid();
    }

    /// Whether the QEMU process runs.
    public boolean isAlive() {
        return process.isAlive();
    }

    private void endProcess() {
        GuestCommands current = commands;
        if (current != null) {
            current.close();
        }
        process.destroyForcibly();
        ConsoleBridge bridge = console;
        if (bridge != null) {
            bridge.close();
        }
    }

    /// Ends the machine at once, as if its power cord was pulled. Idempotent.
    @Override
    public void close() {
        closed = true;
        endProcess();
    }
}

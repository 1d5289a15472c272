package io.airloom.machine;

import io.airloom.image.EnvironmentException;
import io.airloom.image.UmlKernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One running node under UML: a kernel as a process, its console, and the guest agent in it.
/// Methods may be called from any thread; commands run one beside the other.
///
/// The guest's processes are processes of the host, too, traced by the kernel's. They carry the
/// run's mark in their environment and die with the kernel's process, in whatever way it ends.
final class UmlMachine implements NodeMachine {
    /// Fifty times what it takes, for hosts with more machines than processors.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration END_PATIENCE = Duration.ofSeconds(2);

    private final UmlSpec spec;
    private final RunDirectory run;
    private final MachineFiles files;
    private final LastWords lastWords;
    private volatile Running running;
    private volatile boolean ready;
    private volatile boolean closed;

    /// One try.
    private record Running(
            Process process, GuestAgent agent, ConsoleBridge console, long startedNanos) {
        void end() {
            process.destroyForcibly();
            agent.close();
            console.close();
        }
    }

    private UmlMachine(UmlSpec spec, RunDirectory run) throws IOException {
        this.spec = spec;
        this.run = run;
        this.files = new MachineFiles(run.path(), spec.name());
        this.lastWords = new LastWords(spec.name(), "UML", files);
        NodeInitrd.write(files.initrd(), spec.image().archives(), spec.bootFiles());
        this.running = startProcess();
    }

    /// Starts the process; the guest boots while this returns.
    ///
    /// @throws EnvironmentException if it cannot be started
    static UmlMachine start(UmlSpec spec, RunDirectory run) {
        try {
            return new UmlMachine(spec, run);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "%s: cannot start UML: %s".formatted(spec.name(), e.getMessage()),
                    "see what `airloom doctor` says",
                    e);
        }
    }

    private Running startProcess() throws IOException {
        long startedNanos = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(UmlCommand.of(spec, files));
        builder.environment().putAll(UmlKernel.VARIABLES);
        builder.environment().put("TMPDIR", spec.memory().toString());
        Process process = run.start(builder);
        try {
            return new Running(
                    process,
                    GuestAgent.overTerminalLine(new ProcessLine(process), spec.name()),
                    ConsoleBridge.start(new UmlConsole(process.getErrorStream(), files), files),
                    startedNanos);
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    @Override
    public Duration awaitReady(Duration limit) throws InterruptedException {
        long endNanos = System.nanoTime() + limit.toNanos();
        while (!tryReady(endNanos)) {
            boolean ended = !running.process().isAlive();
            if (closed || ended || System.nanoTime() - endNanos > 0) {
                throw failure(ended ? "UML has ended" : "the guest does not come up", null);
            }
            restart();
        }
        ready = true;
        Duration time = Duration.ofNanos(System.nanoTime() - running.startedNanos());
        dropInitrd();
        return time;
    }

    /// One try: whether the guest's agent answered before this try's deadline.
    private boolean tryReady(long endNanos) throws InterruptedException {
        Running current = running;
        long tryEndNanos = Math.min(endNanos, current.startedNanos() + PATIENCE.toNanos());
        try {
            return current.agent().awaitAnswer(Duration.ofNanos(tryEndNanos - System.nanoTime()));
        } catch (GuestAgent.AgentException e) {
            // Its pipes close a little before it has ended.
            current.process().waitFor(END_PATIENCE);
            return false;
        }
    }

    private void restart() throws InterruptedException {
        running.end();
        running.process().waitFor();
        try {
            running = startProcess();
        } catch (IOException e) {
            throw failure("cannot start UML again: " + e.getMessage(), e);
        }
        if (closed) {
            running.end();
        }
    }

    /// The guest has it in its memory; without the file a run directory stays small.
    private void dropInitrd() {
        try {
            Files.deleteIfExists(files.initrd());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ExecEnd exec(List<String> command, byte[] stdin, Patience patience, ExecOutput output)
            throws InterruptedException {
        if (!ready) {
            throw new IllegalStateException("awaitReady comes first");
        }
        try {
            return running.agent().exec(command, stdin, patience, output);
        } catch (GuestAgent.AgentException e) {
            throw failure("cannot run " + command.getFirst() + ": " + e.getMessage(), e);
        }
    }

    private EnvironmentException failure(String problem, @Nullable Throwable cause) {
        return lastWords.failure(
                problem, "run it again; if it persists, see what `airloom doctor` says", cause);
    }

    @Override
    public @Nullable Accelerator accelerator() {
        return null;
    }

    @Override
    public Path consoleLog() {
        return files.consoleLog();
    }

    @Override
    public Path consoleSocket() {
        return files.console();
    }

    /// The number of the kernel's process.
    long pid() {
        return running.process().pid();
    }

    @Override
    public boolean isAlive() {
        return running.process().isAlive();
    }

    /// Ends the machine at once, as if its power cord was pulled. Idempotent.
    @Override
    public void close() {
        closed = true;
        running.end();
    }
}

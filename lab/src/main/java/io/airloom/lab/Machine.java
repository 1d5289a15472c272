package io.airloom.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// One running node: a QEMU process, its console, and the guest agent in it. Methods may be called
/// from any thread; commands run one beside the other.
public final class Machine implements AutoCloseable {
    private final MachineSpec spec;
    private final RunDirectory run;

    private Machine(MachineSpec spec, RunDirectory run) {
        this.spec = spec;
        this.run = run;
    }

    /// Starts the process; the guest boots while this returns.
    ///
    /// @throws EnvironmentException if QEMU cannot be started
    public static Machine start(MachineSpec spec, RunDirectory run) {
        return new Machine(spec, run);
    }

    /// Waits until the guest runs commands, starting it again when it hangs before its kernel's
    /// first line, or with emulation when KVM does not work here (if [Accelerator#AUTO] was asked
    /// for).
    ///
    /// @param limit how long this may take in all
    /// @return the time from the start of the (last) process until it was ready
    /// @throws EnvironmentException if the guest did not get there, with its last words
    public Duration awaitReady(Duration limit) throws InterruptedException {
        return limit;
    }

    /// Runs a program in the guest. The guest's PATH is searched; there is no shell.
    ///
    /// @param stdin what it reads; may be empty
    /// @param limit how long it may take; then it is killed in the guest
    /// @throws EnvironmentException if the guest has gone
    public ExecResult exec(List<String> command, byte[] stdin, Duration limit)
            throws InterruptedException {
        return new ExecResult(0, stdin, stdin, false, false);
    }

    /// Runs a shell command line in the guest, with nothing to read.
    public ExecResult shell(String commandLine, Duration limit) throws InterruptedException {
        return exec(List.of("sh", "-c", commandLine), new byte[0], limit);
    }

    /// What it was made from.
    public MachineSpec spec() {
        return spec;
    }

    /// What executes it now: [Accelerator#KVM] or [Accelerator#TCG].
    public Accelerator accelerator() {
        return Accelerator.TCG;
    }

    /// All that the guest has written to its console.
    public Path consoleLog() {
        return run.path().resolve(spec.name() + ".log");
    }

    /// The Unix socket that is the other end of the guest's serial line; one client at a time.
    public Path consoleSocket() {
        return run.path().resolve(spec.name() + ".console");
    }

    /// The Unix socket of QEMU's monitor protocol (QMP); one client at a time.
    public Path monitorSocket() {
        return run.path().resolve(spec.name() + ".qmp");
    }

    /// The number of the QEMU process.
    public long pid() {
        return -1;
    }

    /// Whether the QEMU process runs.
    public boolean isAlive() {
        return false;
    }

    /// Ends the machine at once, as if its power cord was pulled. Idempotent.
    @Override
    public void close() {}
}

package io.airloom.machine;

import java.nio.charset.StandardCharsets;

/// How a command in a guest ended, and what it wrote.
public final class ExecResult {
    private final int exitCode;
    private final byte[] stdout;
    private final byte[] stderr;
    private final boolean timedOut;
    private final boolean truncated;

    /// @param exitCode as [#exitCode()]
    public ExecResult(
            int exitCode, byte[] stdout, byte[] stderr, boolean timedOut, boolean truncated) {
        this.exitCode = exitCode;
        this.stdout = stdout;
        this.stderr = stderr;
        this.timedOut = timedOut;
        this.truncated = truncated;
    }

    /// The exit code, 128 + n if signal n ended it, 124 if it ran out of time.
    public int exitCode() {
        return exitCode;
    }

    /// Ended by itself, with exit code 0.
    public boolean ok() {
        return exitCode == 0;
    }

    /// The standard output as text (UTF-8; what is not is replaced).
    public String stdout() {
        return new String(stdout, StandardCharsets.UTF_8);
    }

    /// The standard error as text (UTF-8; what is not is replaced).
    public String stderr() {
        return new String(stderr, StandardCharsets.UTF_8);
    }

    /// The standard output as it was.
    public byte[] stdoutBytes() {
        return stdout.clone();
    }

    /// The standard error as it was.
    public byte[] stderrBytes() {
        return stderr.clone();
    }

    /// It took longer than it was given and was killed.
    public boolean timedOut() {
        return timedOut;
    }

    /// It wrote more than is kept (the guest agent's limit, 16 MiB a stream).
    public boolean truncated() {
        return truncated;
    }

    @Override
    public String toString() {
        return "exit code %d%s, stdout %d bytes, stderr %d bytes%s"
                .formatted(
                        exitCode,
                        timedOut ? " (out of time)" : "",
                        stdout.length,
                        stderr.length,
                        truncated ? " (truncated)" : "");
    }
}

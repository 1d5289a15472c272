package io.airloom.machine;

import java.nio.charset.StandardCharsets;

/// How a command in a guest ended, and what it wrote.
public final class ExecResult {
    private final ExecEnd end;
    private final byte[] stdout;
    private final byte[] stderr;
    private final long leftOut;

    /// @param leftOut as [#leftOut()]
    public ExecResult(ExecEnd end, byte[] stdout, byte[] stderr, long leftOut) {
        this.end = end;
        this.stdout = stdout;
        this.stderr = stderr;
        this.leftOut = leftOut;
    }

    /// How it ended.
    public ExecEnd end() {
        return end;
    }

    /// The exit code, as of [ExecEnd#exitCode()].
    public int exitCode() {
        return end.exitCode();
    }

    /// Ended by itself, with exit code 0.
    public boolean ok() {
        return end.exitCode() == 0;
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
        return end.timedOut();
    }

    /// How many octets of its outputs are not kept: what came after the first 16 MiB of each.
    public long leftOut() {
        return leftOut;
    }

    @Override
    public String toString() {
        return "exit code %d%s, stdout %d bytes, stderr %d bytes%s"
                .formatted(
                        end.exitCode(),
                        end.timedOut() ? " (out of time)" : "",
                        stdout.length,
                        stderr.length,
                        leftOut > 0 ? ", " + leftOut + " more bytes left out" : "");
    }
}

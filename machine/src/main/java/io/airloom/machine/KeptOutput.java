package io.airloom.machine;

import io.airloom.machine.ExecOutput.Source;
import java.io.ByteArrayOutputStream;
import java.util.EnumMap;
import java.util.Map;

/// Keeps the beginning of what a command writes, and counts the rest.
public final class KeptOutput implements ExecOutput {
    /// Most octets of an output that are kept.
    public static final int MAX_BYTES = 16 << 20;

    private final int maxBytes;

    // Both guarded by this.
    private final Map<Source, ByteArrayOutputStream> kept = new EnumMap<>(Source.class);
    private long leftOut;

    /// Nothing yet.
    public KeptOutput() {
        this(MAX_BYTES);
    }

    /// @param maxBytes most octets of an output that are kept
    public KeptOutput(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    private ByteArrayOutputStream of(Source source) {
        return kept.computeIfAbsent(source, _ -> new ByteArrayOutputStream());
    }

    @Override
    public synchronized void write(Source source, byte[] octets) {
        ByteArrayOutputStream all = of(source);
        int length = Math.min(octets.length, maxBytes - all.size());
        all.write(octets, 0, length);
        leftOut += octets.length - length;
    }

    @Override
    public synchronized boolean wants(Source source) {
        return of(source).size() < maxBytes;
    }

    @Override
    public synchronized void leftOut(Source source, long count) {
        leftOut += count;
    }

    /// What was kept of a command that has ended so.
    public synchronized ExecResult result(ExecEnd end) {
        return new ExecResult(
                end, of(Source.STDOUT).toByteArray(), of(Source.STDERR).toByteArray(), leftOut);
    }
}

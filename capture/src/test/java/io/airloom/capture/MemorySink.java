package io.airloom.capture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// A file in memory that can be full.
final class MemorySink implements CaptureSink {
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final int capacity;
    int writes;
    int truncations;
    boolean closed;

    MemorySink() {
        this(Integer.MAX_VALUE);
    }

    /// @param capacity octets that fit; a write that would go beyond writes what fits, then fails
    MemorySink(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public synchronized void write(ByteBuffer from) throws IOException {
        writes++;
        int room = Math.min(from.remaining(), capacity - octets.size());
        if (room == 0) {
            throw new IOException("No space left on device");
        }
        byte[] taken = new byte[room];
        from.get(taken);
        octets.writeBytes(taken);
    }

    @Override
    public synchronized void truncate(long length) {
        truncations++;
        byte[] kept = Arrays.copyOf(octets.toByteArray(), (int) length);
        octets.reset();
        octets.writeBytes(kept);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    synchronized byte[] octets() {
        return octets.toByteArray();
    }
}

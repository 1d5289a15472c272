package io.airloom.agent;

import io.airloom.linux.CharacterDevice;
import java.lang.foreign.MemorySegment;

/// A line to the host: a port of a virtio console, or a serial line.
final class LineLink implements HostLink {
    private static final int LOOK_MILLIS = 250;

    private final CharacterDevice device;
    private volatile boolean ended;

    LineLink(CharacterDevice device) {
        this.device = device;
    }

    /// Looks into the device only when there is something: where that is seldom, it is one system
    /// call less.
    @Override
    public int receive(MemorySegment buffer, long offset, int length) {
        if (ended || (device.awaitReadable(LOOK_MILLIS) && ended)) {
            return 0;
        }
        return device.receive(buffer, offset, length);
    }

    @Override
    public int send(MemorySegment buffer, long offset, int length) {
        return device.send(buffer, offset, length);
    }

    @Override
    public void awaitWritable(int timeoutMillis) {
        device.awaitWritable(timeoutMillis);
    }

    @Override
    public boolean isLine() {
        return true;
    }

    @Override
    public void end() {
        ended = true;
    }

    @Override
    public void close() {
        device.close();
    }
}

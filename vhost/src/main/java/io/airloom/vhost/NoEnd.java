package io.airloom.vhost;

import java.lang.foreign.MemorySegment;

/// The far end of a connection that has not found its own yet.
enum NoEnd implements VsockEnd {
    INSTANCE;

    @Override
    public void opened(VsockConnection connection) {}

    @Override
    public int write(MemorySegment from, long offset, int length) {
        return LATER;
    }

    @Override
    public int read(MemorySegment to, long offset, int length) {
        return LATER;
    }

    @Override
    public boolean isGone() {
        return false;
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public void shutdownInput() {}

    @Override
    public void awaitReadable() {}

    @Override
    public void awaitWritable() {}

    @Override
    public void close(boolean broken) {}
}

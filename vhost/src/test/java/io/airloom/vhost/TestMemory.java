package io.airloom.vhost;

import io.airloom.linux.Fd;
import io.airloom.linux.Mapping;
import io.airloom.linux.MemoryFd;
import java.lang.foreign.MemorySegment;

/// Guest memory of a front end in a test: a memfd, mapped here too. Of the bad kind: nobody can
/// seal it, so that a test may truncate it under the back end.
final class TestMemory implements AutoCloseable {
    static final long USER = 0x7f00_0000_0000L;

    final Fd fd;
    final long size;
    final MemorySegment bytes;
    private final Mapping mapping;

    TestMemory(long size) {
        this.size = size;
        fd = MemoryFd.create("guest", size);
        MemoryFd.seal(fd, MemoryFd.F_SEAL_SEAL);
        mapping = Mapping.map(fd, 0, size, true);
        bytes = mapping.segment();
    }

    /// The payload of a table with this memory as its only region, at guest address 0.
    byte[] table() {
        return FrontEnd.longs(1, 0, size, USER, 0);
    }

    @Override
    public void close() {
        mapping.close();
        fd.close();
    }
}

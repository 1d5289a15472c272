package io.airloom.vhost;

import java.lang.foreign.MemorySegment;

/// One piece of guest memory that is mapped here.
///
/// @param guestAddress where the guest sees it (physical), unsigned
/// @param userAddress where the front end sees it: rings are announced in these addresses, unsigned
/// @param memory the bytes; its size is the region's
record MemoryRegion(long guestAddress, long userAddress, MemorySegment memory) {

    long size() {
        return memory.byteSize();
    }

    @Override
    public String toString() {
        return "0x%x+0x%x".formatted(guestAddress, size());
    }
}

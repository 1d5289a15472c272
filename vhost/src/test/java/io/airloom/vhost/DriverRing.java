package io.airloom.vhost;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// A driver's end of a split queue, made by hand in a piece of memory: honest as far as the test
/// wants. The three parts lie one after the other from `offset`, in 4 KiB steps.
final class DriverRing {
    static final int NEXT = 1;
    static final int WRITE = 2;
    static final int INDIRECT = 4;

    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    final MemorySegment memory;
    final int size;
    final long descriptors;
    final long available;
    final long used;
    int base;
    int availableIndex;
    int usedSeen;

    DriverRing(MemorySegment memory, long offset, int size) {
        this.memory = memory;
        this.size = size;
        this.descriptors = offset;
        this.available = offset + 16L * size;
        this.used = (available + 6 + 2L * size + 4095) & -4096L;
    }

    /// Where the next free byte after the ring is, rounded up.
    long end() {
        return (used + 6 + 8L * size + 4095) & -4096L;
    }

    void descriptor(int index, long address, long length, int flags, int next) {
        descriptorAt(descriptors + 16L * index, address, length, flags, next);
    }

    void descriptorAt(long at, long address, long length, int flags, int next) {
        memory.set(U64, at, address);
        memory.set(U32, at + 8, (int) length);
        memory.set(U16, at + 12, (short) flags);
        memory.set(U16, at + 14, (short) next);
    }

    /// Makes the chain that begins at `head` available.
    void offer(int head) {
        memory.set(U16, available + 4 + 2L * (availableIndex & (size - 1)), (short) head);
        availableIndex = (availableIndex + 1) & 0xffff;
        VarHandle.fullFence();
        memory.set(U16, available + 2, (short) availableIndex);
    }

    void availableIndexInMemory(int index) {
        memory.set(U16, available + 2, (short) index);
    }

    void refuseInterrupts(boolean refuse) {
        memory.set(U16, available, (short) (refuse ? 1 : 0));
    }

    void usedEvent(int index) {
        memory.set(U16, available + 4 + 2L * size, (short) index);
    }

    int availableEvent() {
        return memory.get(U16, used + 4 + 8L * size) & 0xffff;
    }

    boolean kicksRefused() {
        return (memory.get(U16, used) & 1) != 0;
    }

    int usedIndex() {
        return memory.get(U16, used + 2) & 0xffff;
    }

    int usedHead(int index) {
        return memory.get(U32, used + 4 + 8L * (index & (size - 1)));
    }

    int usedLength(int index) {
        return memory.get(U32, used + 8 + 8L * (index & (size - 1)));
    }
}

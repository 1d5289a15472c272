package io.airloom.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The driver's end of a split virtqueue (virtio 1.3 clause 2.7) at some place in the guest's
/// memory. One thread. Checks nothing: who wants to break a rule can.
///
/// ```
///  descriptors  size x {u64 address, u32 length, u16 flags, u16 next}
///  available    u16 flags, u16 index, size x u16 head,    u16 used_event      written here
///  used         u16 flags, u16 index, size x {u32, u32},  u16 avail_event     written by the device
/// ```
public final class DriverRing {
    public static final int DESCRIPTOR_LENGTH = 16;
    public static final int NEXT = 1;
    public static final int WRITE = 2;
    public static final int INDIRECT = 4;

    private static final int NO_INTERRUPT = 1;
    private static final int NO_NOTIFY = 1;
    private static final int INDEX = 2;
    private static final int ENTRIES = 4;
    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U16_SHARED = U16.varHandle();

    private final MemorySegment memory;
    private final int size;
    private final boolean eventIndex;
    private final long descriptors;
    private final long available;
    private final long used;

    private int nextAvailable;
    private int published;
    private int nextUsed;
    private int usedLength;

    /// A ring of `size` descriptors (a power of two) at `offset`, a multiple of 16; see [#length].
    public DriverRing(MemorySegment memory, long offset, int size, boolean eventIndex) {
        this.memory = memory;
        this.size = size;
        this.eventIndex = eventIndex;
        this.descriptors = offset;
        this.available = offset + (long) DESCRIPTOR_LENGTH * size;
        this.used = (available + ENTRIES + 2L * size + 2 + 3) & ~3L;
    }

    /// How many octets a ring of `size` descriptors occupies.
    static long length(int size) {
        return (DESCRIPTOR_LENGTH + 2L + 8L) * size + 32;
    }

    public int size() {
        return size;
    }

    /// Offset of the descriptor table in the memory.
    public long descriptorsOffset() {
        return descriptors;
    }

    /// Offset of the available ring.
    public long availableOffset() {
        return available;
    }

    /// Offset of the used ring.
    public long usedOffset() {
        return used;
    }

    /// Writes a descriptor.
    public void descriptor(int index, long address, int length, int flags, int next) {
        writeDescriptor(
                memory,
                descriptors + (long) index * DESCRIPTOR_LENGTH,
                address,
                length,
                flags,
                next);
    }

    /// Writes a descriptor anywhere, for an indirect table.
    static void writeDescriptor(
            MemorySegment memory, long at, long address, int length, int flags, int next) {
        memory.set(U64, at, address);
        memory.set(U32, at + 8, length);
        memory.set(U16, at + 12, (short) flags);
        memory.set(U16, at + 14, (short) next);
    }

    /// Puts a chain into the next place of the available ring; the device does not see it before
    /// [#publish].
    public void offer(int head) {
        int slot = nextAvailable & (size - 1);
        memory.set(U16, available + ENTRIES + 2L * slot, (short) head);
        nextAvailable = (nextAvailable + 1) & 0xffff;
    }

    /// Shows the device what was offered.
    ///
    /// @return whether it wants to be kicked
    public boolean publish() {
        if (published == nextAvailable) {
            return false;
        }
        int before = published;
        published = nextAvailable;
        U16_SHARED.setRelease(memory, available + INDEX, (short) published);
        // The device writes its wish, then looks at the index; we wrote the index, then look.
        VarHandle.fullFence();
        if (eventIndex) {
            int event = u16(used + ENTRIES + 8L * size);
            return ((published - event - 1) & 0xffff) < ((published - before) & 0xffff);
        }
        return (u16(used) & NO_NOTIFY) == 0;
    }

    /// Whether the device has given back something that was not taken.
    public boolean hasUsed() {
        return u16(used + INDEX) != nextUsed;
    }

    /// Takes the next chain that the device gave back.
    ///
    /// @return its head, or −1 if there is none
    public int takeUsed() {
        if (!hasUsed()) {
            return -1;
        }
        long entry = used + ENTRIES + 8L * (nextUsed & (size - 1));
        int head = memory.get(U32, entry);
        usedLength = memory.get(U32, entry + 4);
        nextUsed = (nextUsed + 1) & 0xffff;
        return head;
    }

    /// Octets that the device says to have written to what was taken last.
    public int usedLength() {
        return usedLength;
    }

    /// Asks the device to call or not. After asking for calls, look at [#hasUsed()] once more
    /// before waiting.
    public void wantCalls(boolean on) {
        if (eventIndex) {
            // Half the number space away is never reached.
            int event = on ? nextUsed : nextUsed + 0x8000;
            memory.set(U16, available + ENTRIES + 2L * size, (short) event);
        } else {
            memory.set(U16, available, (short) (on ? 0 : NO_INTERRUPT));
        }
        VarHandle.fullFence();
    }

    /// The index that the device sees now.
    public int publishedIndex() {
        return published;
    }

    /// Writes any index where the device looks for it.
    public void forgeIndex(int index) {
        U16_SHARED.setRelease(memory, available + INDEX, (short) index);
    }

    /// Writes any head into any place of the available ring.
    public void forgeEntry(int slot, int head) {
        memory.set(U16, available + ENTRIES + 2L * slot, (short) head);
    }

    /// Forgets everything and zeroes the ring, as a driver does that probes the device anew.
    void reset() {
        memory.asSlice(descriptors, length(size)).fill((byte) 0);
        nextAvailable = 0;
        published = 0;
        nextUsed = 0;
    }

    private int u16(long at) {
        return Short.toUnsignedInt((short) U16_SHARED.getAcquire(memory, at));
    }
}

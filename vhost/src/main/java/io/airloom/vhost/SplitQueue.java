package io.airloom.vhost;

import static io.airloom.vhost.VhostViolation.Kind;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// The device's end of a split virtqueue (virtio 1.3 clause 2.7): pure memory, no descriptors, one
/// thread.
///
/// ```
///  descriptors  size x {u64 address, u32 length, u16 flags, u16 next}
///  available    u16 flags, u16 index, size x u16 head,        [u16 used_event]     written by the driver
///  used         u16 flags, u16 index, size x {u32, u32},      [u16 avail_event]    written by us
/// ```
///
/// Buffers are taken and given back in order, one at a time: [#peek] looks at the next one without
/// taking it, [#complete] takes it and gives it back. So the two rings never drift apart, a queue
/// can be stopped between the two at no loss, and peeking again after a fault gives the same
/// buffer.
///
/// The driver is hostile. Every shared field is read once into a local, and only the local is
/// checked and used. What breaks a rule ends up in [#violation]; then the queue is dead and has no
/// more buffers.
final class SplitQueue {
    /// Longest queue that is accepted. The standard allows 32768; drivers of these devices use 64
    /// to 256.
    static final int MAX_SIZE = 1024;

    static final int AVAILABLE_NO_INTERRUPT = 1;
    static final int USED_NO_NOTIFY = 1;

    static final long FLAGS_OFFSET = 0;
    static final long INDEX_OFFSET = 2;
    static final long ENTRIES_OFFSET = 4;

    private static final ValueLayout.OfShort ALIGNED_U16 =
            ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U16 = ALIGNED_U16.varHandle();
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int number;

    // As set by the front end; may change only while stopped.
    private int size;
    private long descriptorsAddress;
    private long availableAddress;
    private long usedAddress;
    private boolean placed;

    // Of a started queue.
    private boolean started;
    private boolean eventIndex;
    private final DescriptorTable descriptors = new DescriptorTable();
    private final MemorySegment copy = Arena.ofAuto().allocate(Short.BYTES, Short.BYTES);
    private MemorySegment available = MemorySegment.NULL;
    private MemorySegment used = MemorySegment.NULL;

    private int nextAvailable;
    private int seenAvailable;
    private int nextUsed;
    private int signalledUsed;
    private boolean signalledUsedKnown;
    private boolean kicksWanted;
    private int head = -1;
    private @Nullable VhostViolation violation;

    SplitQueue(int number) {
        this.number = number;
    }

    // ---- set-up: the control path
    // -------------------------------------------------------------------

    /// Sets the number of descriptors; the violation if it is no power of two up to [#MAX_SIZE].
    @Nullable VhostViolation resize(int newSize) {
        if (newSize <= 0 || newSize > MAX_SIZE || Integer.bitCount(newSize) != 1) {
            return broken(
                    Kind.QUEUE_SIZE,
                    "size %s is no power of two from 1 to %d"
                            .formatted(Integer.toUnsignedString(newSize), MAX_SIZE));
        }
        size = newSize;
        return null;
    }

    /// Sets the index in the available ring at which to begin.
    @Nullable VhostViolation rebase(int index) {
        if ((index & 0xffff) != index) {
            return broken(
                    Kind.RING_BASE,
                    "base %s is not 16 bits".formatted(Integer.toUnsignedString(index)));
        }
        nextAvailable = index;
        return null;
    }

    /// Sets where the three parts are, in the front end's addresses (clause 2.7 gives the
    /// alignments).
    @Nullable VhostViolation place(long newDescriptors, long newAvailable, long newUsed) {
        if ((newDescriptors & 15) != 0 || (newAvailable & 1) != 0 || (newUsed & 3) != 0) {
            return broken(
                    Kind.RING_MISALIGNED,
                    "descriptors at 0x%x, available ring at 0x%x, used ring at 0x%x: must be multiples of 16, 2, 4"
                            .formatted(newDescriptors, newAvailable, newUsed));
        }
        descriptorsAddress = newDescriptors;
        availableAddress = newAvailable;
        usedAddress = newUsed;
        placed = true;
        return null;
    }

    /// Whether size and place are known.
    boolean isConfigured() {
        return placed && size > 0;
    }

    /// Resolves the ring in `table` and begins; the violation if it cannot.
    @Nullable VhostViolation start(MemoryTable table, long features) {
        eventIndex = (features & VhostUserMessage.FEATURE_EVENT_INDEX) != 0;
        boolean indirect = (features & VhostUserMessage.FEATURE_INDIRECT_DESCRIPTORS) != 0;
        int event = eventIndex ? 2 : 0;
        MemorySegment newDescriptors =
                table.ring(descriptorsAddress, (long) DescriptorTable.DESCRIPTOR_LENGTH * size);
        MemorySegment newAvailable =
                table.ring(availableAddress, ENTRIES_OFFSET + 2L * size + event);
        MemorySegment newUsed = table.ring(usedAddress, ENTRIES_OFFSET + 8L * size + event);
        if (newDescriptors == null || newAvailable == null || newUsed == null) {
            return broken(
                    Kind.RING_OUTSIDE_MEMORY,
                    "%s at 0x%x (queue size %d) is not inside one memory region"
                            .formatted(
                                    newDescriptors == null
                                            ? "descriptor table"
                                            : newAvailable == null ? "available ring" : "used ring",
                                    newDescriptors == null
                                            ? descriptorsAddress
                                            : newAvailable == null ? availableAddress : usedAddress,
                                    size));
        }
        if ((newAvailable.address() & 1) != 0 || (newUsed.address() & 1) != 0) {
            return broken(
                    Kind.RING_MISALIGNED,
                    "available or used ring begins at an odd offset of its file");
        }
        descriptors.use(newDescriptors, table, indirect);
        available = newAvailable;
        used = newUsed;
        seenAvailable = nextAvailable;
        nextUsed = shared(used, INDEX_OFFSET);
        signalledUsed = nextUsed;
        signalledUsedKnown = false;
        head = -1;
        violation = null;
        started = true;
        kicksWanted = true;
        writeKickSuppression();
        return null;
    }

    /// Ends; returns the index of the first buffer in the available ring that was not given back.
    int stop() {
        started = false;
        head = -1;
        descriptors.drop();
        available = MemorySegment.NULL;
        used = MemorySegment.NULL;
        return nextAvailable;
    }

    /// Stops and forgets everything that the front end has set.
    void reset() {
        stop();
        size = 0;
        placed = false;
        nextAvailable = 0;
    }

    /// Index in the available ring of the next buffer.
    int nextAvailable() {
        return nextAvailable;
    }

    boolean isStarted() {
        return started;
    }

    int size() {
        return size;
    }

    /// What the guest broke, or null.
    @Nullable VhostViolation violation() {
        return violation;
    }

    // ---- buffers
    // ------------------------------------------------------------------------------------

    /// Whether the driver has made buffers available that were not given back.
    boolean hasAvailable() {
        if (nextAvailable != seenAvailable) {
            return started;
        }
        if (!started) {
            return false;
        }
        int index = shared(available, INDEX_OFFSET);
        int ahead = (index - nextAvailable) & 0xffff;
        if (ahead > size) {
            die(
                    Kind.AVAILABLE_INDEX_JUMP,
                    "available index %d is %d ahead of %d; the queue size is %d"
                            .formatted(index, ahead, nextAvailable, size));
            return false;
        }
        seenAvailable = index;
        return ahead > 0;
    }

    /// Fills `chain` with the next buffer, which stays available until [#complete].
    ///
    /// @return false if there is none, or the driver broke a rule (then [#violation] says which)
    boolean peek(DescriptorChain chain) {
        head = -1;
        if (!hasAvailable()) {
            return false;
        }
        long slot = nextAvailable & (size - 1);
        int first = shared(available, ENTRIES_OFFSET + 2 * slot);
        VhostViolation broken = descriptors.walk(first, chain);
        if (broken != null) {
            return die(broken.kind(), broken.detail());
        }
        head = first;
        return true;
    }

    /// Gives the buffer that was peeked at back to the driver, with `written` bytes in its writable
    /// part.
    void complete(int written) {
        assert head >= 0 : "no buffer was peeked at";
        long slot = nextUsed & (size - 1);
        used.set(U64, ENTRIES_OFFSET + 8 * slot, head | (long) written << 32);
        nextUsed = (nextUsed + 1) & 0xffff;
        nextAvailable = (nextAvailable + 1) & 0xffff;
        head = -1;
        U16.setRelease(used, INDEX_OFFSET, (short) nextUsed);
    }

    // ---- notification suppression, both ways
    // ----------------------------------------------------------

    /// Tells the driver not to kick for now. With an event index nothing has to be written: the
    /// driver kicks once, when it passes the index that was asked for last (clause 2.7.7.2).
    void refuseKicks() {
        if (kicksWanted) {
            kicksWanted = false;
            if (started) {
                writeKickSuppression();
            }
        }
    }

    /// Asks the driver to kick for the next buffer, then looks whether there is one already: the
    /// driver may have added it just before it could see the wish (clause 2.7.10).
    ///
    /// @return whether there are buffers, so that the caller must go on without waiting for a kick
    boolean wantKicks() {
        kicksWanted = true;
        if (!started) {
            return false;
        }
        writeKickSuppression();
        VarHandle.fullFence();
        return hasAvailable();
    }

    private void writeKickSuppression() {
        if (!eventIndex) {
            U16.setRelease(used, FLAGS_OFFSET, (short) (kicksWanted ? 0 : USED_NO_NOTIFY));
        } else if (kicksWanted) {
            U16.setRelease(used, ENTRIES_OFFSET + 8L * size, (short) nextAvailable);
        }
    }

    /// How many buffers were given back since [#needsCall] was asked last.
    int uncalled() {
        return started ? (nextUsed - signalledUsed) & 0xffff : 0;
    }

    /// Whether the driver wants to be interrupted for what was given back since the last such
    /// question (clause 2.7.7.1, 2.7.10). To be asked after the last [#complete] of a batch.
    boolean needsCall() {
        if (!started || signalledUsed == nextUsed) {
            return false;
        }
        // The used index must be visible before the driver's wish is read.
        VarHandle.fullFence();
        if (!eventIndex) {
            signalledUsed = nextUsed;
            signalledUsedKnown = true;
            int flags = shared(available, FLAGS_OFFSET);
            return (flags & AVAILABLE_NO_INTERRUPT) == 0;
        }
        int before = signalledUsed;
        boolean known = signalledUsedKnown;
        signalledUsed = nextUsed;
        signalledUsedKnown = true;
        int event = shared(available, ENTRIES_OFFSET + 2L * size);
        return !known || ((nextUsed - event - 1) & 0xffff) < ((nextUsed - before) & 0xffff);
    }

    /// Reads a number that the driver owns, before anything that follows: copied, then read.
    ///
    /// A load that faults is skipped, and leaves in its register whatever was there; but compiled
    /// code knows that 16 bits are 0 to 65535 and checks no more than that. So nothing is computed
    /// with what a load of guest memory gave, only with what a load of the copy gave. The fence
    /// keeps the compiler from making one load of both.
    private int shared(MemorySegment ring, long offset) {
        MemorySegment.copy(ring, offset, copy, 0, Short.BYTES);
        VarHandle.acquireFence();
        return Short.toUnsignedInt(copy.get(ALIGNED_U16, 0));
    }

    // ---- violations
    // -----------------------------------------------------------------------------------

    /// Ends for a reason that is not in the ring.
    void fail(Kind kind, String detail) {
        if (violation == null) {
            die(kind, detail);
        }
    }

    private boolean die(Kind kind, String detail) {
        violation = broken(kind, detail);
        started = false;
        head = -1;
        return false;
    }

    private VhostViolation broken(Kind kind, String detail) {
        return new VhostViolation(kind, "queue " + number + ": " + detail);
    }
}

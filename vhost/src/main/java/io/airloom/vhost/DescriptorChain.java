package io.airloom.vhost;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// The buffer that a guest has made available: pieces of its memory, first those for the device to
/// read, then those for it to write. Mutable and reused; filled by [SplitQueue#peek], valid until
/// the queue is completed, stopped or given another memory table.
///
/// A piece is (segment, offset, length) and lies wholly inside the segment. The *contents* of the
/// pieces belong to the guest and may change at any moment.
final class DescriptorChain {
    static final int ADDED = 0;
    static final int OUTSIDE_MEMORY = 1;
    static final int FULL = 2;

    /// Room for the longest queue and for a few descriptors that lie across two regions.
    static final int MAX_PIECES = SplitQueue.MAX_SIZE + 64;

    private MemorySegment[] memory = new MemorySegment[8];
    private long[] offsets = new long[8];
    private long[] lengths = new long[8];
    private int count;
    private int readableCount;
    private long readableLength;
    private long writableLength;

    void clear() {
        count = 0;
        readableCount = 0;
        readableLength = 0;
        writableLength = 0;
    }

    /// False if there are too many pieces.
    boolean add(MemorySegment segment, long offset, long length, boolean writable) {
        if (count == memory.length && !grow()) {
            return false;
        }
        memory[count] = segment;
        offsets[count] = offset;
        lengths[count] = length;
        count++;
        if (writable) {
            writableLength += length;
        } else {
            readableCount++;
            readableLength += length;
        }
        return true;
    }

    int count() {
        return count;
    }

    int readableCount() {
        return readableCount;
    }

    /// Bytes for the device to read.
    long readableLength() {
        return readableLength;
    }

    /// Bytes that the device may write.
    long writableLength() {
        return writableLength;
    }

    MemorySegment memory(int piece) {
        return memory[piece];
    }

    long offset(int piece) {
        return offsets[piece];
    }

    long length(int piece) {
        return lengths[piece];
    }

    /// Copies the first readable bytes, at most `limit`, to `target` at `targetOffset`.
    ///
    /// @return how many
    int gather(MemorySegment target, long targetOffset, int limit) {
        int done = 0;
        for (int i = 0; i < readableCount && done < limit; i++) {
            int here = (int) Math.min(lengths[i], limit - done);
            MemorySegment.copy(memory[i], offsets[i], target, targetOffset + done, here);
            done += here;
        }
        // What is decoded next is the copy: see SplitQueue.
        VarHandle.acquireFence();
        return done;
    }

    /// Copies `length` bytes of `source` into the writable pieces.
    ///
    /// @return how many found room
    int scatter(MemorySegment source, long sourceOffset, int length) {
        int done = 0;
        for (int i = readableCount; i < count && done < length; i++) {
            int here = (int) Math.min(lengths[i], length - done);
            MemorySegment.copy(source, sourceOffset + done, memory[i], offsets[i], here);
            done += here;
        }
        return done;
    }

    private boolean grow() {
        if (count >= MAX_PIECES) {
            return false;
        }
        int room = Math.min(MAX_PIECES, count * 2);
        memory = Arrays.copyOf(memory, room);
        offsets = Arrays.copyOf(offsets, room);
        lengths = Arrays.copyOf(lengths, room);
        return true;
    }
}

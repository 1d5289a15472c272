package io.airloom.bench;

import io.airloom.linux.Fd;
import io.airloom.linux.Mapping;
import io.airloom.linux.MemoryFd;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// A guest's memory: one memfd for each region. Guest addresses, the monitor's addresses and file
/// offsets are all different, so that a back end that mixes them up does not get away with it.
///
/// ```
///  region 0 of the guest   | page 0 unused | ring 0 | ring 1 | indirect tables | buffers …
///  other regions           | page 0 unused | buffers …
/// ```
final class DriverMemory implements AutoCloseable {
    static final long GUEST_STEP = 0x1_0000_0000L;
    static final long USER_BASE = 0x7f00_0000_0000L;
    static final long USER_STEP = 0x20_0000_0000L;
    static final int TABLE_REGION_LENGTH = 32;
    static final int TABLE_HEADER_LENGTH = 8;

    /// Where the two pieces of a buffer are parted, and how many unused octets lie between them.
    static final int FIRST_PIECE = 64;

    private static final int PAGE = 4096;
    private static final int INDIRECT_TABLE_LENGTH = 2 * DriverRing.DESCRIPTOR_LENGTH;
    private static final int QUEUES = 2;
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final GuestOptions options;
    private final List<Fd> files = new ArrayList<>();
    private final List<Mapping> mappings = new ArrayList<>();
    private final long regionLength;
    private final long firstBuffer;
    private final int stride;

    DriverMemory(GuestOptions options) {
        this.options = options;
        int slots = QUEUES * options.queueSize();
        stride = align(options.bufferLength() + FIRST_PIECE, 64);
        firstBuffer = align(tables() + slots * INDIRECT_TABLE_LENGTH, PAGE);
        int slotsPerRegion = (slots + options.regions() - 1) / options.regions();
        regionLength = align((int) firstBuffer + slotsPerRegion * stride, PAGE);
        for (int region = 0; region < options.regions(); region++) {
            Fd file = MemoryFd.create("airloom-bench-guest", fileOffset(region) + regionLength);
            files.add(file);
            // What is not sealed is at least sealed against sealing: like a file of a file system.
            MemoryFd.seal(
                    file,
                    options.sealed()
                            ? MemoryFd.F_SEAL_SHRINK | MemoryFd.F_SEAL_GROW | MemoryFd.F_SEAL_SEAL
                            : MemoryFd.F_SEAL_SEAL);
            mappings.add(Mapping.map(file, fileOffset(region), regionLength, true));
        }
    }

    MemorySegment region(int region) {
        return mappings.get(region).segment();
    }

    long ringOffset(int queue) {
        return PAGE + (long) queue * align((int) DriverRing.length(options.queueSize()), 64);
    }

    long guestAddress(int region, long offset) {
        return region * GUEST_STEP + offset;
    }

    /// The monitor's address of an offset in the first region, where the rings are.
    long userAddress(long offset) {
        return USER_BASE + offset;
    }

    /// Where buffer `slot` of a queue begins in region [#regionOf].
    long bufferOffset(int queue, int slot) {
        return firstBuffer
                + (long) ((queue * options.queueSize() + slot) / options.regions()) * stride;
    }

    int regionOf(int queue, int slot) {
        return (queue * options.queueSize() + slot) % options.regions();
    }

    /// Where the indirect table of buffer `slot` lies in the first region.
    long tableOffset(int queue, int slot) {
        return tables() + (long) (queue * options.queueSize() + slot) * INDIRECT_TABLE_LENGTH;
    }

    /// Writes the payload of SET_MEM_TABLE.
    ///
    /// @return its length
    int writeTable(MemorySegment payload) {
        int count = options.regions();
        payload.set(U32, 0, count);
        payload.set(U32, 4, 0);
        for (int region = 0; region < count; region++) {
            long at = TABLE_HEADER_LENGTH + (long) region * TABLE_REGION_LENGTH;
            payload.set(U64, at, guestAddress(region, 0));
            payload.set(U64, at + 8, regionLength);
            payload.set(U64, at + 16, USER_BASE + region * USER_STEP);
            payload.set(U64, at + 24, fileOffset(region));
        }
        return TABLE_HEADER_LENGTH + count * TABLE_REGION_LENGTH;
    }

    Fd[] files() {
        return files.toArray(Fd[]::new);
    }

    @Override
    public void close() {
        mappings.forEach(Mapping::close);
        files.forEach(Fd::close);
    }

    private int tables() {
        return (int) ringOffset(QUEUES);
    }

    private static long fileOffset(int region) {
        return (long) region * PAGE;
    }

    private static int align(int length, int to) {
        return (length + to - 1) & -to;
    }
}

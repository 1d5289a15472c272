package io.airloom.vhost;

import static io.airloom.vhost.VhostViolation.Kind;

import io.airloom.linux.Fd;
import io.airloom.linux.LinuxException;
import io.airloom.linux.Mapping;
import io.airloom.linux.MemoryFd;
import io.airloom.linux.ReceivedFds;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files behind a guest's memory, mapped: owner of the descriptors and mappings of one
/// SET_MEM_TABLE. Loop thread only.
///
/// A front end may truncate its file later; the next access then faults (`InternalError`, out of
/// which the JVM makes no more than that, possibly later than the access). So the descriptors are
/// kept, and [#truncation] tells afterwards whose file it was.
///
/// Each file is mapped from its beginning, because the offset of a region need not be a multiple of
/// the page size of its file (hugetlbfs); only the region itself is ever given out.
final class GuestMemory implements AutoCloseable {
    /// More than any machine has; without a limit one guest could use up the address space of all.
    private static final long MAX_BYTES = 1L << 40;

    /// What is mapped ends at a multiple of this or with the file: a part of a large page could not
    /// be unmapped.
    private static final long LARGEST_PAGE = 1L << 30;

    private final List<Fd> files = new ArrayList<>();
    private final List<Mapping> mappings = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();
    private MemoryTable table = MemoryTable.EMPTY;
    private long mappedBytes;
    private boolean mayFault;

    private GuestMemory() {}

    /// Nothing yet.
    static GuestMemory none() {
        return new GuestMemory();
    }

    /// What came out of a SET_MEM_TABLE: one of the two is null.
    record Outcome(@Nullable GuestMemory memory, @Nullable VhostViolation violation) {}

    /// Reads the table in `message` at `offset`, whose payload has `payloadLength` bytes, and maps
    /// the regions. Takes one descriptor for each; closes them again if it fails.
    static Outcome map(MemorySegment message, long offset, int payloadLength, ReceivedFds fds) {
        int count = VhostUserMessage.readInt(message, offset + VhostUserMessage.TABLE_COUNT_OFFSET);
        if (count < 1 || count > VhostUserMessage.MAX_REGIONS) {
            return refused(
                    Kind.REGION_COUNT,
                    "SET_MEM_TABLE: %s regions, 1 to %d are possible"
                            .formatted(
                                    Integer.toUnsignedString(count), VhostUserMessage.MAX_REGIONS));
        }
        int needed = VhostUserMessage.TABLE_REGIONS_OFFSET + count * VhostUserMessage.REGION_LENGTH;
        if (payloadLength < needed) {
            return refused(
                    Kind.PAYLOAD_SIZE,
                    "SET_MEM_TABLE: %d bytes of payload, %d regions need %d"
                            .formatted(payloadLength, count, needed));
        }
        if (fds.count() != count) {
            return refused(
                    fds.count() < count ? Kind.MISSING_DESCRIPTORS : Kind.UNEXPECTED_DESCRIPTORS,
                    "SET_MEM_TABLE: %d regions, but %d descriptors".formatted(count, fds.count()));
        }
        GuestMemory memory = new GuestMemory();
        VhostViolation violation = memory.mapAll(message, offset, count, fds);
        if (violation != null) {
            memory.close();
            return new Outcome(null, violation);
        }
        return new Outcome(memory, null);
    }

    MemoryTable table() {
        return table;
    }

    /// Whether an access may fault: a file can be truncated, or the file system can run out of room
    /// for a page of it.
    boolean mayFault() {
        return mayFault;
    }

    /// What became of a file that is shorter than its mapping, or null if none is.
    @Nullable VhostViolation truncation() {
        for (int i = 0; i < files.size(); i++) {
            long size = MemoryFd.size(files.get(i));
            if (size < ends.get(i)) {
                return new VhostViolation(
                        Kind.TRUNCATED_MEMORY,
                        "memory region %d: the file was truncated to 0x%x bytes, 0x%x are mapped"
                                .formatted(i, size, ends.get(i)));
            }
        }
        return null;
    }

    /// Unmaps; rings and chains in this memory must not be touched any more.
    @Override
    public void close() {
        table = MemoryTable.EMPTY;
        mappings.forEach(Mapping::close);
        mappings.clear();
        files.forEach(Fd::close);
        files.clear();
        ends.clear();
    }

    private @Nullable VhostViolation mapAll(
            MemorySegment message, long offset, int count, ReceivedFds fds) {
        long[] guestAddresses = new long[count];
        long[] userAddresses = new long[count];
        long[] sizes = new long[count];
        List<MemoryRegion> regions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long at =
                    offset
                            + VhostUserMessage.TABLE_REGIONS_OFFSET
                            + (long) i * VhostUserMessage.REGION_LENGTH;
            guestAddresses[i] =
                    VhostUserMessage.readLong(
                            message, at + VhostUserMessage.REGION_GUEST_ADDRESS_OFFSET);
            userAddresses[i] =
                    VhostUserMessage.readLong(
                            message, at + VhostUserMessage.REGION_USER_ADDRESS_OFFSET);
            sizes[i] = VhostUserMessage.readLong(message, at + VhostUserMessage.REGION_SIZE_OFFSET);
            long fileOffset =
                    VhostUserMessage.readLong(
                            message, at + VhostUserMessage.REGION_FILE_OFFSET_OFFSET);
            VhostViolation violation = MemoryTable.check(i, guestAddresses, userAddresses, sizes);
            if (violation == null) {
                violation = mapOne(i, fds.take(i), fileOffset, sizes[i]);
            }
            if (violation != null) {
                return violation;
            }
            MemorySegment bytes = mappings.get(i).segment().asSlice(fileOffset, sizes[i]);
            regions.add(new MemoryRegion(guestAddresses[i], userAddresses[i], bytes));
        }
        table = new MemoryTable(regions);
        return null;
    }

    private @Nullable VhostViolation mapOne(int index, Fd file, long fileOffset, long size) {
        files.add(file);
        try {
            if (!MemoryFd.isRegular(file)) {
                return new VhostViolation(
                        Kind.BAD_DESCRIPTOR_KIND,
                        "memory region %d: the descriptor is no file or memfd".formatted(index));
            }
            // Before the look at its size: where this works, and pages are not huge ones from a
            // pool that may be empty, no access of ours can ever fault.
            mayFault |= !MemoryFd.sealShrink(file) || MemoryFd.hasHugePages(file);
            long fileSize = MemoryFd.size(file);
            if (fileOffset < 0 || fileOffset > fileSize || size > fileSize - fileOffset) {
                return new VhostViolation(
                        Kind.REGION_BEYOND_FILE,
                        "memory region %d: 0x%x bytes at offset 0x%x, but the file has 0x%x"
                                .formatted(index, size, fileOffset, fileSize));
            }
            long end = fileOffset + size;
            mappedBytes += Math.min(end, MAX_BYTES + 1);
            if (mappedBytes > MAX_BYTES) {
                return new VhostViolation(
                        Kind.REGION_NOT_MAPPED,
                        "memory region %d: the files have more than 0x%x bytes up to here"
                                .formatted(index, MAX_BYTES));
            }
            long mapped = Math.min(fileSize, (end + LARGEST_PAGE - 1) & -LARGEST_PAGE);
            mappings.add(Mapping.map(file, 0, mapped, true));
            ends.add(end);
            return null;
        } catch (LinuxException e) {
            return new VhostViolation(
                    Kind.REGION_NOT_MAPPED,
                    "memory region %d: %s".formatted(index, e.getMessage()));
        }
    }

    private static Outcome refused(Kind kind, String detail) {
        return new Outcome(null, new VhostViolation(kind, detail));
    }
}

package io.airloom.vhost;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The memory of one guest: up to eight regions, looked up by guest-physical address (descriptors)
/// or by the front end's own address (rings). Immutable; used by the loop thread only.
///
/// Each region stays a segment of its own, so that no address, however forged, reaches beyond the
/// bytes that the front end has handed over.
final class MemoryTable {
    static final MemoryTable EMPTY = new MemoryTable(List.of());

    private final MemoryRegion[] regions;
    private final long[] guestAddresses;
    private final long[] sizes;
    private int lastHit;

    /// The regions must have passed [#check].
    MemoryTable(List<MemoryRegion> regions) {
        this.regions = regions.toArray(MemoryRegion[]::new);
        this.guestAddresses = new long[this.regions.length];
        this.sizes = new long[this.regions.length];
        for (int i = 0; i < this.regions.length; i++) {
            guestAddresses[i] = this.regions[i].guestAddress();
            sizes[i] = this.regions[i].size();
        }
    }

    int count() {
        return regions.length;
    }

    /// What is wrong with the place of region `index` among those before it, or null. Sizes are
    /// unsigned.
    static @Nullable VhostViolation check(
            int index, long[] guestAddresses, long[] userAddresses, long[] sizes) {
        long size = sizes[index];
        if (size == 0) {
            return new VhostViolation(
                    VhostViolation.Kind.REGION_EMPTY, "memory region " + index + ": size 0");
        }
        if (size < 0 || wraps(guestAddresses[index], size) || wraps(userAddresses[index], size)) {
            return new VhostViolation(
                    VhostViolation.Kind.REGION_WRAPS,
                    "memory region %d: 0x%x bytes at guest address 0x%x, front end address 0x%x wrap"
                            .formatted(index, size, guestAddresses[index], userAddresses[index]));
        }
        for (int other = 0; other < index; other++) {
            if (overlaps(guestAddresses, sizes, index, other)
                    || overlaps(userAddresses, sizes, index, other)) {
                return new VhostViolation(
                        VhostViolation.Kind.REGIONS_OVERLAP,
                        "memory region %d (0x%x+0x%x) overlaps region %d (0x%x+0x%x)"
                                .formatted(
                                        index,
                                        guestAddresses[index],
                                        size,
                                        other,
                                        guestAddresses[other],
                                        sizes[other]));
            }
        }
        return null;
    }

    /// Adds the `length` bytes at guest address `address` to `chain`, in as many pieces as there
    /// are regions under them.
    ///
    /// @return [DescriptorChain#ADDED], [DescriptorChain#OUTSIDE_MEMORY] if some byte lies in no
    ///   region, [DescriptorChain#FULL] if the chain has no room for another piece
    int translate(long address, long length, boolean writable, DescriptorChain chain) {
        long at = address;
        long left = length;
        while (true) {
            int index = find(at);
            if (index < 0) {
                return DescriptorChain.OUTSIDE_MEMORY;
            }
            long offset = at - guestAddresses[index];
            long here = Math.min(left, sizes[index] - offset);
            if (!chain.add(regions[index].memory(), offset, here, writable)) {
                return DescriptorChain.FULL;
            }
            left -= here;
            if (left == 0) {
                return DescriptorChain.ADDED;
            }
            at += here;
            if (at == 0) {
                return DescriptorChain.OUTSIDE_MEMORY;
            }
        }
    }

    /// Copies `length` bytes at guest address `address` into `target`; false if some byte lies in
    /// no region. For indirect tables that are not in one region.
    boolean copy(long address, MemorySegment target, long length) {
        long done = 0;
        while (done < length) {
            int index = find(address + done);
            if (index < 0 || Long.compareUnsigned(address + done, address) < 0) {
                return false;
            }
            long offset = address + done - guestAddresses[index];
            long here = Math.min(length - done, sizes[index] - offset);
            MemorySegment.copy(regions[index].memory(), offset, target, done, here);
            done += here;
        }
        return true;
    }

    /// The region's bytes that begin at the front end's address, or null if `length` bytes from
    /// there are not within one region. `length` > 0.
    @Nullable MemorySegment ring(long userAddress, long length) {
        for (MemoryRegion region : regions) {
            long offset = userAddress - region.userAddress();
            if (Long.compareUnsigned(offset, region.size()) < 0
                    && length <= region.size() - offset) {
                return region.memory().asSlice(offset, length);
            }
        }
        return null;
    }

    /// Index of the region that holds the byte at this guest address, or −1.
    private int find(long address) {
        int hit = lastHit;
        if (hit < sizes.length
                && Long.compareUnsigned(address - guestAddresses[hit], sizes[hit]) < 0) {
            return hit;
        }
        for (int i = 0; i < sizes.length; i++) {
            if (Long.compareUnsigned(address - guestAddresses[i], sizes[i]) < 0) {
                lastHit = i;
                return i;
            }
        }
        return -1;
    }

    private static boolean wraps(long start, long size) {
        return Long.compareUnsigned(start + size - 1, start) < 0;
    }

    private static boolean overlaps(long[] starts, long[] sizes, int a, int b) {
        return Long.compareUnsigned(starts[a] - starts[b], sizes[b]) < 0
                || Long.compareUnsigned(starts[b] - starts[a], sizes[a]) < 0;
    }

    @Override
    public String toString() {
        return List.of(regions).toString();
    }
}

package io.airloom.vhost;

import static io.airloom.vhost.VhostViolation.Kind;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// The descriptors of a split queue, and the walk along a chain of them (virtio 1.3 clause 2.7.5).
///
/// ```
///  0           8          12         14        16
///  u64 address | u32 length | u16 flags | u16 next
/// ```
///
/// Each descriptor is copied once, and the copy is judged: the driver may change it meanwhile, or
/// take its memory away ([io.airloom.linux.Mapping]). A chain of the queue's table has at most as
/// many descriptors as the table; it may end in one indirect table, which is copied first, so that
/// the driver cannot change it under the walk, and is bounded by its own length.
final class DescriptorTable {
    static final int DESCRIPTOR_LENGTH = 16;
    static final int NEXT = 1;
    static final int WRITE = 2;
    static final int INDIRECT = 4;

    /// Most descriptors of a table, the queue's or an indirect one.
    static final int MAX_DESCRIPTORS = SplitQueue.MAX_SIZE;

    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment descriptor = Arena.ofAuto().allocate(DESCRIPTOR_LENGTH, 8);
    private MemorySegment descriptors = MemorySegment.NULL;
    private MemoryTable memory = MemoryTable.EMPTY;
    private boolean indirectAllowed;
    private @Nullable MemorySegment copy;

    /// Walks in `table` from here on, with buffers in `guest`.
    void use(MemorySegment table, MemoryTable guest, boolean indirect) {
        descriptors = table;
        memory = guest;
        indirectAllowed = indirect;
    }

    /// Walks nowhere any more.
    void drop() {
        use(MemorySegment.NULL, MemoryTable.EMPTY, false);
    }

    /// Fills `chain` with the buffers of the chain that begins at descriptor `first`.
    ///
    /// @return what the driver broke, or null
    @Nullable VhostViolation walk(int first, DescriptorChain chain) {
        chain.clear();
        MemorySegment table = descriptors;
        int tableSize = (int) (descriptors.byteSize() / DESCRIPTOR_LENGTH);
        int left = tableSize;
        boolean nested = false;
        int index = first;
        while (true) {
            if (index >= tableSize) {
                return violation(Kind.DESCRIPTOR_INDEX, first, index, "is not below " + tableSize);
            }
            if (left-- == 0) {
                return violation(
                        Kind.CHAIN_TOO_LONG,
                        first,
                        index,
                        "comes after %d others, or again".formatted(tableSize));
            }
            long at = (long) DESCRIPTOR_LENGTH * index;
            MemorySegment.copy(table, at, descriptor, 0, DESCRIPTOR_LENGTH);
            VarHandle.acquireFence();
            long address = descriptor.get(U64, 0);
            long rest = descriptor.get(U64, 8);
            long length = rest & 0xffff_ffffL;
            int flags = (int) (rest >>> 32) & 0xffff;
            if ((flags & INDIRECT) != 0) {
                VhostViolation broken = copyIndirect(first, index, address, length, flags, nested);
                if (broken != null) {
                    return broken;
                }
                nested = true;
                table = copyTarget();
                tableSize = (int) (length / DESCRIPTOR_LENGTH);
                left = tableSize;
                index = 0;
                continue;
            }
            VhostViolation broken = addBuffer(first, index, address, length, flags, chain);
            if (broken != null || (flags & NEXT) == 0) {
                return broken;
            }
            index = (int) (rest >>> 48);
        }
    }

    private @Nullable VhostViolation addBuffer(
            int first, int index, long address, long length, int flags, DescriptorChain chain) {
        boolean writable = (flags & WRITE) != 0;
        if (length == 0) {
            return violation(Kind.ZERO_LENGTH, first, index, "has length 0");
        }
        if (!writable && chain.writableLength() > 0) {
            return violation(
                    Kind.READABLE_AFTER_WRITABLE,
                    first,
                    index,
                    "is readable but follows a writable one");
        }
        return switch (memory.translate(address, length, writable, chain)) {
            case DescriptorChain.ADDED -> null;
            case DescriptorChain.FULL ->
                    violation(
                            Kind.CHAIN_IN_TOO_MANY_PIECES,
                            first,
                            index,
                            "brings the pieces to more than " + DescriptorChain.MAX_PIECES);
            default -> outside(first, index, address, length);
        };
    }

    /// The write flag of a descriptor that refers to a table means nothing (clause 2.7.5.3.2).
    private @Nullable VhostViolation copyIndirect(
            int first, int index, long address, long length, int flags, boolean nested) {
        if (!indirectAllowed) {
            return violation(
                    Kind.INDIRECT_NOT_NEGOTIATED, first, index, "is indirect, not negotiated");
        }
        if (nested) {
            return violation(
                    Kind.INDIRECT_NESTED, first, index, "is indirect, in an indirect table");
        }
        if ((flags & NEXT) != 0) {
            return violation(Kind.INDIRECT_WITH_NEXT, first, index, "is indirect and has a next");
        }
        if (length == 0
                || length % DESCRIPTOR_LENGTH != 0
                || length > (long) DESCRIPTOR_LENGTH * MAX_DESCRIPTORS) {
            return violation(
                    Kind.INDIRECT_LENGTH,
                    first,
                    index,
                    "has a table of %d bytes, no multiple of 16 up to %d"
                            .formatted(length, DESCRIPTOR_LENGTH * MAX_DESCRIPTORS));
        }
        return memory.copy(address, copyTarget(), length)
                ? null
                : outside(first, index, address, length);
    }

    private MemorySegment copyTarget() {
        MemorySegment target = copy;
        if (target == null) {
            target = Arena.ofAuto().allocate((long) DESCRIPTOR_LENGTH * MAX_DESCRIPTORS, 16);
            copy = target;
        }
        return target;
    }

    private VhostViolation outside(int first, int index, long address, long length) {
        return violation(
                Kind.OUTSIDE_MEMORY,
                first,
                index,
                "0x%x+0x%x is not in %s".formatted(address, length, memory));
    }

    private static VhostViolation violation(Kind kind, int first, int index, String what) {
        return new VhostViolation(kind, "chain %d: descriptor %d %s".formatted(first, index, what));
    }
}

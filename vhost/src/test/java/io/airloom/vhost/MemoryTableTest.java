package io.airloom.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.vhost.VhostViolation.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Guest addresses to memory, and tables that cannot be.
final class MemoryTableTest {
    private final MemorySegment low = Arena.ofAuto().allocate(4096);
    private final MemorySegment high = Arena.ofAuto().allocate(8192);
    private final MemorySegment top = Arena.ofAuto().allocate(16);
    private final MemoryTable table =
            new MemoryTable(
                    List.of(
                            new MemoryRegion(0x1000, 0x70_0000, low),
                            new MemoryRegion(0x2000, 0x90_0000, high),
                            new MemoryRegion(-16, 0xa0_0000, top)));
    private final DescriptorChain chain = new DescriptorChain();

    @Test
    void findsARangeInOneRegion() {
        assertThat(table.translate(0x1010, 0xff0, false, chain)).isEqualTo(DescriptorChain.ADDED);
        assertThat(chain.count()).isEqualTo(1);
        assertThat(chain.memory(0)).isSameAs(low);
        assertThat(chain.offset(0)).isEqualTo(0x10);
        assertThat(chain.length(0)).isEqualTo(0xff0);
    }

    @Test
    void splitsARangeAcrossAdjacentRegions() {
        assertThat(table.translate(0x1ffe, 5, true, chain)).isEqualTo(DescriptorChain.ADDED);
        assertThat(chain.count()).isEqualTo(2);
        assertThat(chain.memory(0)).isSameAs(low);
        assertThat(chain.offset(0)).isEqualTo(4094);
        assertThat(chain.length(0)).isEqualTo(2);
        assertThat(chain.memory(1)).isSameAs(high);
        assertThat(chain.offset(1)).isZero();
        assertThat(chain.length(1)).isEqualTo(3);
        assertThat(chain.writableLength()).isEqualTo(5);
    }

    @Test
    void refusesWhatLeavesMemory() {
        assertThat(table.translate(0xfff, 1, false, chain))
                .isEqualTo(DescriptorChain.OUTSIDE_MEMORY);
        assertThat(table.translate(0x3fff, 2, false, chain))
                .isEqualTo(DescriptorChain.OUTSIDE_MEMORY);
        assertThat(table.translate(0x4000, 1, false, chain))
                .isEqualTo(DescriptorChain.OUTSIDE_MEMORY);
    }

    @Test
    void reachesTheLastByteOfTheAddressSpaceAndNotBeyond() {
        assertThat(table.translate(-16, 16, false, chain)).isEqualTo(DescriptorChain.ADDED);
        assertThat(table.translate(-16, 17, false, chain))
                .isEqualTo(DescriptorChain.OUTSIDE_MEMORY);
    }

    @Test
    void doesNotWrapIntoARegionAtZero() {
        MemoryTable wrapping =
                new MemoryTable(
                        List.of(
                                new MemoryRegion(-16, 0xa0_0000, top),
                                new MemoryRegion(0, 0xb0_0000, low)));
        assertThat(wrapping.translate(-16, 32, false, chain))
                .isEqualTo(DescriptorChain.OUTSIDE_MEMORY);
        assertThat(wrapping.copy(-16, Arena.ofAuto().allocate(32), 32)).isFalse();
    }

    @Test
    void saysWhenAChainIsFull() {
        for (int i = 0; i < DescriptorChain.MAX_PIECES; i++) {
            assertThat(table.translate(0x1000, 1, false, chain)).isEqualTo(DescriptorChain.ADDED);
        }
        assertThat(table.translate(0x1000, 1, false, chain)).isEqualTo(DescriptorChain.FULL);
    }

    @Test
    void copiesAcrossRegions() {
        low.set(ValueLayout.JAVA_BYTE, 4095, (byte) 7);
        high.set(ValueLayout.JAVA_BYTE, 0, (byte) 8);
        MemorySegment target = Arena.ofAuto().allocate(2);
        assertThat(table.copy(0x1fff, target, 2)).isTrue();
        assertThat(target.toArray(ValueLayout.JAVA_BYTE)).containsExactly(7, 8);
        assertThat(table.copy(0x3fff, target, 2)).isFalse();
    }

    @Test
    void findsRingsByTheFrontEndsAddress() {
        assertThat(table.ring(0x70_0ff0, 16).address()).isEqualTo(low.address() + 0xff0);
        assertThat(table.ring(0x70_0ff0, 17)).isNull();
        assertThat(table.ring(0x6f_ffff, 1)).isNull();
        assertThat(table.ring(0x1000, 1)).as("a guest address is no ring address").isNull();
    }

    @Test
    void gathersAndScattersPieces() {
        table.translate(0x1fff, 2, false, chain);
        table.translate(0x1000, 3, true, chain);
        table.translate(0x2800, 3, true, chain);
        low.set(ValueLayout.JAVA_BYTE, 4095, (byte) 1);
        high.set(ValueLayout.JAVA_BYTE, 0, (byte) 2);
        MemorySegment buffer = Arena.ofAuto().allocate(8);
        assertThat(chain.gather(buffer, 1, 8)).isEqualTo(2);
        assertThat(buffer.get(ValueLayout.JAVA_SHORT_UNALIGNED, 1)).isEqualTo((short) 0x0201);
        assertThat(chain.gather(buffer, 0, 1)).as("limited").isEqualTo(1);

        MemorySegment message = Arena.ofAuto().allocateFrom("abcdefgh");
        assertThat(chain.scatter(message, 0, 5)).isEqualTo(5);
        assertThat(low.get(ValueLayout.JAVA_BYTE, 2)).isEqualTo((byte) 'c');
        assertThat(high.get(ValueLayout.JAVA_BYTE, 0x801)).isEqualTo((byte) 'e');
        assertThat(high.get(ValueLayout.JAVA_BYTE, 0x802)).isZero();
        assertThat(chain.scatter(message, 0, 8)).as("no more room").isEqualTo(6);
    }

    @Test
    void refusesTablesThatCannotBe() {
        assertThat(check(0x1000, 0x1000, 0)).isEqualTo(Kind.REGION_EMPTY);
        assertThat(check(0x1000, 0x1000, -1)).isEqualTo(Kind.REGION_WRAPS);
        assertThat(check(-4096, 0x1000, 8192)).isEqualTo(Kind.REGION_WRAPS);
        assertThat(check(0x1000, -4096, 8192)).isEqualTo(Kind.REGION_WRAPS);
        assertThat(check(-4096, 0x9000, 4096)).as("up to the very end is fine").isNull();
        assertThat(checkTwo(0x1000, 0x1000, 0x1000, 0x9000)).isEqualTo(Kind.REGIONS_OVERLAP);
        assertThat(checkTwo(0x1000, 0x1000, 0x9000, 0x1000)).isEqualTo(Kind.REGIONS_OVERLAP);
        assertThat(checkTwo(0x1fff, 0x9000, 0x1000, 0x1000)).isEqualTo(Kind.REGIONS_OVERLAP);
        assertThat(checkTwo(0x1000, 0x1000, 0x2000, 0x2000)).isNull();
    }

    private static Kind check(long guest, long user, long size) {
        return kind(MemoryTable.check(0, new long[] {guest}, new long[] {user}, new long[] {size}));
    }

    private static Kind checkTwo(long guest0, long user0, long guest1, long user1) {
        return kind(
                MemoryTable.check(
                        1,
                        new long[] {guest0, guest1},
                        new long[] {user0, user1},
                        new long[] {0x1000, 0x1000}));
    }

    private static Kind kind(VhostViolation violation) {
        return violation == null ? null : violation.kind();
    }
}

package io.airloom.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.vhost.VhostViolation.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The device's end of a ring against rings made by hand, honest and not.
final class SplitQueueTest {
    private static final int SIZE = 8;
    private static final long GUEST = 0x1_0000_0000L;
    private static final long USER = 0x7f00_0000_0000L;
    private static final long MEMORY = 1 << 20;
    private static final long BUFFERS = 1 << 16;
    private static final long INDIRECT = VhostUserMessage.FEATURE_INDIRECT_DESCRIPTORS;
    private static final long EVENTS = VhostUserMessage.FEATURE_EVENT_INDEX;

    private final MemorySegment memory = Arena.ofAuto().allocate(MEMORY, 4096);
    private final MemoryTable table =
            new MemoryTable(List.of(new MemoryRegion(GUEST, USER, memory)));
    private final DescriptorChain chain = new DescriptorChain();
    private DriverRing driver = new DriverRing(memory, 0, SIZE);
    private SplitQueue queue = new SplitQueue(0);

    @BeforeEach
    void start() {
        startWith(INDIRECT, 0);
    }

    private void startWith(long features, int base) {
        memory.fill((byte) 0);
        driver = new DriverRing(memory, 0, SIZE);
        driver.availableIndex = base;
        driver.availableIndexInMemory(base);
        queue = new SplitQueue(0);
        assertThat(queue.resize(SIZE)).isNull();
        assertThat(place(driver)).isNull();
        assertThat(queue.rebase(base)).isNull();
        assertThat(queue.start(table, features)).isNull();
    }

    private VhostViolation place(DriverRing ring) {
        return queue.place(USER + ring.descriptors, USER + ring.available, USER + ring.used);
    }

    @Test
    void givesBuffersInTheOrderInWhichTheyWereOffered() {
        driver.descriptor(3, GUEST + BUFFERS, 100, 0, 0);
        driver.descriptor(1, GUEST + BUFFERS + 200, 50, DriverRing.WRITE, 0);
        driver.offer(3);
        driver.offer(1);

        assertThat(queue.peek(chain)).isTrue();
        assertThat(chain.count()).isEqualTo(1);
        assertThat(chain.readableLength()).isEqualTo(100);
        assertThat(chain.memory(0)).isSameAs(memory);
        assertThat(chain.offset(0)).isEqualTo(BUFFERS);
        queue.complete(0);
        assertThat(queue.peek(chain)).isTrue();
        assertThat(chain.readableCount()).isZero();
        assertThat(chain.writableLength()).isEqualTo(50);
        queue.complete(20);

        assertThat(queue.peek(chain)).isFalse();
        assertThat(queue.violation()).isNull();
        assertThat(driver.usedIndex()).isEqualTo(2);
        assertThat(driver.usedHead(0)).isEqualTo(3);
        assertThat(driver.usedLength(0)).isZero();
        assertThat(driver.usedHead(1)).isEqualTo(1);
        assertThat(driver.usedLength(1)).isEqualTo(20);
    }

    @Test
    void peekingTwiceGivesTheSameBuffer() {
        driver.descriptor(5, GUEST + BUFFERS, 7, 0, 0);
        driver.offer(5);

        assertThat(queue.peek(chain)).isTrue();
        assertThat(queue.peek(chain)).isTrue();

        assertThat(chain.count()).isEqualTo(1);
        assertThat(driver.usedIndex()).isZero();
        assertThat(queue.stop()).isZero();
    }

    @Test
    void followsAChainAndThenItsIndirectTable() {
        long tableAt = BUFFERS + 4096;
        driver.descriptor(0, GUEST + BUFFERS, 10, DriverRing.NEXT, 6);
        // The write flag of the descriptor of an indirect table means nothing.
        driver.descriptor(6, GUEST + tableAt, 32, DriverRing.INDIRECT | DriverRing.WRITE, 0xffff);
        driver.descriptorAt(tableAt, GUEST + BUFFERS + 10, 20, DriverRing.NEXT, 1);
        driver.descriptorAt(tableAt + 16, GUEST + BUFFERS + 100, 30, DriverRing.WRITE, 99);
        driver.offer(0);

        assertThat(queue.peek(chain)).isTrue();
        assertThat(chain.count()).isEqualTo(3);
        assertThat(chain.readableLength()).isEqualTo(30);
        assertThat(chain.writableLength()).isEqualTo(30);
        queue.complete(30);
        assertThat(driver.usedHead(0)).isZero();
    }

    @Test
    void goesRoundTheRingAndPastTheEndOfTheIndices() {
        startWith(0, 0xfff0);
        for (int i = 0; i < 40; i++) {
            driver.descriptor(i & 7, GUEST + BUFFERS + i, 1, 0, 0);
            driver.offer(i & 7);
            assertThat(queue.peek(chain)).isTrue();
            assertThat(chain.offset(0)).isEqualTo(BUFFERS + i);
            queue.complete(i);
            assertThat(driver.usedHead(i)).isEqualTo(i & 7);
        }
        assertThat(queue.stop()).isEqualTo((0xfff0 + 40) & 0xffff);
    }

    @Test
    void resumesTheUsedRingWhereItIs() {
        memory.set(ValueLayout.JAVA_SHORT, driver.used + 2, (short) 0xfffe);
        queue.stop();
        assertThat(queue.start(table, 0)).isNull();
        driver.descriptor(0, GUEST + BUFFERS, 1, 0, 0);
        driver.offer(0);

        assertThat(queue.peek(chain)).isTrue();
        queue.complete(9);

        assertThat(driver.usedIndex()).isEqualTo(0xffff);
        assertThat(driver.usedLength(0xfffe)).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 255, 2048, 65536, -1, Integer.MIN_VALUE})
    void refusesQueueSizes(int size) {
        assertThat(queue.resize(size).kind()).isEqualTo(Kind.QUEUE_SIZE);
        assertThat(queue.resize(size).detail()).contains(Integer.toUnsignedString(size));
    }

    @Test
    void refusesABaseThatIsNoIndex() {
        assertThat(queue.rebase(0x10000).kind()).isEqualTo(Kind.RING_BASE);
        assertThat(queue.rebase(-1).kind()).isEqualTo(Kind.RING_BASE);
    }

    @Test
    void refusesMisalignedRings() {
        assertThat(queue.place(USER + 8, USER, USER).kind()).isEqualTo(Kind.RING_MISALIGNED);
        assertThat(queue.place(USER, USER + 1, USER).kind()).isEqualTo(Kind.RING_MISALIGNED);
        assertThat(queue.place(USER, USER, USER + 2).kind()).isEqualTo(Kind.RING_MISALIGNED);
    }

    @Test
    void refusesRingsThatTheRegionMakesMisaligned() {
        MemorySegment odd = memory.asSlice(1);
        MemoryTable oddTable = new MemoryTable(List.of(new MemoryRegion(GUEST, USER, odd)));
        queue.stop();
        assertThat(queue.start(oddTable, 0).kind()).isEqualTo(Kind.RING_MISALIGNED);
    }

    @Test
    void refusesRingsOutsideMemory() {
        queue.stop();
        long end = USER + MEMORY;
        for (long[] place :
                new long[][] {
                    {end - 16L * SIZE + 16, USER + 4096, USER + 8192},
                    {USER, end - 4 - 2L * SIZE + 2, USER + 8192},
                    {USER, USER + 4096, end - 4 - 8L * SIZE + 4},
                    {0, USER + 4096, USER + 8192},
                    {-16, USER + 4096, USER + 8192},
                    {USER, 0xffff_ffff_ffff_fffeL, USER + 8192}
                }) {
            assertThat(queue.place(place[0], place[1], place[2])).isNull();
            assertThat(queue.start(table, 0).kind()).isEqualTo(Kind.RING_OUTSIDE_MEMORY);
            assertThat(queue.isStarted()).isFalse();
        }
    }

    @Test
    void needsTwoBytesMoreForTheEventIndex() {
        queue.stop();
        assertThat(queue.place(USER, USER + MEMORY - 4 - 2L * SIZE, USER + 8192)).isNull();
        assertThat(queue.start(table, EVENTS).kind()).isEqualTo(Kind.RING_OUTSIDE_MEMORY);
        assertThat(queue.start(table, 0)).isNull();
    }

    @Test
    void endsWhenTheAvailableIndexJumps() {
        driver.availableIndexInMemory(SIZE + 1);
        assertBroken(Kind.AVAILABLE_INDEX_JUMP, "index 9 is 9 ahead of 0; the queue size is 8");
    }

    @Test
    void endsWhenTheAvailableIndexGoesBack() {
        startWith(0, 5);
        driver.availableIndexInMemory(4);
        assertBroken(Kind.AVAILABLE_INDEX_JUMP, "index 4 is 65535 ahead of 5");
    }

    @Test
    void endsOnAHeadBeyondTheQueue() {
        driver.offer(SIZE);
        assertBroken(Kind.DESCRIPTOR_INDEX, "chain 8: descriptor 8 is not below 8");
    }

    @Test
    void endsOnANextBeyondTheQueue() {
        driver.descriptor(0, GUEST + BUFFERS, 1, DriverRing.NEXT, 0xffff);
        driver.offer(0);
        assertBroken(Kind.DESCRIPTOR_INDEX, "descriptor 65535 is not below 8");
    }

    @Test
    void endsOnALoop() {
        driver.descriptor(0, GUEST + BUFFERS, 1, DriverRing.NEXT, 1);
        driver.descriptor(1, GUEST + BUFFERS, 1, DriverRing.NEXT, 0);
        driver.offer(0);
        assertBroken(Kind.CHAIN_TOO_LONG, "chain 0: descriptor 0 comes after 8 others, or again");
    }

    @Test
    void endsOnALoopInAnIndirectTable() {
        driver.descriptor(0, GUEST + BUFFERS, 16, DriverRing.INDIRECT, 0);
        driver.descriptorAt(BUFFERS, GUEST + BUFFERS, 1, DriverRing.NEXT, 0);
        driver.offer(0);
        assertBroken(Kind.CHAIN_TOO_LONG, "descriptor 0 comes after 1 others");
    }

    @Test
    void takesAChainAsLongAsTheQueue() {
        for (int i = 0; i < SIZE; i++) {
            driver.descriptor(
                    i, GUEST + BUFFERS + i, 1, i == SIZE - 1 ? 0 : DriverRing.NEXT, i + 1);
        }
        driver.offer(0);
        assertThat(queue.peek(chain)).isTrue();
        assertThat(chain.count()).isEqualTo(SIZE);
    }

    @Test
    void endsOnReadableAfterWritable() {
        driver.descriptor(0, GUEST + BUFFERS, 1, DriverRing.WRITE | DriverRing.NEXT, 1);
        driver.descriptor(1, GUEST + BUFFERS, 1, 0, 0);
        driver.offer(0);
        assertBroken(Kind.READABLE_AFTER_WRITABLE, "chain 0: descriptor 1 is readable");
    }

    @Test
    void endsOnLengthZero() {
        driver.descriptor(2, GUEST + BUFFERS, 0, 0, 0);
        driver.offer(2);
        assertBroken(Kind.ZERO_LENGTH, "chain 2: descriptor 2 has length 0");
    }

    @Test
    void endsOnAddressesOutsideMemory() {
        for (long[] range :
                new long[][] {
                    {0, 1},
                    {GUEST - 1, 1},
                    {GUEST - 1, 2},
                    {GUEST + MEMORY, 1},
                    {GUEST + MEMORY - 1, 2},
                    {GUEST, 0xffff_ffffL},
                    {-1, 1},
                    {-1, 2},
                    {Long.MIN_VALUE, 0xffff_ffffL}
                }) {
            startWith(0, 0);
            driver.descriptor(0, range[0], range[1], 0, 0);
            driver.offer(0);
            assertBroken(Kind.OUTSIDE_MEMORY, "0x%x+0x%x".formatted(range[0], range[1]));
        }
    }

    @Test
    void endsOnIndirectTablesThatBreakARule() {
        assertIndirectBroken(Kind.INDIRECT_LENGTH, GUEST + BUFFERS, 0, 0);
        assertIndirectBroken(Kind.INDIRECT_LENGTH, GUEST + BUFFERS, 15, 0);
        assertIndirectBroken(Kind.INDIRECT_LENGTH, GUEST + BUFFERS, 0xffff_fff0L, 0);
        assertIndirectBroken(Kind.INDIRECT_LENGTH, GUEST + BUFFERS, 16L * 1025, 0);
        assertIndirectBroken(Kind.INDIRECT_WITH_NEXT, GUEST + BUFFERS, 16, DriverRing.NEXT);
        assertIndirectBroken(Kind.OUTSIDE_MEMORY, GUEST + MEMORY - 16, 32, 0);
        assertIndirectBroken(Kind.OUTSIDE_MEMORY, -16, 32, 0);
    }

    private void assertIndirectBroken(Kind kind, long address, long length, int flags) {
        startWith(INDIRECT, 0);
        driver.descriptor(0, address, length, DriverRing.INDIRECT | flags, 0);
        driver.offer(0);
        assertBroken(kind, "chain 0");
    }

    @Test
    void endsOnNestedIndirectTables() {
        driver.descriptor(0, GUEST + BUFFERS, 16, DriverRing.INDIRECT, 0);
        driver.descriptorAt(BUFFERS, GUEST + BUFFERS, 16, DriverRing.INDIRECT, 0);
        driver.offer(0);
        assertBroken(Kind.INDIRECT_NESTED, "chain 0");
    }

    @Test
    void endsOnIndirectDescriptorsThatWereNotNegotiated() {
        startWith(0, 0);
        driver.descriptor(0, GUEST + BUFFERS, 16, DriverRing.INDIRECT, 0);
        driver.offer(0);
        assertBroken(Kind.INDIRECT_NOT_NEGOTIATED, "chain 0");
    }

    @Test
    void hasNoBuffersOnceARuleWasBroken() {
        driver.descriptor(0, GUEST + BUFFERS, 0, 0, 0);
        driver.descriptor(1, GUEST + BUFFERS, 1, 0, 0);
        driver.offer(0);
        driver.offer(1);
        assertBroken(Kind.ZERO_LENGTH, "queue 0");
        VhostViolation first = queue.violation();
        assertThat(queue.peek(chain)).isFalse();
        assertThat(queue.hasAvailable()).isFalse();
        assertThat(queue.wantKicks()).isFalse();
        assertThat(queue.needsCall()).isFalse();
        assertThat(queue.violation()).isSameAs(first);
    }

    private void assertBroken(Kind kind, String text) {
        assertThat(queue.peek(chain)).isFalse();
        assertThat(queue.violation()).isNotNull();
        assertThat(queue.violation().kind()).isEqualTo(kind);
        assertThat(queue.violation().detail()).startsWith("queue 0: ").contains(text);
    }
}

package io.airloom.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Random rings against a model: whatever the driver does right is seen as it was meant, and
/// whatever it does wrong ends in a violation, never in an exception and never outside its memory.
final class RingPropertyTest {
    private static final long USER = 0x7f00_0000_0000L;
    private static final int REGION = 1 << 16;
    private static final long SEED = Long.getLong("airloom.seed", System.nanoTime());

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final DescriptorChain chain = new DescriptorChain();

    /// Three regions, the first two adjacent, with the ring at the beginning of the first.
    private final MemorySegment memory = Arena.ofAuto().allocate(3L * REGION, 4096);

    private final MemoryTable table =
            new MemoryTable(
                    List.of(
                            new MemoryRegion(0, USER, memory.asSlice(0, REGION)),
                            new MemoryRegion(REGION, USER + REGION, memory.asSlice(REGION, REGION)),
                            new MemoryRegion(
                                    8L * REGION,
                                    USER + 8L * REGION,
                                    memory.asSlice(2L * REGION, REGION))));

    private record Piece(long address, int length, boolean writable) {}

    @Test
    void seesChainsAsTheyWereMeant() {
        System.out.println("RingPropertyTest: airloom.seed=" + SEED);
        for (int round = 0; round < 100; round++) {
            int size = 1 << random.nextInt(1, 8);
            long features =
                    VhostUserMessage.FEATURE_INDIRECT_DESCRIPTORS
                            | (random.nextBoolean() ? VhostUserMessage.FEATURE_EVENT_INDEX : 0);
            int base = random.nextInt(65536);
            DriverRing driver = new DriverRing(memory, 0, size);
            SplitQueue queue = started(driver, size, features, base);
            for (int i = 0; i < 3 * size; i++) {
                List<Piece> meant = pieces(random.nextInt(1, size + 1));
                int head = write(driver, meant);
                driver.offer(head);
                assertThat(queue.peek(chain)).as("round " + round).isTrue();
                assertThat(seen()).isEqualTo(merged(meant));
                int written = random.nextInt(1 << 20);
                int used = driver.usedIndex();
                queue.complete(written);
                assertThat(driver.usedIndex()).isEqualTo((used + 1) & 0xffff);
                assertThat(driver.usedHead(used)).isEqualTo(head);
                assertThat(driver.usedLength(used)).isEqualTo(written);
                queue.needsCall();
            }
            assertThat(queue.peek(chain)).isFalse();
            assertThat(queue.violation()).isNull();
            assertThat(queue.stop()).isEqualTo((base + 3 * size) & 0xffff);
        }
    }

    @Test
    void survivesRingsOfNoise() {
        for (int round = 0; round < 1000; round++) {
            int size = 1 << random.nextInt(0, 6);
            DriverRing driver = new DriverRing(memory, 0, size);
            SplitQueue queue = started(driver, size, random.nextBoolean() ? 0x3000_0000L : 0, 0);
            noise(driver, size);
            int seen = 0;
            while (queue.peek(chain)) {
                checkInside();
                queue.complete(random.nextInt());
                queue.needsCall();
                if (random.nextInt(4) == 0) {
                    noise(driver, size);
                }
                assertThat(seen++).as("bounded by what was offered").isLessThan(1 << 16);
            }
            queue.wantKicks();
        }
    }

    private SplitQueue started(DriverRing driver, int size, long features, int base) {
        memory.asSlice(0, REGION).fill((byte) 0);
        driver.availableIndex = base;
        driver.availableIndexInMemory(base);
        SplitQueue queue = new SplitQueue(0);
        assertThat(queue.resize(size)).isNull();
        assertThat(queue.rebase(base)).isNull();
        assertThat(
                        queue.place(
                                USER + driver.descriptors,
                                USER + driver.available,
                                USER + driver.used))
                .isNull();
        assertThat(queue.start(table, features)).isNull();
        return queue;
    }

    private List<Piece> pieces(int count) {
        List<Piece> pieces = new ArrayList<>();
        int readable = random.nextInt(count + 1);
        for (int i = 0; i < count; i++) {
            int length = random.nextInt(1, 5000);
            boolean second = random.nextInt(4) == 0;
            long limit = second ? 9L * REGION : 2L * REGION;
            long start = second ? 8L * REGION : 0;
            pieces.add(
                    new Piece(random.nextLong(start, limit - length + 1), length, i >= readable));
        }
        return pieces;
    }

    /// Writes descriptors in random places, some of them in an indirect table; returns the head.
    private int write(DriverRing driver, List<Piece> pieces) {
        int direct = random.nextBoolean() ? pieces.size() : random.nextInt(0, pieces.size());
        List<Integer> places = new ArrayList<>();
        while (places.size() < Math.min(driver.size, direct + 1)) {
            int place = random.nextInt(driver.size);
            if (!places.contains(place)) {
                places.add(place);
            }
        }
        long tableAt = 9L * REGION - 16L * pieces.size();
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            boolean last = i == pieces.size() - 1;
            int flags = (piece.writable ? DriverRing.WRITE : 0) | (last ? 0 : DriverRing.NEXT);
            if (i < direct) {
                int next = last ? random.nextInt(65536) : places.get(i + 1);
                driver.descriptor(places.get(i), piece.address, piece.length, flags, next);
            } else {
                int place = i - direct;
                driver.descriptorAt(
                        inMemory(tableAt + 16L * place),
                        piece.address,
                        piece.length,
                        flags,
                        place + 1);
            }
        }
        if (direct < pieces.size()) {
            driver.descriptor(
                    places.get(direct),
                    tableAt,
                    16L * (pieces.size() - direct),
                    DriverRing.INDIRECT | (random.nextBoolean() ? DriverRing.WRITE : 0),
                    random.nextInt(65536));
        }
        return places.getFirst();
    }

    private static long inMemory(long guestAddress) {
        return guestAddress < 2L * REGION ? guestAddress : guestAddress - 6L * REGION;
    }

    /// The bytes that the chain covers, as (address in memory, length, writable), split at the
    /// border of the first two regions.
    private List<Piece> merged(List<Piece> pieces) {
        List<Piece> split = new ArrayList<>();
        for (Piece piece : pieces) {
            long at = inMemory(piece.address);
            int here = (int) Math.min(piece.length, REGION - at);
            if (here <= 0 || here == piece.length) {
                split.add(new Piece(at, piece.length, piece.writable));
            } else {
                split.add(new Piece(at, here, piece.writable));
                split.add(new Piece(at + here, piece.length - here, piece.writable));
            }
        }
        return split;
    }

    private List<Piece> seen() {
        List<Piece> seen = new ArrayList<>();
        for (int i = 0; i < chain.count(); i++) {
            long at = chain.memory(i).address() - memory.address() + chain.offset(i);
            seen.add(new Piece(at, (int) chain.length(i), i >= chain.readableCount()));
        }
        return seen;
    }

    private void checkInside() {
        for (int i = 0; i < chain.count(); i++) {
            assertThat(chain.length(i)).isPositive();
            assertThat(chain.offset(i)).isNotNegative();
            assertThat(chain.offset(i) + chain.length(i))
                    .isLessThanOrEqualTo(chain.memory(i).byteSize());
        }
    }

    private void noise(DriverRing driver, int size) {
        int descriptors = 16 * size;
        for (int i = 0; i < descriptors; i += 16) {
            boolean sane = random.nextInt(3) > 0;
            driver.descriptor(
                    i / 16,
                    sane ? random.nextLong(2L * REGION) : random.nextLong(),
                    sane ? random.nextInt(1, 100) : random.nextInt(),
                    random.nextInt(8),
                    random.nextInt(sane ? size : 65536));
        }
        for (int i = 0; i < size; i++) {
            memory.set(
                    ValueLayout.JAVA_SHORT,
                    driver.available + 4 + 2L * i,
                    (short) random.nextInt(random.nextInt(20) == 0 ? 65536 : size));
        }
        driver.availableIndex += random.nextInt(size + (random.nextInt(10) == 0 ? 2 : 1));
        driver.availableIndexInMemory(driver.availableIndex);
        driver.usedEvent(random.nextInt(65536));
    }
}

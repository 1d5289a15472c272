package io.airloom.medium;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// A writer and a reader at full speed on one ring.
class TapRingStressTest {
    private static final long AP = 0x0200_0000_0100L;

    private final Air air = new Air();
    private final FakeReceiver guest = new FakeReceiver(air);
    private final TapRing ring = new TapRing(TapRing.MIN_CAPACITY, 1_000_000);

    /// The ring's promise between two threads: whatever arrives is whole and in order, and what
    /// does not arrive is counted in its place. Small, so that it is full and empty all the time.
    @Test
    void twoThreadsSeeWholeRecordsInOrderAndEveryLossOnce() throws InterruptedException {
        long seed = 20261122;
        int frames = 400_000;
        Radio ap = air.join("ap1", 1, guest);
        air.tap(ring);
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Sequence sequence = new Sequence();
        Thread reader =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                Random random = new Random(seed + 1);
                                boolean last = false;
                                while (!last) {
                                    last = done.get();
                                    while (ring.poll(sequence, 1 + random.nextInt(50)) > 0) {
                                        Thread.onSpinWait();
                                    }
                                }
                            } catch (Throwable e) {
                                failure.set(e);
                            }
                        });
        Random random = new Random(seed);
        MemorySegment frame = Frames.frame(0, 0, 0, 2000);
        Transmission transmission = Frames.beacon(AP, 2412);
        for (long number = 0; number < frames; number++) {
            int length = 24 + random.nextInt(random.nextInt(50) == 0 ? 1900 : 200);
            for (int at = 0; at < length; at += 8) {
                frame.set(ValueLayout.JAVA_LONG_UNALIGNED, at, number * 31 + at);
            }
            transmission.frame(frame, 0, length).sent(2412, false, number);
            air.transmit(ap, transmission);
        }
        done.set(true);
        reader.join();
        // A last record, to hear of losses at the end.
        air.transmit(ap, transmission.sent(2412, false, frames));
        ring.poll(sequence);

        assertThat(failure.get()).as("seed %d", seed).isNull();
        assertThat(sequence.next).isEqualTo(frames + 1);
        assertThat(sequence.lost).isEqualTo(ring.lost());
        assertThat(sequence.seen + sequence.lost).isEqualTo(frames + 1);
        assertThat(sequence.seen).isPositive();
    }

    /// Frames carry their number as time, and octets that follow from number and place.
    private static final class Sequence implements TapHandler {
        long next;
        long seen;
        long lost;

        @Override
        public void joined(int radioId, String name, long key) {
            check(radioId == 0 && name.equals("ap1") && key == 1, "joined");
        }

        @Override
        public void left(int radioId) {
            check(false, "left");
        }

        @Override
        public void frame(TapRecord record) {
            long number = record.epochNanos() - 1_000_000;
            check(number == next, "frame " + number + " for " + next);
            long written = Math.min(number, 399_999);
            for (int at = 0; at + 8 <= record.frameLength(); at += 8) {
                long value =
                        record.frame()
                                .get(ValueLayout.JAVA_LONG_UNALIGNED, record.frameOffset() + at);
                check(value == written * 31 + at, "octets of " + number + " at " + at);
            }
            next++;
            seen++;
        }

        @Override
        public void lost(long records) {
            next += records;
            lost += records;
        }

        private static void check(boolean fine, String what) {
            if (!fine) {
                throw new AssertionError(what);
            }
        }
    }
}

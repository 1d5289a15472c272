package io.airloom.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SlotQueueTest {
    @Test
    void givesBackWhatWasPutInUntilItIsFull() {
        try (Arena arena = Arena.ofConfined()) {
            SlotQueue queue = new SlotQueue(arena, 4, 64);
            assertThat(queue.peek()).isEqualTo(-1);
            for (int i = 0; i < 4; i++) {
                long at = queue.claim();
                queue.memory().set(ValueLayout.JAVA_LONG, at, i);
                queue.commit(8 + i, 100 + i, 200 + i);
            }
            assertThat(queue.claim()).isEqualTo(-1);
            assertThat(queue.size()).isEqualTo(4);
            for (int i = 0; i < 4; i++) {
                long at = queue.peek();
                assertThat(queue.memory().get(ValueLayout.JAVA_LONG, at)).isEqualTo(i);
                assertThat(queue.length()).isEqualTo(8 + i);
                assertThat(queue.first()).isEqualTo(100 + i);
                assertThat(queue.second()).isEqualTo(200 + i);
                queue.release();
                assertThat(queue.claim()).isNotNegative();
            }
            assertThat(queue.peek()).isEqualTo(-1);
        }
    }

    @Test
    void aClaimWithoutACommitChangesNothing() {
        try (Arena arena = Arena.ofConfined()) {
            SlotQueue queue = new SlotQueue(arena, 2, 16);
            assertThat(queue.claim()).isEqualTo(queue.claim());
            assertThat(queue.size()).isZero();
        }
    }

    @Test
    void refusesSizesThatItCannotHave() {
        try (Arena arena = Arena.ofConfined()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new SlotQueue(arena, 3, 16))
                    .withMessage("slots=3 slotLength=16");
        }
    }

    @Test
    void twoThreadsSeeEverySlotWholeAndInOrder() throws Exception {
        long seed = 20261122;
        int count = 300_000;
        try (Arena arena = Arena.ofShared()) {
            SlotQueue queue = new SlotQueue(arena, 16, 64);
            var taken = new CompletableFuture<Long>();
            Thread.ofPlatform().start(() -> taken.complete(takeAll(queue, count)));
            SplittableRandom random = new SplittableRandom(seed);
            long sum = 0;
            for (int i = 0; i < count; i++) {
                long at = queue.claim();
                while (at < 0) {
                    Thread.onSpinWait();
                    at = queue.claim();
                }
                long value = random.nextLong();
                queue.memory().set(ValueLayout.JAVA_LONG, at, value);
                queue.commit(8 + (int) (value & 31), value, ~value);
                sum = 31 * sum + value;
            }
            assertThat(taken.get(60, TimeUnit.SECONDS)).as("seed %d", seed).isEqualTo(sum);
        }
    }

    /// A hash of what came, or −1 if a slot's parts did not belong together.
    private static long takeAll(SlotQueue queue, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            long at = queue.peek();
            while (at < 0) {
                Thread.onSpinWait();
                at = queue.peek();
            }
            long value = queue.memory().get(ValueLayout.JAVA_LONG, at);
            if (queue.first() != value
                    || queue.second() != ~value
                    || queue.length() != 8 + (int) (value & 31)) {
                return -1;
            }
            queue.release();
            sum = 31 * sum + value;
        }
        return sum;
    }
}

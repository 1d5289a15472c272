package io.airloom.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.linux.EventFd;
import io.airloom.linux.EventLoop;
import io.airloom.medium.Counters;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Interrupts that can wait: by count, in company, by time.
final class LateCallsTest {
    private static final int SIZE = 16;
    private static final long GUEST = 0x1_0000_0000L;
    private static final long USER = 0x7f00_0000_0000L;
    private static final long BUFFERS = 1 << 16;
    private static final long START = 1_000_000;

    private final MemorySegment memory = Arena.ofAuto().allocate(1 << 20, 4096);
    private final MemoryTable table =
            new MemoryTable(List.of(new MemoryRegion(GUEST, USER, memory)));
    private final DescriptorChain chain = new DescriptorChain();
    private final DriverRing driver = new DriverRing(memory, 0, SIZE);
    private final EventLoop loop = new EventLoop(0);
    private final Counters<SessionCounter> counters = new Counters<>(SessionCounter.class);
    private final LateCalls calls = new LateCalls();
    private final VirtioQueue queue =
            new VirtioQueue(
                    0,
                    loop,
                    counters,
                    new VirtioQueue.Owner() {
                        @Override
                        public void kicked(VirtioQueue kicked, long nowNanos) {}

                        @Override
                        public void later() {}

                        @Override
                        public void doom(VhostViolation violation) {
                            throw new AssertionError(violation);
                        }
                    });

    @BeforeEach
    void start() {
        SplitQueue ring = queue.ring();
        assertThat(ring.resize(SIZE)).isNull();
        assertThat(
                        ring.place(
                                USER + driver.descriptors,
                                USER + driver.available,
                                USER + driver.used))
                .isNull();
        assertThat(ring.start(table, 0)).isNull();
        queue.call(EventFd.create().fd());
    }

    @AfterEach
    void close() {
        queue.close();
        loop.close();
    }

    @Test
    void waitUntilAQuarterOfTheRingHasGathered() {
        for (int i = 0; i < SIZE / 4 - 1; i++) {
            giveBackOne();
            calls.gather(queue, START + i);
        }
        assertThat(interrupts()).isZero();
        assertThat(calls.isEmpty()).isFalse();
        giveBackOne();
        calls.gather(queue, START + SIZE);
        assertThat(interrupts()).isOne();
        assertThat(queue.uncalled()).isZero();
    }

    @Test
    void goAlongWithAnotherInterruptOnceTheyHaveWaited() {
        giveBackOne();
        calls.gather(queue, START);
        calls.along(queue);
        assertThat(interrupts()).as("too early").isZero();
        calls.gather(queue, START + LateCalls.COMPANY_NANOS);
        calls.along(queue);
        assertThat(interrupts()).isOne();
        giveBackOne();
        calls.gather(queue, START + LateCalls.COMPANY_NANOS + 1);
        calls.along(queue);
        assertThat(interrupts()).as("waits anew").isOne();
    }

    @Test
    void doNotWaitForEver() {
        giveBackOne();
        calls.gather(queue, START);
        calls.look(START + LateCalls.PATIENCE_NANOS - 1);
        assertThat(interrupts()).isZero();
        calls.look(START + LateCalls.PATIENCE_NANOS);
        assertThat(interrupts()).isOne();
        assertThat(calls.isEmpty()).isTrue();
        calls.look(START + 10 * LateCalls.PATIENCE_NANOS);
        assertThat(interrupts()).isOne();
    }

    @Test
    void areForgottenWhenNothingIsLeftToTell() {
        giveBackOne();
        calls.gather(queue, START);
        queue.ring().stop();
        calls.look(START + LateCalls.PATIENCE_NANOS);
        assertThat(interrupts()).isZero();
        assertThat(calls.isEmpty()).isTrue();
        assertThat(queue.late()).isFalse();
    }

    private long interrupts() {
        return counters.value(SessionCounter.CALLS);
    }

    private void giveBackOne() {
        driver.descriptor(0, GUEST + BUFFERS, 64, 0, 0);
        driver.offer(0);
        assertThat(queue.peek(chain)).isTrue();
        queue.complete(0);
    }
}

package io.airloom.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who wakes whom, by flag and by index (virtio 1.3 clauses 2.7.7 and 2.7.10).
final class NotificationTest {
    private static final int SIZE = 8;
    private static final long GUEST = 0x1_0000_0000L;
    private static final long USER = 0x7f00_0000_0000L;
    private static final long MEMORY = 1 << 20;
    private static final long BUFFERS = 1 << 16;
    private static final long EVENTS = VhostUserMessage.FEATURE_EVENT_INDEX;

    private final MemorySegment memory = Arena.ofAuto().allocate(MEMORY, 4096);
    private final MemoryTable table =
            new MemoryTable(List.of(new MemoryRegion(GUEST, USER, memory)));
    private final DescriptorChain chain = new DescriptorChain();
    private DriverRing driver = new DriverRing(memory, 0, SIZE);
    private SplitQueue queue = new SplitQueue(0);

    @BeforeEach
    void start() {
        startWith(0);
    }

    private void startWith(long features) {
        memory.fill((byte) 0);
        driver = new DriverRing(memory, 0, SIZE);
        queue = new SplitQueue(0);
        assertThat(queue.resize(SIZE)).isNull();
        assertThat(
                        queue.place(
                                USER + driver.descriptors,
                                USER + driver.available,
                                USER + driver.used))
                .isNull();
        assertThat(queue.start(table, features)).isNull();
    }

    @Test
    void suppressesKicksByFlag() {
        assertThat(driver.kicksRefused()).isFalse();
        queue.refuseKicks();
        assertThat(driver.kicksRefused()).isTrue();
        driver.descriptor(0, GUEST + BUFFERS, 1, 0, 0);
        driver.offer(0);
        assertThat(queue.wantKicks()).as("a buffer came while kicks were refused").isTrue();
        assertThat(driver.kicksRefused()).isFalse();
        assertThat(queue.peek(chain)).isTrue();
        queue.complete(0);
        assertThat(queue.wantKicks()).isFalse();
    }

    @Test
    void asksForKicksByIndex() {
        startWith(EVENTS);
        assertThat(driver.availableEvent()).isZero();
        for (int i = 0; i < 3; i++) {
            driver.descriptor(i, GUEST + BUFFERS, 1, 0, 0);
            driver.offer(i);
        }
        queue.refuseKicks();
        queue.peek(chain);
        queue.complete(0);
        queue.peek(chain);
        queue.complete(0);
        assertThat(driver.availableEvent()).as("not asked again yet").isZero();
        assertThat(queue.wantKicks()).isTrue();
        assertThat(driver.availableEvent()).isEqualTo(2);
        assertThat(driver.kicksRefused()).as("the flag is not used with an index").isFalse();
    }

    @Test
    void interruptsUnlessTheDriverRefusesByFlag() {
        assertThat(queue.needsCall()).as("nothing was given back").isFalse();
        completeOne();
        assertThat(queue.needsCall()).isTrue();
        assertThat(queue.needsCall()).as("only once").isFalse();
        driver.refuseInterrupts(true);
        completeOne();
        assertThat(queue.needsCall()).isFalse();
        driver.refuseInterrupts(false);
        completeOne();
        assertThat(queue.needsCall()).isTrue();
    }

    @Test
    void interruptsWhenTheDriversIndexIsPassed() {
        startWith(EVENTS);
        completeOne();
        assertThat(queue.needsCall()).as("the first time always").isTrue();
        driver.usedEvent(2);
        completeOne();
        assertThat(queue.needsCall()).as("used index 2, wanted when 2 is passed").isFalse();
        completeOne();
        assertThat(queue.needsCall()).isTrue();
        completeOne();
        assertThat(queue.needsCall()).as("passed before").isFalse();
        driver.usedEvent(6);
        for (int i = 0; i < 5; i++) {
            completeOne();
        }
        assertThat(queue.needsCall()).as("passed within a batch").isTrue();
    }

    @Test
    void interruptsPastTheEndOfTheIndices() {
        memory.set(ValueLayout.JAVA_SHORT, driver.used + 2, (short) 0xffff);
        queue.stop();
        assertThat(queue.start(table, EVENTS)).isNull();
        completeOne();
        queue.needsCall();
        driver.usedEvent(0);
        completeOne();
        assertThat(queue.needsCall()).isTrue();
    }

    private void completeOne() {
        driver.descriptor(0, GUEST + BUFFERS, 1, DriverRing.WRITE, 0);
        driver.offer(0);
        assertThat(queue.peek(chain)).isTrue();
        queue.complete(1);
    }
}

package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Work for other threads.
class WorkQueueTest {
    private static final Deadline LATE = Deadline.in(Duration.ofMinutes(1));

    private static WorkQueue queue(int width) {
        return new WorkQueue("test", width, 10_000);
    }

    @Test
    @DisplayName("items 58, 65: work that is left there is done")
    void workIsDone() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        assertThat(queue(1).submit(done::countDown)).isTrue();
        done.await();
    }

    @Test
    @DisplayName("items 59, 66: work may return what nobody wants")
    void resultsMayBeIgnored() throws Exception {
        WorkQueue queue = queue(1);
        AtomicInteger count = new AtomicInteger();
        queue.submit(count::incrementAndGet);
        assertThat(queue.run(count::get, LATE)).isOne();
    }

    @Test
    @DisplayName("item 60: work is done on another thread")
    void otherThread() throws Exception {
        assertThat(queue(1).run(Thread::currentThread, LATE)).isNotSameAs(Thread.currentThread());
    }

    @Test
    @DisplayName("item 61: cancelling waits for what is being done and drops what waits")
    void cancelling() throws Exception {
        WorkQueue queue = queue(2);
        AtomicInteger started = new AtomicInteger();
        AtomicInteger completed = new AtomicInteger();
        CountDownLatch two = new CountDownLatch(2);
        CountDownLatch gate = new CountDownLatch(1);
        for (int i = 0; i < 100; i++) {
            queue.submit(() -> {
                started.incrementAndGet();
                two.countDown();
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    return;
                }
                completed.incrementAndGet();
            });
        }
        two.await();
        assertThat(queue.cancel(Deadline.in(Duration.ZERO))).isFalse();
        gate.countDown();
        assertThat(queue.cancel(LATE)).isTrue();
        assertThat(started).hasValue(2);
        assertThat(completed).hasValue(2);
        assertThat(queue.submit(completed::incrementAndGet)).isFalse();
    }

    @Test
    @DisplayName("item 62: with a width of one the second piece sees the first one finished")
    void widthOfOne() throws Exception {
        WorkQueue queue = queue(1);
        AtomicBoolean first = new AtomicBoolean();
        queue.submit(() -> {
            Thread.onSpinWait();
            first.set(true);
        });
        assertThat(queue.run(first::get, LATE)).isTrue();
    }

    @Test
    @DisplayName("item 63: 1000 pieces on five threads are all done")
    void manyPieces() throws Exception {
        WorkQueue queue = queue(5);
        CountDownLatch done = new CountDownLatch(1000);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        for (int i = 0; i < 1000; i++) {
            queue.submit(() -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                now.decrementAndGet();
                done.countDown();
            });
        }
        done.await();
        assertThat(most).hasValueBetween(1, 5);
    }

    @Test
    @DisplayName("item 64: 1000 pieces with a width of one are done in order")
    void order() throws Exception {
        WorkQueue queue = queue(1);
        List<Integer> seen = new CopyOnWriteArrayList<>();
        IntStream.range(0, 1000).forEach(i -> queue.submit(() -> seen.add(i)));
        queue.run(() -> true, LATE);
        assertThat(seen).isEqualTo(IntStream.range(0, 1000).boxed().toList());
    }

    @Test
    @DisplayName("item 67: whoever waits gets the result")
    void result() throws Exception {
        assertThat(queue(1).run(() -> 42, LATE)).isEqualTo(42);
    }

    @Test
    @DisplayName("item 68: whoever waits for nothing gets nothing, and the failure if there is one")
    void noResult() throws Exception {
        WorkQueue queue = queue(1);
        assertThat(queue.<Void>run(() -> null, LATE)).isNull();
        assertThatThrownBy(() ->
                        queue.run(
                                () -> {
                                    throw new IllegalStateException("on purpose");
                                },
                                LATE))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("on purpose");
    }

    @Test
    void thereIsABoundAndATime() throws Exception {
        WorkQueue queue = new WorkQueue("test", 1, 1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        queue.submit(() -> {
            begun.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        begun.await();
        assertThatThrownBy(() -> queue.run(() -> 1, Deadline.in(Duration.ofMillis(5))))
                .isInstanceOf(TimeoutException.class);
        assertThat(queue.submit(() -> {})).as("the first still waits").isFalse();
        gate.countDown();
    }

    @Test
    void aPieceThatFailsDoesNotStopTheNext() throws Exception {
        WorkQueue queue = queue(1);
        queue.submit(() -> {
            throw new IllegalStateException("on purpose");
        });
        assertThat(queue.run(() -> 1, LATE)).isOne();
    }
}

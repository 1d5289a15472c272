package io.airloom.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TurnTest {
    @Test
    void whoAsksDoesTheWork() {
        Thread[] worker = new Thread[1];
        try (Turn turn =
                new Turn(
                        "unused",
                        work(() -> {
                            worker[0] = Thread.currentThread();
                            return true;
                        }))) {
            turn.take();
            assertThat(worker[0]).isSameAs(Thread.currentThread());
        }
    }

    @Test
    void workThatHasToWaitGoesOnInTheStagesThread() throws Exception {
        AtomicInteger waits = new AtomicInteger();
        String[] worker = new String[1];
        Turn.Work work =
                new Turn.Work() {
                    @Override
                    public boolean work() {
                        worker[0] = Thread.currentThread().getName();
                        return waits.get() == 3;
                    }

                    @Override
                    public void await() {
                        waits.incrementAndGet();
                    }
                };
        try (Turn turn = new Turn("stage", work)) {
            turn.start();
            turn.take();
            Instant end = Instant.now().plusSeconds(20);
            while (waits.get() < 3) {
                assertThat(Instant.now()).isBefore(end);
                Thread.onSpinWait();
            }
            assertThat(worker[0]).isNotNull();
        }
    }

    @Test
    void noQuestionIsLostAndNobodyWorksBesideAnother() throws Exception {
        int askers = 3;
        int each = 50_000;
        AtomicLong toDo = new AtomicLong();
        AtomicLong done = new AtomicLong();
        AtomicInteger working = new AtomicInteger();
        AtomicInteger collisions = new AtomicInteger();
        AtomicLong calls = new AtomicLong();
        Turn.Work work =
                new Turn.Work() {
                    @Override
                    public boolean work() {
                        if (working.incrementAndGet() != 1) {
                            collisions.incrementAndGet();
                        }
                        done.addAndGet(toDo.getAndSet(0));
                        working.decrementAndGet();
                        return calls.incrementAndGet() % 1000 != 0;
                    }

                    @Override
                    public void await() {}
                };
        try (Turn turn = new Turn("stage", work)) {
            turn.start();
            Thread[] threads = new Thread[askers];
            for (int i = 0; i < askers; i++) {
                boolean handOver = i == 0;
                threads[i] =
                        Thread.ofPlatform()
                                .start(() -> {
                                    for (int k = 0; k < each; k++) {
                                        toDo.incrementAndGet();
                                        if (handOver) {
                                            turn.handOver();
                                        } else {
                                            turn.take();
                                        }
                                    }
                                });
            }
            for (Thread thread : threads) {
                thread.join();
            }
            Instant end = Instant.now().plusSeconds(20);
            while (done.get() < (long) askers * each) {
                assertThat(Instant.now()).as("done %d", done.get()).isBefore(end);
                Thread.onSpinWait();
            }
            assertThat(collisions).hasValue(0);
        }
    }

    private interface Work {
        boolean work();
    }

    private static Turn.Work work(Work work) {
        return new Turn.Work() {
            @Override
            public boolean work() {
                return work.work();
            }

            @Override
            public void await() {}
        };
    }
}

package io.airloom.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Goal: never more labs at once than there is room for, and none that waits for ever.
class SeatsTest {
    @Test
    void labsRunAtOnceAsJobsAndMemoryAllowAndNoneWaitsForEver() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Seats seats = new Seats(3, 1000);
        AtomicInteger at = new AtomicInteger();
        AtomicLong mib = new AtomicLong();
        List<String> wrong = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long needed = random.nextInt(20) == 0 ? 5000 : 100 + random.nextInt(600);
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    Seats.Seat seat = seats.take(needed);
                                    int others = at.getAndIncrement();
                                    long all = mib.addAndGet(needed);
                                    if (others >= 3 || (others > 0 && all > 1000)) {
                                        wrong.add(others + " others, " + all + " MiB");
                                    }
                                    Thread.sleep(1); // others run meanwhile
                                    mib.addAndGet(-needed);
                                    at.decrementAndGet();
                                    seat.close();
                                } catch (InterruptedException e) {
                                    wrong.add("interrupted");
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).as("seed %d", seed).isEmpty();
    }

    @Test
    void whoIsPatientWaitsAsLongAsOthersLeave() throws Exception {
        Seats seats = new Seats(9, 100);
        Seats.Seat large = seats.take(90);
        Seats.Seat small = seats.take(10);
        assertThat(seats.take(50, Duration.ZERO)).as("nobody leaves").isNull();
        List<Seats.Seat> got = new CopyOnWriteArrayList<>();
        Thread waits =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                got.add(seats.take(50, Duration.ofMinutes(1)));
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        small.close();
        large.close();
        waits.join();
        assertThat(got).hasSize(1).doesNotContainNull();
    }

    @Test
    void whoMustNotWaitIsCountedAllTheSame() throws Exception {
        Seats seats = new Seats(9, 100);
        try (Seats.Seat first = seats.take(90);
                Seats.Seat second = seats.takeAnyway(90)) {
            assertThat(first).isNotEqualTo(second);
            assertThat(seats.take(5, Duration.ZERO)).isNull();
        }
        assertThat(seats.take(95, Duration.ZERO)).isNotNull();
        assertThat(Seats.ofThisMachine(1).take(1, Duration.ZERO)).isNotNull();
    }
}

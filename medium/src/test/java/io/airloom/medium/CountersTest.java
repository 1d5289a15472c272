package io.airloom.medium;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CountersTest {
    private final Counters<AirCounter> counters = new Counters<>(AirCounter.class);

    @Test
    void eachCounterCountsForItself() {
        int number = 1;
        for (AirCounter counter : AirCounter.values()) {
            counters.add(counter, number);
            counters.increment(counter);
            number *= 2;
        }
        number = 1;
        for (AirCounter counter : AirCounter.values()) {
            assertThat(counters.value(counter)).isEqualTo(number + 1);
            number *= 2;
        }
    }

    @Test
    void anotherThreadSeesACounterGrow() throws InterruptedException {
        AtomicLong seen = new AtomicLong();
        Thread reader =
                Thread.ofPlatform()
                        .start(() -> {
                            long last = 0;
                            while (last < 1_000_000) {
                                long value = counters.value(AirCounter.FRAMES);
                                if (value < last) {
                                    return;
                                }
                                last = value;
                            }
                            seen.set(last);
                        });
        for (int i = 0; i < 1_000_000; i++) {
            counters.increment(AirCounter.FRAMES);
        }
        reader.join();
        assertThat(seen.get()).isEqualTo(1_000_000);
    }

    @Test
    void dropsAreCountedByReasonAndHaveWords() {
        List<String> drops =
                Arrays.stream(AirCounter.values())
                        .filter(AirCounter::isDrop)
                        .map(AirCounter::text)
                        .toList();
        assertThat(drops)
                .containsExactly(
                        "no buffer",
                        "buffer too short",
                        "receiver gone",
                        "frame too short",
                        "frame too long",
                        "air full",
                        "sender gone");
    }
}

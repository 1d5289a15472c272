package io.airloom.medium;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DurationsTest {
    private final Durations durations = new Durations();

    @Test
    void noneAreZeros() {
        durations.record(5, 0);
        assertThat(durations.summary()).isEqualTo(Durations.Summary.NONE);
    }

    @Test
    void countLeastMeanAndMostAreExactAndPercentilesNearly() {
        for (int micros = 1; micros <= 1_000; micros++) {
            durations.record(micros * 1_000L);
        }
        durations.record(7_777_777, 2);
        Durations.Summary all = durations.summary();
        assertThat(all.count()).isEqualTo(1_002);
        assertThat(all.minNanos()).isEqualTo(1_000);
        assertThat(all.maxNanos()).isEqualTo(7_777_777);
        assertThat(all.meanNanos()).isEqualTo((500_500_000L + 2 * 7_777_777L) / 1_002);
        assertThat(all.p50Nanos()).isBetween(470_000L, 535_000L);
        assertThat(all.p90Nanos()).isBetween(845_000L, 960_000L);
        assertThat(all.p99Nanos()).isBetween(930_000L, 1_060_000L);
    }

    @Test
    void nothingIsNegativeOrLongerThanAMinute() {
        durations.record(-5);
        durations.record(Long.MAX_VALUE);
        Durations.Summary all = durations.summary();
        assertThat(all.minNanos()).isZero();
        assertThat(all.p99Nanos()).isEqualTo(all.maxNanos()).isEqualTo(60_000_000_000L);
    }
}

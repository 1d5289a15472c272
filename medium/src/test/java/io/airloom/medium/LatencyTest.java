package io.airloom.medium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import org.junit.jupiter.api.Test;

class LatencyTest {
    private final Latency latency = new Latency();

    @Test
    void nothingRecordedIsZeros() {
        assertThat(latency.snapshot()).isEqualTo(new Latency.Snapshot(0, 0, 0, 0, 0, 0));
    }

    @Test
    void snapshotsHoldEverythingSinceTheBeginning() {
        for (int i = 1; i <= 1000; i++) {
            latency.record(i * 1_000L, 1);
        }
        assertThat(latency.snapshot().frames()).isEqualTo(1000);
        latency.record(5_000_000, 1000);
        Latency.Snapshot snapshot = latency.snapshot();
        assertThat(snapshot.frames()).isEqualTo(2000);
        assertThat(snapshot.p50Nanos()).isCloseTo(1_000_000, withPercentage(0.2));
        assertThat(snapshot.p90Nanos()).isCloseTo(5_000_000, withPercentage(0.2));
        assertThat(snapshot.p99Nanos()).isCloseTo(5_000_000, withPercentage(0.2));
        assertThat(snapshot.p999Nanos()).isCloseTo(5_000_000, withPercentage(0.2));
        assertThat(snapshot.maxNanos()).isCloseTo(5_000_000, withPercentage(0.2));
        assertThat(latency.snapshot()).isEqualTo(snapshot);
    }

    @Test
    void countsTellOfTheFramesBetweenThem() {
        latency.record(0, 1);
        latency.record(Long.MAX_VALUE, 2);
        latency.record(1_000_000, 1000);
        long[] before = latency.counts();
        latency.record(5_000, 7);
        latency.record(3_000_000, 2);
        long[] after = latency.counts();
        assertThat(before).hasSize(Latency.STEPS);
        assertThat(before[0]).isOne();
        assertThat(before[Latency.STEPS - 1]).isEqualTo(2);
        assertThat(latency.counts()).isEqualTo(after);
        int steps = 0;
        for (int step = 0; step < Latency.STEPS; step++) {
            long more = after[step] - before[step];
            if (more > 0) {
                steps++;
                assertThat(Latency.nanosOf(step))
                        .isCloseTo(more == 7 ? 5_000 : 3_000_000, withPercentage(4.5));
            }
        }
        assertThat(steps).isEqualTo(2);
    }

    @Test
    void percentilesStandInOrder() {
        for (int i = 1; i <= 10_000; i++) {
            latency.record(i * 100L, 1);
        }
        Latency.Snapshot snapshot = latency.snapshot();
        assertThat(snapshot.p50Nanos()).isCloseTo(500_000, withPercentage(0.2));
        assertThat(snapshot.p90Nanos()).isCloseTo(900_000, withPercentage(0.2));
        assertThat(snapshot.p99Nanos()).isCloseTo(990_000, withPercentage(0.2));
        assertThat(snapshot.p999Nanos()).isCloseTo(999_000, withPercentage(0.2));
        assertThat(snapshot.maxNanos()).isCloseTo(1_000_000, withPercentage(0.2));
    }

    @Test
    void aClockThatStandsOrLeapsIsKeptWithinBounds() {
        latency.record(-5, 1);
        assertThat(latency.snapshot().maxNanos()).isZero();
        latency.record(Long.MAX_VALUE, 1);
        assertThat(latency.snapshot().maxNanos())
                .isCloseTo(Latency.HIGHEST_NANOS, withPercentage(0.2));
        assertThat(latency.snapshot().frames()).isEqualTo(2);
    }

    @Test
    void anyThreadTakesSnapshotsWhileOneRecords() throws InterruptedException {
        Thread recorder =
                Thread.ofPlatform()
                        .start(() -> {
                            for (int i = 0; i < 500_000; i++) {
                                latency.record(i, 1);
                            }
                        });
        long last = 0;
        while (last < 500_000) {
            long frames = latency.snapshot().frames();
            assertThat(frames).isGreaterThanOrEqualTo(last);
            last = frames;
        }
        recorder.join();
        assertThat(latency.snapshot().frames()).isEqualTo(500_000);
    }
}

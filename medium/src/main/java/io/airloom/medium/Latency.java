package io.airloom.medium;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.HdrHistogram.SingleWriterRecorder;

/// How long frames took from their announcement to the signal to their last receiver, as a
/// histogram of three significant digits. One thread records, without waiting for anyone; any
/// thread takes a {@link #snapshot()}.
public final class Latency {
    /// Longer times are recorded as this.
    static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final int SIGNIFICANT_DIGITS = 3;
    private static final int STEPS_PER_OCTAVE = 8;

    /// How many steps [#counts()] has: [#HIGHEST_NANOS] is in the last.
    public static final int STEPS = 287;

    private final SingleWriterRecorder recorder =
            new SingleWriterRecorder(1, HIGHEST_NANOS, SIGNIFICANT_DIGITS);
    private final ReentrantLock reading = new ReentrantLock();
    private final Histogram total = new Histogram(1, HIGHEST_NANOS, SIGNIFICANT_DIGITS);
    private Histogram interval = new Histogram(1, HIGHEST_NANOS, SIGNIFICANT_DIGITS);

    Latency() {
        interval = recorder.getIntervalHistogram();
    }

    void record(long nanos, long frames) {
        recorder.recordValueWithCount(Math.clamp(nanos, 0, HIGHEST_NANOS), frames);
    }

    /// All frames so far, in nanoseconds; zeros if there were none.
    public Snapshot snapshot() {
        reading.lock();
        try {
            interval = recorder.getIntervalHistogram(interval);
            total.add(interval);
            return new Snapshot(
                    total.getTotalCount(),
                    total.getValueAtPercentile(50),
                    total.getValueAtPercentile(90),
                    total.getValueAtPercentile(99),
                    total.getValueAtPercentile(99.9),
                    total.getMaxValue());
        } finally {
            reading.unlock();
        }
    }

    /// All frames so far, by how long they took: how many in each step of an eighth of an octave,
    /// [#STEPS] of them from 1 ns on. Two of these differ by the frames between them.
    public long[] counts() {
        long[] counts = new long[STEPS];
        reading.lock();
        try {
            snapshot();
            for (HistogramIterationValue value : total.recordedValues()) {
                counts[step(value.getValueIteratedTo())] +=
                        value.getCountAddedInThisIterationStep();
            }
        } finally {
            reading.unlock();
        }
        return counts;
    }

    private static int step(long nanos) {
        return Math.clamp(
                (int) (STEPS_PER_OCTAVE * Math.log((double) nanos) / Math.log(2)), 0, STEPS - 1);
    }

    /// The time that stands for a step: at most a 23rd more or less than any in it.
    public static double nanosOf(int step) {
        return Math.pow(2, (step + 0.5) / STEPS_PER_OCTAVE);
    }

    /// The same as the figures of other durations are given.
    public Durations.Summary summary() {
        reading.lock();
        try {
            Snapshot now = snapshot();
            return now.frames() == 0
                    ? Durations.Summary.NONE
                    : new Durations.Summary(
                            now.frames(),
                            total.getMinValue(),
                            (long) total.getMean(),
                            now.p50Nanos(),
                            now.p90Nanos(),
                            now.p99Nanos(),
                            now.maxNanos());
        } finally {
            reading.unlock();
        }
    }

    /// Percentiles of the times of `frames` frames.
    public record Snapshot(
            long frames,
            long p50Nanos,
            long p90Nanos,
            long p99Nanos,
            long p999Nanos,
            long maxNanos) {}
}

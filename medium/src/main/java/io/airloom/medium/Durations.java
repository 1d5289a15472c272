package io.airloom.medium;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// How long something took, many times: a small histogram (about 5 KiB, made when it is first
/// needed) for things of which there are many, such as the hops of each guest. Percentiles are
/// right to 6 %, the rest is exact. For one thread.
public final class Durations {
    private static final int SIGNIFICANT_DIGITS = 1;

    private @Nullable Histogram histogram;
    private long leastNanos = Long.MAX_VALUE;
    private long mostNanos;
    private double sumNanos;

    /// None so far.
    public Durations() {}

    /// Adds one. What is negative counts as 0, what is longer than a minute as a minute.
    public void record(long nanos) {
        record(nanos, 1);
    }

    /// Adds several that took as long.
    public void record(long nanos, long count) {
        if (count <= 0) {
            return;
        }
        Histogram all = histogram;
        if (all == null) {
            all = new Histogram(1, Latency.HIGHEST_NANOS, SIGNIFICANT_DIGITS);
            histogram = all;
        }
        long value = Math.clamp(nanos, 0, Latency.HIGHEST_NANOS);
        all.recordValueWithCount(value, count);
        leastNanos = Math.min(leastNanos, value);
        mostNanos = Math.max(mostNanos, value);
        sumNanos += (double) value * count;
    }

    /// All so far.
    public Summary summary() {
        Histogram all = histogram;
        if (all == null) {
            return Summary.NONE;
        }
        long count = all.getTotalCount();
        return new Summary(
                count,
                leastNanos,
                (long) (sumNanos / count),
                percentile(all, 50),
                percentile(all, 90),
                percentile(all, 99),
                mostNanos);
    }

    /// The histogram names the end of an interval, which may be beyond what was ever recorded.
    private long percentile(Histogram all, double percent) {
        return Math.clamp(all.getValueAtPercentile(percent), leastNanos, mostNanos);
    }

    /// Figures of `count` durations; zeros if there are none.
    public record Summary(
            long count,
            long minNanos,
            long meanNanos,
            long p50Nanos,
            long p90Nanos,
            long p99Nanos,
            long maxNanos) {
        public static final Summary NONE = new Summary(0, 0, 0, 0, 0, 0, 0);
    }
}

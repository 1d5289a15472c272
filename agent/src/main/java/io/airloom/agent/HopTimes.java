package io.airloom.agent;

import java.util.concurrent.atomic.AtomicLongArray;

/// How long something took, many times: a histogram of fixed size whose steps are a sixteenth of
/// the power of two below. One thread at a time records, allocating nothing; any thread reads what
/// is nearly the present state.
final class HopTimes {
    private static final int STEP_BITS = 4;
    private static final int STEPS = 1 << STEP_BITS;

    /// Longer times are recorded as this: 18 minutes.
    private static final long HIGHEST_NANOS = (1L << 40) - 1;

    private final AtomicLongArray counts = new AtomicLongArray(40 * STEPS);
    private volatile long count;
    private volatile long sumNanos;
    private volatile long minNanos = Long.MAX_VALUE;
    private volatile long maxNanos;

    /// Records one time; a negative one, which two clocks may make, as 0.
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread at a time writes.
    void record(long nanos) {
        long time = Math.clamp(nanos, 0, HIGHEST_NANOS);
        int step = step(time);
        counts.setRelease(step, counts.getPlain(step) + 1);
        sumNanos += time;
        minNanos = Math.min(minNanos, time);
        maxNanos = Math.max(maxNanos, time);
        count++;
    }

    long count() {
        return count;
    }

    /// The shortest; 0 if there were none.
    long minNanos() {
        return count == 0 ? 0 : minNanos;
    }

    long maxNanos() {
        return maxNanos;
    }

    long meanNanos() {
        long n = count;
        return n == 0 ? 0 : sumNanos / n;
    }

    /// The time that `percent` of the times do not exceed, up to a sixteenth too long, and never
    /// more than the longest.
    long percentileNanos(double percent) {
        long n = count;
        long wanted = (long) Math.ceil(n * percent / 100);
        long seen = 0;
        for (int step = 0; step < counts.length() && n > 0; step++) {
            seen += counts.getAcquire(step);
            if (seen >= wanted) {
                return Math.min(highest(step), maxNanos);
            }
        }
        return maxNanos;
    }

    private static int step(long nanos) {
        if (nanos < STEPS) {
            return (int) nanos;
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        int within = (int) (nanos >>> (power - STEP_BITS)) & (STEPS - 1);
        return (power - STEP_BITS + 1) * STEPS + within;
    }

    private static long highest(int step) {
        if (step < STEPS) {
            return step;
        }
        int shift = step / STEPS - 1;
        return ((long) (STEPS + step % STEPS + 1) << shift) - 1;
    }
}

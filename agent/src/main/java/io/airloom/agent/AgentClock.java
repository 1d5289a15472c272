package io.airloom.agent;

/// The guest's monotonic clock, and what it costs to read it. Where the kernel has to be asked
/// (User Mode Linux: 25 to 50 µs, as long as sending a frame takes) only one in [#SAMPLE] events is
/// timed besides those that cannot do without.
final class AgentClock {
    /// Where the clock is slow, one of so many events is timed.
    static final int SAMPLE = 16;

    private static final int READINGS = 16;
    private static final long SLOW_NANOS = 2_000;

    private final boolean slow;

    private AgentClock(boolean slow) {
        this.slow = slow;
    }

    /// Finds out what the clock costs.
    static AgentClock measured() {
        long shortest = Long.MAX_VALUE;
        long before = System.nanoTime();
        for (int i = 0; i < READINGS; i++) {
            long now = System.nanoTime();
            shortest = Math.min(shortest, now - before);
            before = now;
        }
        return new AgentClock(shortest > SLOW_NANOS);
    }

    /// One that is said to be slow or not, for tests.
    static AgentClock of(boolean slow) {
        return new AgentClock(slow);
    }

    long nanos() {
        return System.nanoTime();
    }

    boolean isSlow() {
        return slow;
    }

    /// Whether to time event number `n`.
    boolean times(long n) {
        return !slow || n % SAMPLE == 0;
    }
}

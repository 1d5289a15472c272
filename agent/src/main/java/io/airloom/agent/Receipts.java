package io.airloom.agent;

import java.util.concurrent.atomic.AtomicLong;

/// Receipts that wait to be sent: who injects puts in, who sends takes out, one thread each at a
/// time. When there is no room the newest is forgotten, as the host needs no particular one.
final class Receipts {
    /// Receipts that may wait.
    static final int CAPACITY = 256;

    private static final int MASK = CAPACITY - 1;

    private final long[] sent = new long[CAPACITY];
    private final long[] received = new long[CAPACITY];
    private final long[] injected = new long[CAPACITY];
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong tail = new AtomicLong();

    /// Notes one message.
    ///
    /// @param sentNanos as the host said, on its clock
    /// @param receivedNanos on our clock, as is the last
    void add(long sentNanos, long receivedNanos, long injectedNanos) {
        long next = tail.getPlain();
        if (next - head.getAcquire() < CAPACITY) {
            int slot = (int) next & MASK;
            sent[slot] = sentNanos;
            received[slot] = receivedNanos;
            injected[slot] = injectedNanos;
            tail.setRelease(next + 1);
        }
    }

    /// How many wait.
    int size() {
        return (int) (tail.getAcquire() - head.getAcquire());
    }

    long sentNanos() {
        return sent[(int) head.getPlain() & MASK];
    }

    long receivedNanos() {
        return received[(int) head.getPlain() & MASK];
    }

    long injectedNanos() {
        return injected[(int) head.getPlain() & MASK];
    }

    /// Done with the oldest, which these three told of.
    void remove() {
        head.setRelease(head.getPlain() + 1);
    }
}

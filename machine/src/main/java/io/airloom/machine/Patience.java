package io.airloom.machine;

import java.time.Duration;

/// How long somebody waits for a command in a guest: for a time, or until he gives up. Then the
/// command is killed. Any thread.
public final class Patience {
    private final long endNanos;
    private volatile boolean givenUp;

    private Patience(long endNanos) {
        this.endNanos = endNanos;
    }

    /// From now on.
    public static Patience of(Duration limit) {
        return new Patience(System.nanoTime() + limit.toNanos());
    }

    /// Nobody wants to know any more how the command ends.
    public void giveUp() {
        givenUp = true;
    }

    /// Whether nobody wants to know any more how the command ends.
    public boolean isGivenUp() {
        return givenUp;
    }

    /// Whether the command has to end.
    public boolean isOver() {
        return givenUp || System.nanoTime() - endNanos > 0;
    }

    /// How long it may still run; nothing or less if it has to end.
    Duration left() {
        return givenUp ? Duration.ZERO : Duration.ofNanos(endNanos - System.nanoTime());
    }
}

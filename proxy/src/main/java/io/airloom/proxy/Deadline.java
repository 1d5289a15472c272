package io.airloom.proxy;

import java.time.Duration;

/// A point in time up to which somebody waits.
///
/// @param atNanos of [System#nanoTime]
public record Deadline(long atNanos) {
    /// So long from now.
    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /// What is left, not negative.
    public Duration left() {
        return Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
    }

    /// This one, or so long from now if that is earlier.
    public Deadline orIn(Duration time) {
        Deadline other = in(time);
        return other.atNanos - atNanos < 0 ? other : this;
    }

    /// So much earlier.
    public Deadline minus(Duration time) {
        return new Deadline(atNanos - time.toNanos());
    }

    /// Whether it has passed.
    public boolean isOver() {
        return atNanos - System.nanoTime() <= 0;
    }
}

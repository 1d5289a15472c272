package io.airloom.hostwifi;

import io.airloom.proxy.LossReason;
import io.airloom.proxy.LossReason.Cause;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Why a connection has ended, from one who says so. The first of several words in a row counts:
/// those behind it are about what the daemon made of it (an access point that goes is "left by the
/// host" a moment later). Any thread.
final class LastWord {
    private static final long ROW_NANOS = Duration.ofSeconds(5).toNanos();

    private @Nullable LossReason why;
    private long atNanos;

    synchronized void said(LossReason word) {
        said(word, System.nanoTime());
    }

    /// @param nowNanos of [System#nanoTime]
    synchronized void said(LossReason word, long nowNanos) {
        LossReason before = why;
        if (before == null || before.cause() == Cause.UNKNOWN || nowNanos - atNanos > ROW_NANOS) {
            why = word;
            atNanos = nowNanos;
        }
    }

    /// What was said since [#forget]; null if nothing.
    synchronized @Nullable LossReason why() {
        return why;
    }

    synchronized void forget() {
        why = null;
    }
}

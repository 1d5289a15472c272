package io.airloom.vhost;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/// Interrupts that can wait: those that tell a driver only that it has buffers back which it does
/// not need yet. On its transmit queue mac80211_hwsim frees a message for each, and an interrupt
/// costs it more than the message did. So they gather until a quarter of the ring has; until the
/// driver is interrupted for something else anyway, if the first has waited for a while; or until
/// [#PATIENCE_NANOS] have passed, since some other driver may wait for just this one.
///
/// One for each loop; loop thread only. Allocates nothing once as many queues as ever have waited.
final class LateCalls {
    /// An interrupt is at most so late, and once more as much.
    static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /// How long the first must have waited to go along with another interrupt. Less than a beacon
    /// interval: an access point that does nothing else is not woken twice for each beacon.
    static final long COMPANY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int GATHERED_SHARE = 4;

    private final ArrayDeque<VirtioQueue> waiting = new ArrayDeque<>();
    private long nowNanos;
    private long nextLookNanos;

    /// Buffers may have been given back on this queue, at this time.
    void gather(VirtioQueue queue, long atNanos) {
        nowNanos = atNanos;
        int gathered = queue.uncalled();
        if (gathered * GATHERED_SHARE >= queue.size()) {
            call(queue);
        } else if (gathered > 0 && !queue.late()) {
            if (waiting.isEmpty()) {
                nextLookNanos = atNanos + PATIENCE_NANOS;
            }
            queue.late(true);
            queue.lateSinceNanos(atNanos);
            waiting.add(queue);
        }
    }

    /// The driver of this queue is being interrupted for something else.
    void along(VirtioQueue queue) {
        if (queue.late() && nowNanos - queue.lateSinceNanos() >= COMPANY_NANOS) {
            call(queue);
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /// Interrupts whoever has waited long enough.
    void look(long atNanos) {
        nowNanos = atNanos;
        if (waiting.isEmpty() || atNanos - nextLookNanos < 0) {
            return;
        }
        nextLookNanos = atNanos + PATIENCE_NANOS;
        for (int i = waiting.size(); i > 0; i--) {
            VirtioQueue queue = waiting.remove();
            if (queue.uncalled() > 0 && atNanos - queue.lateSinceNanos() < PATIENCE_NANOS) {
                waiting.add(queue);
                continue;
            }
            queue.late(false);
            try {
                queue.signal();
                queue.settle();
            } catch (InternalError e) {
                queue.faulted(e);
            }
        }
    }

    private void call(VirtioQueue queue) {
        queue.lateSinceNanos(nowNanos);
        queue.signal();
    }
}

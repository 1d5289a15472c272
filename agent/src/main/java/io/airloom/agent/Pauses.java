package io.airloom.agent;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The pauses between attempts to find the host: they double up to some seconds, begin short again
/// behind a connection that lasted, and differ a little from agent to agent, so that hundreds that
/// lost their host at the same moment do not come back at the same moment.
final class Pauses {
    static final long FIRST_MILLIS = 100;
    static final long LONGEST_MILLIS = 2000;

    private static final long LASTING_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final CountDownLatch ended = new CountDownLatch(1);
    private long millis = FIRST_MILLIS;
    private long connectedNanos;
    private boolean connected;

    /// There is a connection.
    void connected() {
        connected = true;
        connectedNanos = System.nanoTime();
    }

    /// There is none any more, or still none: waits.
    void take() {
        long now = System.nanoTime();
        if (connected && now - connectedNanos > LASTING_NANOS) {
            millis = FIRST_MILLIS;
        }
        connected = false;
        long quarter = millis / 4;
        long pause = millis - quarter + Math.floorMod(now, 2 * quarter);
        millis = Math.min(2 * millis, LONGEST_MILLIS);
        try {
            ended.await(pause, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// No pause any more: the agent ends.
    void end() {
        ended.countDown();
    }
}

package io.airloom.machine;

import java.time.Duration;
import java.util.concurrent.Callable;

/// Waits for conditions in tests.
final class Poll {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Poll() {}

    /// Waits until a condition holds.
    static void until(String what, Callable<Boolean> condition) throws Exception {
        long endNanos = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - endNanos > 0) {
                throw new AssertionError("no " + what + " within " + LIMIT);
            }
            Thread.sleep(5);
        }
    }
}

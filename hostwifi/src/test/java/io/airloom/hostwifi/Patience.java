package io.airloom.hostwifi;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what comes some time.
final class Patience {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Patience() {}

    static void until(BooleanSupplier isThere) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!isThere.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + LIMIT);
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}

package io.airloom.machine;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;

/// Waits for conditions in tests.
final class Poll {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Poll() {}

    /// Whether a program runs here, by the end of its command line.
    static boolean runs(String commandLine) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info().commandLine().orElse("").endsWith(commandLine));
    }

    /// The command line of a `sleep` that nobody else has.
    static String sleep() {
        return "sleep 1%08d".formatted(new Random().nextInt(100_000_000));
    }

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

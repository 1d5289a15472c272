package io.airloom.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl-C, or any other orderly end of the process: interrupts the thread that works and waits
/// until it has put everything away. Without it the virtual machine of Java would stop in the
/// middle.
///
/// ```java
/// try (Interruption interruption = new Interruption()) { … }
/// ```
final class Interruption implements AutoCloseable {
    private static final long LIMIT_SECONDS = 10;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean requested;

    /// Guards the calling thread from now on.
    Interruption() {
        Thread worker = Thread.currentThread();
        hook =
                Thread.ofPlatform()
                        .name("airloom-interrupt")
                        .unstarted(() -> {
                            requested = true;
                            worker.interrupt();
                            awaitWorker();
                        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void awaitWorker() {
        try {
            finished.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether the process has been asked to end.
    boolean isRequested() {
        return requested;
    }

    /// Blocks until the process is asked to end.
    void await() throws InterruptedException {
        while (!requested) {
            TimeUnit.DAYS.sleep(1);
        }
    }

    /// The work is put away.
    @Override
    public void close() {
        if (requested) {
            finished.countDown();
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The end has begun between the two looks: let it go on.
            finished.countDown();
        }
    }
}

package io.airloom.proxy;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Tells the observer, on a thread that is nobody's, one thing after another.
final class Announcer {
    private static final System.Logger LOG = System.getLogger(Announcer.class.getName());
    private static final int MOST_WAITING = 10_000;

    private final WorkQueue queue = new WorkQueue("airloom-observer", 1, MOST_WAITING);
    private final WifiProxyObserver observer;

    Announcer(WifiProxyObserver observer) {
        this.observer = observer;
    }

    /// Of the host: does not wait.
    void tell(Consumer<WifiProxyObserver> what) {
        if (!queue.submit(() -> what.accept(observer))) {
            LOG.log(System.Logger.Level.WARNING, "the observer is too slow: an event is dropped");
        }
    }

    /// Of a guest, which is held until the observer knows; not longer than its request lasts.
    void hold(Consumer<WifiProxyObserver> what, Deadline until) throws InterruptedException {
        try {
            queue.run(
                    () -> {
                        what.accept(observer);
                        return true;
                    },
                    until);
        } catch (ExecutionException e) {
            LOG.log(System.Logger.Level.ERROR, "the observer failed", e.getCause());
        } catch (TimeoutException | CancellationException e) {
            LOG.log(System.Logger.Level.WARNING, "the observer was not told in time", e);
        }
    }

    /// Tells nothing more; waits for what is being told.
    void close(Duration within) {
        queue.cancel(Deadline.in(within));
    }
}

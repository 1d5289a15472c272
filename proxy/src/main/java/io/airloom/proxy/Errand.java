package io.airloom.proxy;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What somebody else does, who may take too long or for ever: it is done on a virtual thread of
/// its own, which is interrupted when nobody waits any more.
final class Errand<T> {
    private final FutureTask<T> task;

    private Errand(FutureTask<T> task) {
        this.task = task;
    }

    /// Begins it.
    ///
    /// @param name of the thread
    static <T> Errand<T> start(String name, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().name(name).start(task);
        return new Errand<>(task);
    }

    /// Waits for the result.
    ///
    /// @throws TimeoutException if it is not there in time
    /// @throws ExecutionException with what was thrown
    T await(Deadline until) throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return task.get(until.left().toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            task.cancel(true);
        }
    }
}

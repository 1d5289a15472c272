package io.airloom.proxy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Work for other threads, in the order in which it is submitted: so much of it at a time, so much
/// waiting. With a width of one, each piece sees all that those before it have done. Threads are
/// virtual, and there are none while there is no work. Any thread may call; work that waits for
/// work of the same queue waits for ever.
final class WorkQueue {
    private static final System.Logger LOG = System.getLogger(WorkQueue.class.getName());

    private final String name;
    private final int width;
    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();

    /// Under the lock.
    private final Deque<FutureTask<?>> waiting = new ArrayDeque<>();

    private int threads;
    private boolean cancelled;

    /// @param name of the threads
    /// @param width how many pieces at a time, one or more
    /// @param limit how many may wait
    WorkQueue(String name, int width, int limit) {
        if (width < 1 || limit < 1) {
            throw new IllegalArgumentException("width=" + width + " limit=" + limit);
        }
        this.name = name;
        this.width = width;
        this.limit = limit;
    }

    /// Leaves work here, and does not wait. What it throws is logged.
    ///
    /// @return false if there is too much, or the queue is cancelled: it will not be done
    boolean submit(Runnable work) {
        return enqueue(
                new FutureTask<>(work, null) {
                    @Override
                    protected void setException(Throwable thrown) {
                        LOG.log(System.Logger.Level.ERROR, name + " failed", thrown);
                        super.setException(thrown);
                    }
                });
    }

    /// Has work done, and waits.
    ///
    /// @param until then it is not waited for any more, but done all the same
    /// @return what it returns
    /// @throws TimeoutException if it was not done in time, or there is too much
    /// @throws ExecutionException with what it has thrown
    /// @throws CancellationException if the queue is cancelled
    <T> T run(Callable<T> work, Deadline until)
            throws InterruptedException, ExecutionException, TimeoutException {
        FutureTask<T> task = new FutureTask<>(work);
        if (!enqueue(task)) {
            throw new TimeoutException(name + " does not take it");
        }
        return task.get(until.left().toNanos(), TimeUnit.NANOSECONDS);
    }

    private boolean enqueue(FutureTask<?> task) {
        lock.lock();
        try {
            if (cancelled || waiting.size() == limit) {
                return false;
            }
            waiting.add(task);
            if (threads < width) {
                threads++;
                Thread.ofVirtual().name(name).start(this::work);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (FutureTask<?> task = next(); task != null; task = next()) {
            task.run();
        }
    }

    private @Nullable FutureTask<?> next() {
        lock.lock();
        try {
            FutureTask<?> task = waiting.poll();
            if (task == null) {
                threads--;
                idle.signalAll();
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    /// Takes no more work, drops what waits, and waits for what is being done.
    ///
    /// @param until at most so long
    /// @return whether nothing is being done any more
    boolean cancel(Deadline until) {
        lock.lock();
        try {
            cancelled = true;
            waiting.forEach(task -> task.cancel(false));
            waiting.clear();
            long left = until.left().toNanos();
            while (threads > 0 && left > 0) {
                left = idle.awaitNanos(left);
            }
            return threads == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}

package io.airloom.linux;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// The one thread of an [EventLoop], as the other threads see it: they have work done there, and
/// end it. What the thread does in its turns is its owner's.
public final class LoopThread implements AutoCloseable {
    private static final int LOOK_MILLIS = 100;

    private final String name;
    private final EventLoop loop = new EventLoop(0);
    private final Thread thread;
    private boolean stopping;

    /// @param name what the thread is called, after `airloom-`
    /// @param turns runs on the thread until [#isStopping], and puts everything away but the loop
    public LoopThread(String name, Runnable turns) {
        this.name = name;
        this.thread =
                Thread.ofPlatform()
                        .name("airloom-" + name)
                        .daemon()
                        .unstarted(() -> {
                            try {
                                turns.run();
                            } finally {
                                loop.close();
                            }
                        });
    }

    /// Begins.
    public void start() {
        thread.start();
    }

    /// What the turns are of.
    public EventLoop loop() {
        return loop;
    }

    /// The number of the thread in the virtual machine of Java.
    public long threadId() {
        return thread.threadId();
    }

    /// Whether the thread shall end after its turn. Asked by the thread itself.
    public boolean isStopping() {
        return stopping;
    }

    /// Does something on the thread and waits until it is done.
    ///
    /// @throws RejectedExecutionException if the thread has ended
    public <T> T call(Supplier<T> work) {
        if (thread.equals(Thread.currentThread())) {
            return work.get();
        }
        FutureTask<T> task = new FutureTask<>(work::get);
        loop.execute(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (!thread.isAlive() && !task.isDone()) {
                        throw new RejectedExecutionException("the " + name + " is closed", e);
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof RuntimeException cause
                            ? cause
                            : new IllegalStateException(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Ends the thread and waits for its end; called on the thread itself it does not wait.
    @Override
    public void close() {
        if (thread.equals(Thread.currentThread())) {
            stopping = true;
            return;
        }
        try {
            loop.execute(() -> stopping = true);
        } catch (RejectedExecutionException alreadyClosed) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

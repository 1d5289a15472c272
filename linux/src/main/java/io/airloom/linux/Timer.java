package io.airloom.linux;

/// A task of an [EventLoop] that waits for its time; of the loop's thread.
public final class Timer implements Comparable<Timer> {
    final long deadlineNanos;
    private final long sequence;
    private final TimerQueue queue;
    private final Runnable task;
    private boolean pending = true;

    Timer(TimerQueue queue, long deadlineNanos, long sequence, Runnable task) {
        this.queue = queue;
        this.deadlineNanos = deadlineNanos;
        this.sequence = sequence;
        this.task = task;
    }

    /// Whether it has neither run nor been cancelled.
    public boolean pending() {
        return pending;
    }

    /// Does not run any more; again, or too late, does nothing.
    public void cancel() {
        if (pending) {
            pending = false;
            queue.remove(this);
        }
    }

    void fire() {
        pending = false;
        task.run();
    }

    /// By deadline, and of equal ones by order of scheduling.
    @Override
    public int compareTo(Timer other) {
        long difference = deadlineNanos - other.deadlineNanos;
        return difference != 0 ? Long.signum(difference) : Long.compare(sequence, other.sequence);
    }
}

package io.airloom.linux;

import java.util.PriorityQueue;

/// The timers of one loop, and the kernel's timer that wakes the loop for the earliest of them.
final class TimerQueue implements AutoCloseable {
    private final TimerFd alarm = TimerFd.create();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private long sequence;
    private boolean alarmSet;
    private long alarmNanos;

    Fd fd() {
        return alarm.fd();
    }

    Timer add(long delayNanos, Runnable task) {
        long delay = Math.clamp(delayNanos, 0, Long.MAX_VALUE / 4);
        Timer timer = new Timer(this, System.nanoTime() + delay, sequence++, task);
        timers.add(timer);
        return timer;
    }

    void remove(Timer timer) {
        timers.remove(timer);
    }

    /// Runs what is due.
    ///
    /// @return how many tasks
    int run(long nowNanos) {
        int done = 0;
        for (Timer t = timers.peek();
                t != null && t.deadlineNanos - nowNanos <= 0;
                t = timers.peek()) {
            timers.remove();
            done++;
            t.fire();
        }
        return done;
    }

    /// Arms the alarm for the earliest timer, before the loop sleeps.
    ///
    /// @return false if that timer is due already
    boolean setAlarm() {
        Timer first = timers.peek();
        if (first == null) {
            return true;
        }
        long left = first.deadlineNanos - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        if (!alarmSet || alarmNanos != first.deadlineNanos) {
            alarm.arm(left);
            alarmSet = true;
            alarmNanos = first.deadlineNanos;
        }
        return true;
    }

    /// The alarm rang.
    void rang() {
        alarm.drain();
        alarmSet = false;
    }

    @Override
    public void close() {
        alarm.close();
    }
}

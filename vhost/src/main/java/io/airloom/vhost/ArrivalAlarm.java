package io.airloom.vhost;

import io.airloom.linux.Epoll;
import io.airloom.linux.EventLoop;
import io.airloom.linux.TimerFd;
import io.airloom.medium.Air;

/// Wakes the loop of an air with a delay when the next frame arrives, exact to the kernel's
/// nanoseconds. Loop thread only; allocates nothing once it is made.
final class ArrivalAlarm implements AutoCloseable {
    private final Air air;
    private final TimerFd timer = TimerFd.create();
    private final EventLoop.Registration registration;
    private long setNanos;

    ArrivalAlarm(EventLoop loop, Air air) {
        this.air = air;
        this.registration = loop.register(timer.fd(), Epoll.IN, (_, _) -> timer.drain());
    }

    /// Before the loop sleeps.
    ///
    /// @return false if something has arrived already
    boolean set(long nowNanos) {
        long left = air.nanosUntilArrival(nowNanos);
        if (left > 0 && left < Long.MAX_VALUE && nowNanos + left != setNanos) {
            setNanos = nowNanos + left;
            timer.arm(left);
        }
        return left > 0;
    }

    @Override
    public void close() {
        registration.close();
        timer.close();
    }
}

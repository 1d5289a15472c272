package io.airloom.cli;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// How many labs run at once: as many as there are jobs, and as their memory allows. One that needs
/// more than there is has the machine for itself.
final class Seats {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final int jobs;
    private final long memoryMib;

    // Guarded by the lock.
    private int taken;
    private long takenMib;

    /// @param jobs at a time; at least 1
    Seats(int jobs, long memoryMib) {
        this.jobs = jobs;
        this.memoryMib = memoryMib;
    }

    /// Waits until there is room.
    void take(long neededMib) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!fits(neededMib)) {
                changed.await();
            }
            taken++;
            takenMib += neededMib;
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(long neededMib) {
        return taken == 0 || (taken < jobs && takenMib + neededMib <= memoryMib);
    }

    /// Gives back what was taken.
    void leave(long neededMib) {
        lock.lock();
        try {
            taken--;
            takenMib -= neededMib;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}

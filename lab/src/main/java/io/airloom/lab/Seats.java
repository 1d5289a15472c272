package io.airloom.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// How many labs run at once: as many as there are jobs, and as their memory allows. One that needs
/// more than there is has the machine for itself. Any thread.
public final class Seats {
    /// Of the memory that is free, what labs may have.
    private static final double MEMORY_SHARE = 0.8;

    private static final long UNKNOWN_MEMORY_MIB = 2048;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final int jobs;
    private final long memoryMib;

    // Guarded by the lock.
    private int taken;
    private long takenMib;
    private long left;

    /// @param jobs at a time; at least 1
    /// @param memoryMib of all of them together
    public Seats(int jobs, long memoryMib) {
        this.jobs = jobs;
        this.memoryMib = memoryMib;
    }

    /// Seats for four fifths of the memory that is free on this machine now.
    ///
    /// @param jobs at a time; at least 1
    public static Seats ofThisMachine(int jobs) {
        return new Seats(jobs, (long) (freeMemoryMib() * MEMORY_SHARE));
    }

    private static long freeMemoryMib() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo"), StandardCharsets.US_ASCII).stream()
                    .filter(line -> line.matches("MemAvailable: +\\d{1,15} kB"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(UNKNOWN_MEMORY_MIB);
        } catch (IOException e) {
            return UNKNOWN_MEMORY_MIB;
        }
    }

    /// Room for one lab, until it is closed, once.
    public final class Seat implements AutoCloseable {
        private final long mib;

        private Seat(long mib) {
            this.mib = mib;
            taken++;
            takenMib += mib;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                taken--;
                takenMib -= mib;
                left++;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Waits until there is room.
    ///
    /// @param mib that the lab needs ([io.airloom.topology.Topology#memoryMib])
    public Seat take(long mib) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!fits(mib)) {
                changed.await();
            }
            return new Seat(mib);
        } finally {
            lock.unlock();
        }
    }

    /// Waits until there is room, or nobody has left for so long.
    ///
    /// @return null if there is no room
    public @Nullable Seat take(long mib, Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long seen = left;
            long nanos = patience.toNanos();
            while (!fits(mib)) {
                if (nanos <= 0) {
                    return null;
                }
                nanos = changed.awaitNanos(nanos);
                if (seen != left) {
                    seen = left;
                    nanos = patience.toNanos();
                }
            }
            return new Seat(mib);
        } finally {
            lock.unlock();
        }
    }

    /// Takes a seat, whether there is room or not: for who must not wait for others.
    public Seat takeAnyway(long mib) {
        lock.lock();
        try {
            return new Seat(mib);
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(long mib) {
        return taken == 0 || (taken < jobs && takenMib + mib <= memoryMib);
    }
}

package io.airloom.bench;

import io.airloom.linux.LinuxException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Some guests that exchange frames on a thread of their own while others misbehave, and may lose
/// none: each frame is acknowledged, arrives, and arrives once.
final class Bystanders implements AutoCloseable {
    private static final int FRAMES_PER_ROUND = 50;
    private static final int WINDOW = 8;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int ROUNDS_PER_CHECK = 2;

    private final List<BenchGuest> guests;
    private final long pauseNanos;
    private final Thread thread;
    private final AtomicLong rounds = new AtomicLong();
    private volatile boolean stopped;
    private volatile @Nullable String failure;

    /// Connects both and begins.
    ///
    /// @param pauseNanos between two rounds of 50 frames
    Bystanders(Path socket, long pauseNanos) {
        this(socket, 2, pauseNanos);
    }

    /// The same for so many guests.
    Bystanders(Path socket, int count, long pauseNanos) {
        this.pauseNanos = pauseNanos;
        GuestOptions options = GuestOptions.usual();
        guests =
                IntStream.range(0, count)
                        .mapToObj(i -> new BenchGuest(socket, i, 1, 256, options))
                        .toList();
        thread = Thread.ofPlatform().name("bystanders").daemon().start(this::run);
    }

    /// Frames exchanged so far.
    long frames() {
        return rounds.get() * FRAMES_PER_ROUND;
    }

    /// What went wrong so far, or null.
    @Nullable String failure() {
        return failure;
    }

    /// Waits until some frames have been exchanged from here on.
    ///
    /// @return what is wrong, or null
    @Nullable String check() {
        long target = rounds.get() + ROUNDS_PER_CHECK;
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (rounds.get() < target && failure == null) {
            if (System.nanoTime() - deadline > 0) {
                return "the bystanders have exchanged nothing for 30 seconds";
            }
            LockSupport.parkNanos(100_000);
        }
        return failure;
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        guests.forEach(BenchGuest::close);
    }

    private void run() {
        try {
            while (!stopped && failure == null) {
                failure = exchange(guests, FRAMES_PER_ROUND, WINDOW);
                rounds.incrementAndGet();
                if (pauseNanos > 0) {
                    LockSupport.parkNanos(pauseNanos);
                }
            }
        } catch (BackEndException | LinuxException e) {
            failure = "bystanders: " + e.getMessage();
        }
    }

    /// Sends frames to and fro between guests numbered from 0.
    ///
    /// @param window frames of each guest on the way at a time
    /// @return what is wrong, or null
    static @Nullable String exchange(List<BenchGuest> guests, int frames, int window) {
        // What was heard before is not counted.
        AirBench.settle(guests);
        guests.forEach(BenchGuest::restartCounts);
        AirBench.exchange(guests, frames, window);
        long acknowledged = guests.stream().mapToLong(BenchGuest::acknowledged).sum();
        if (acknowledged != frames) {
            return "%d of %d frames of the bystanders were acknowledged"
                    .formatted(acknowledged, frames);
        }
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (takeAll(guests) < frames && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
        long arrived = takeAll(guests);
        return arrived == frames
                ? null
                : "%d of %d frames of the bystanders have arrived".formatted(arrived, frames);
    }

    /// @return how many frames have arrived where they were sent to
    private static long takeAll(List<BenchGuest> guests) {
        guests.forEach(guest -> guest.receive(Integer.MAX_VALUE));
        return guests.stream().mapToLong(BenchGuest::addressed).sum();
    }
}

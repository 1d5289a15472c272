package io.airloom.junit;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.image.EnvironmentException;
import io.airloom.lab.FrameStream;
import io.airloom.lab.LiveLab;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The frames of a lab as far as a test may ask for them: all since its method began, or the last
/// ones of very many. Read from the air by a thread of its own; asked from any.
final class FrameMemory implements AutoCloseable {
    static final int MAX_FRAMES = 100_000;
    static final long MAX_OCTETS = 32L << 20;

    /// How long the reader waits before it looks whether it still should.
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final FrameStream stream;
    private final Thread reader;
    private volatile boolean closed;

    // Guarded by this.
    private final Deque<AirFrame> frames = new ArrayDeque<>();
    private long octets;

    /// How many frames came before the first that is still here.
    private long forgotten;

    private boolean ended;

    /// Begins to listen.
    FrameMemory(LiveLab lab) {
        stream = lab.frames(FrameFilter.ALL);
        reader = Thread.ofVirtual().name("airloom-frame-memory").start(this::read);
    }

    private void read() {
        try {
            while (!closed) {
                AirFrame frame = stream.next(PATIENCE);
                if (frame != null) {
                    add(frame);
                }
            }
        } catch (InterruptedException | EnvironmentException e) {
            // The air has ended, and whoever waits for a frame is told below.
        } finally {
            end();
        }
    }

    private synchronized void add(AirFrame frame) {
        frames.addLast(frame);
        octets += frame.octets().length;
        while (frames.size() > MAX_FRAMES || octets > MAX_OCTETS) {
            octets -= frames.removeFirst().octets().length;
            forgotten++;
        }
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /// The number of the frame that comes next; the first one of all had 0.
    synchronized long next() {
        return forgotten + frames.size();
    }

    /// Forgets what came before the frame with this number.
    synchronized void forgetBefore(long number) {
        while (!frames.isEmpty() && forgotten < number) {
            octets -= frames.removeFirst().octets().length;
            forgotten++;
        }
    }

    /// Frames, and the number of the one that comes after them.
    record Batch(List<AirFrame> frames, long next) {}

    /// All that are here from that number on.
    synchronized Batch from(long number) {
        long skipped = Math.max(0, number - forgotten);
        List<AirFrame> found = new ArrayList<>();
        Iterator<AirFrame> all = frames.iterator();
        for (long i = 0; all.hasNext(); i++) {
            AirFrame frame = all.next();
            if (i >= skipped) {
                found.add(frame);
            }
        }
        return new Batch(found, next());
    }

    /// Waits until the frame with this number is there.
    ///
    /// @param endNanos of `System.nanoTime()`
    /// @return false if it did not come in time, or cannot come any more
    synchronized boolean await(long number, long endNanos) throws InterruptedException {
        while (forgotten + frames.size() <= number) {
            long leftNanos = endNanos - System.nanoTime();
            if (ended || leftNanos <= 0) {
                return false;
            }
            wait(TimeUnit.NANOSECONDS.toMillis(leftNanos) + 1);
        }
        return true;
    }

    /// How many from that number on are gone: too many came, or they were not read in time.
    synchronized long missing(long number) {
        return Math.max(0, forgotten - number) + stream.dropped();
    }

    @Override
    public void close() {
        closed = true;
        stream.close();
        reader.interrupt();
    }
}

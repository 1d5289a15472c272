package io.airloom.lab;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.image.EnvironmentException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Frames of a medium that is a process of its own: when that dies, those of the next one.
final class MediumStream implements FrameStream {
    private static final long RETRY_MILLIS = 20;

    private final Path control;
    private final FrameFilter filter;
    private final BooleanSupplier ended;
    private long frames;

    // Guarded by this.
    private @Nullable SocketStream current;
    private boolean closed;
    private long droppedBefore;

    /// @param control where the process that is the medium answers
    /// @param ended whether no process takes the place of one that dies
    MediumStream(Path control, FrameFilter filter, BooleanSupplier ended)
            throws InterruptedException {
        this.control = control;
        this.filter = filter;
        this.ended = ended;
        open();
    }

    @Override
    public @Nullable AirFrame next(Duration patience) throws InterruptedException {
        long endNanos = System.nanoTime() + patience.toNanos();
        while (true) {
            SocketStream stream = open();
            if (stream != null) {
                try {
                    long restNanos = Math.max(0, endNanos - System.nanoTime());
                    AirFrame frame = stream.next(Duration.ofNanos(restNanos));
                    return frame == null ? null : frame.withNumber(++frames);
                } catch (EnvironmentException e) {
                    forget(stream);
                }
            }
            if (ended.getAsBoolean()) {
                throw new EnvironmentException("the air has ended", "start the lab again");
            }
            if (System.nanoTime() - endNanos > 0) {
                return null;
            }
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        }
    }

    /// The stream; null if nobody gives one at the moment.
    private synchronized @Nullable SocketStream open() throws InterruptedException {
        if (closed) {
            throw new EnvironmentException("the stream of frames is closed", "open another");
        }
        if (current == null) {
            try {
                current = SocketStream.open(control, filter);
            } catch (IOException e) {
                // The next process may not listen yet.
                return null;
            }
        }
        return current;
    }

    private synchronized void forget(SocketStream stream) {
        droppedBefore += stream.dropped();
        stream.close();
        current = null;
    }

    @Override
    public synchronized long dropped() {
        return droppedBefore + (current == null ? 0 : current.dropped());
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (current != null) {
            current.close();
        }
    }
}

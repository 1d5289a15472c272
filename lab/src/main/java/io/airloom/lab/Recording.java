package io.airloom.lab;

import io.airloom.capture.Capture;
import io.airloom.image.EnvironmentException;
import io.airloom.medium.Tap;
import io.airloom.medium.TapRing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/// A capture file that is being written: the ring that the air fills and the thread that empties
/// it.
public final class Recording implements AutoCloseable {
    private static final int RING_OCTETS = 1 << 22;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final TapRing ring;
    private final Capture capture;

    private Recording(TapRing ring, Capture capture) {
        this.ring = ring;
        this.capture = capture;
    }

    /// Opens the file and starts to record what the tap is told.
    ///
    /// @param problem is told, on another thread, if the file cannot be written any more
    /// @throws EnvironmentException if it cannot be written at all
    public static Recording start(Path file, Consumer<String> problem) {
        long epochNanos = System.currentTimeMillis() * NANOS_PER_MILLI;
        TapRing ring = new TapRing(RING_OCTETS, epochNanos - System.nanoTime());
        try {
            Capture capture =
                    Capture.start(
                            file,
                            ring,
                            (path, reason) ->
                                    problem.accept(
                                            "the capture " + path + " ends here: " + reason));
            return new Recording(ring, capture);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot write the capture " + file + ": " + e.getMessage(),
                    "name another file with --capture",
                    e);
        }
    }

    /// What the air is to be given.
    public Tap tap() {
        return ring;
    }

    /// Frames in the file so far.
    public long frames() {
        return capture.frames();
    }

    /// Writes what is left and closes the file. The air must be closed before.
    @Override
    public void close() {
        capture.close();
    }
}

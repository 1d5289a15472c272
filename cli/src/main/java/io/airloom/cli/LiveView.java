package io.airloom.cli;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.image.EnvironmentException;
import io.airloom.lab.FrameStream;
import io.airloom.lab.LiveLab;
import java.time.Duration;

/// Prints the frames of a lab as they are sent, on a thread of its own, until the lab ends.
final class LiveView implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    private final FrameStream stream;
    private final FramePrinter printer;
    private final Thread thread;

    LiveView(LiveLab lab, FramePrinter printer) {
        this.stream = lab.frames(FrameFilter.ALL);
        this.printer = printer;
        this.thread = Thread.ofPlatform().daemon().name("airloom-trace").start(this::run);
    }

    private void run() {
        long dropped = 0;
        try (stream) {
            while (true) {
                AirFrame frame = stream.next(PATIENCE);
                printer.missed(stream.dropped() - dropped);
                dropped = stream.dropped();
                if (frame != null) {
                    printer.print(frame);
                }
            }
        } catch (EnvironmentException e) {
            // The lab has ended; all that it carried is printed.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Prints the rest. The lab must be closed.
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(END_LIMIT);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        thread.interrupt();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.airloom.lab;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.capture.FrameRecorder;
import io.airloom.image.EnvironmentException;
import io.airloom.topology.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Records of frames that steps start and stop, each in a file of its own.
final class StepCaptures implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(100);

    /// How long a record that is to end may still take in what was sent before.
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final Lab lab;

    // Guarded by this.
    private final Map<String, Running> running = new HashMap<>();

    StepCaptures(Lab lab) {
        this.lab = lab;
    }

    /// Starts or stops one.
    ///
    /// @return what there is to say
    synchronized String order(Step.Capture step) throws StepFailure {
        FrameFilter filter = step.filter();
        Running known = running.get(step.file());
        if (filter != null) {
            if (known != null) {
                throw new StepFailure("that file is being written already", "", "");
            }
            running.put(step.file(), start(step.file(), filter));
            return "";
        }
        if (known == null) {
            throw new StepFailure("no capture into that file runs", "", "");
        }
        running.remove(step.file());
        known.close();
        return "%d frames in %s\n".formatted(known.recorder.frames(), known.path);
    }

    private Running start(String file, FrameFilter filter) {
        Path path = lab.options().folder().resolve(file);
        try {
            FrameRecorder recorder = new FrameRecorder(Files.newOutputStream(path));
            FrameStream frames = lab.live().frames(filter);
            lab.history().wrote(file, path);
            return new Running(path, frames, recorder);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot write the capture " + path + ": " + e.getMessage(),
                    "make that possible, or run the lab in another folder",
                    e);
        }
    }

    @Override
    public synchronized void close() {
        running.values().forEach(Running::close);
        running.clear();
    }

    /// A file that is being written, on a thread of its own.
    private static final class Running implements AutoCloseable {
        private final Path path;
        private final FrameStream frames;
        private final FrameRecorder recorder;
        private final Thread thread;
        private volatile boolean ending;

        Running(Path path, FrameStream frames, FrameRecorder recorder) {
            this.path = path;
            this.frames = frames;
            this.recorder = recorder;
            this.thread = Thread.ofVirtual().name("capture " + path).start(this::record);
        }

        private void record() {
            long lost = 0;
            try (frames;
                    recorder) {
                while (recorder.failure() == null) {
                    boolean last = ending;
                    AirFrame frame = frames.next(last ? Duration.ZERO : PATIENCE);
                    recorder.lost(frames.dropped() - lost);
                    lost = frames.dropped();
                    if (frame != null) {
                        recorder.write(frame);
                    } else if (last) {
                        return;
                    }
                }
            } catch (EnvironmentException e) {
                // The air has ended, and the record with it: it is whole.
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            ending = true;
            try {
                if (!thread.join(LAST_WORDS)) {
                    thread.interrupt();
                }
            } catch (InterruptedException e) {
                thread.interrupt();
                Thread.currentThread().interrupt();
            }
        }
    }
}

package io.airloom.top;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.image.EnvironmentException;
import io.airloom.lab.AirSnapshot;
import io.airloom.lab.FrameStream;
import io.airloom.lab.LiveLab;
import io.airloom.lab.RunningLab;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Watches a lab with two threads, one for looks and one for frames, so that who shows them never
/// waits for the lab. Bounded: frames that are not taken in time stay in the lab's stream, which
/// drops and counts.
final class Watch implements AutoCloseable {
    private static final int WAITING_FRAMES = 4096;
    private static final Duration FRAME_PATIENCE = Duration.ofSeconds(1);

    private final LiveLab lab;
    private final ArrayBlockingQueue<AirFrame> frames = new ArrayBlockingQueue<>(WAITING_FRAMES);
    private final AtomicReference<@Nullable Look> newest = new AtomicReference<>();
    private final Semaphore looked = new Semaphore(0);
    private final List<Thread> threads;
    private volatile @Nullable EnvironmentException end;
    private volatile long dropped;
    private volatile String noFrames = "";

    /// One look.
    private record Look(List<RunningLab.Node> nodes, AirSnapshot snapshot) {}

    /// Begins.
    ///
    /// @throws EnvironmentException if the lab does not answer
    Watch(LiveLab lab, Duration interval) {
        this.lab = lab;
        newest.set(look());
        threads =
                List.of(
                        start(
                                "airloom-top-looks",
                                () -> {
                                    while (true) {
                                        Thread.sleep(interval);
                                        newest.set(look());
                                        looked.release();
                                    }
                                }),
                        start("airloom-top-frames", this::catchFrames));
    }

    private void catchFrames() throws InterruptedException {
        try (FrameStream stream = lab.frames(FrameFilter.ALL)) {
            while (true) {
                AirFrame frame = stream.next(FRAME_PATIENCE);
                dropped = stream.dropped();
                if (frame != null) {
                    frames.put(frame);
                }
            }
        } catch (EnvironmentException e) {
            // Whether the lab has ended is found out by the next look.
            noFrames = String.valueOf(e.getMessage());
        }
    }

    /// Work that waits.
    private interface Work {
        void run() throws InterruptedException;
    }

    private Thread start(String name, Work work) {
        return Thread.ofVirtual()
                .name(name)
                .start(() -> {
                    try {
                        work.run();
                    } catch (EnvironmentException e) {
                        end = e;
                        looked.release();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private Look look() {
        return new Look(lab.now().nodes(), lab.snapshot());
    }

    /// Waits until another look was taken, after an interval, or nothing comes any more.
    void awaitLook() throws InterruptedException {
        looked.acquire();
        looked.drainPermits();
    }

    /// Gives the model what is new.
    ///
    /// @return whether anything is
    boolean tell(TopModel model) {
        Look look = newest.getAndSet(null);
        if (look != null) {
            model.look(look.nodes(), look.snapshot());
        }
        boolean any = look != null;
        for (int i = 0; i < WAITING_FRAMES; i++) {
            AirFrame frame = frames.poll();
            if (frame == null) {
                break;
            }
            model.caught(frame);
            any = true;
        }
        model.missed(dropped);
        model.noFrames(noFrames);
        return any;
    }

    /// Why nothing comes any more; null as long as something may.
    @Nullable EnvironmentException end() {
        return end;
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}

package io.airloom.cli;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.ieee80211.FrameType;
import io.airloom.ieee80211.FrameView;
import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import io.airloom.lab.FrameStream;
import io.airloom.lab.LiveLab;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A pane of tmux with the frames on the air, a line each in its sender's colour. Without a filter,
/// of each sender's beacons only the first is shown. One thread.
final class FramesPane implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FramesPane.class.getName());
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int MAX_SENDERS = 1024;

    private final LiveLab lab;
    private final FrameFilter filter;
    private final FrameNames names;
    private final int nameWidth;
    private final OutputStream screen;
    private final Thread thread;
    private final Set<Long> beaconed = new HashSet<>();
    private volatile int width;

    /// Begins.
    ///
    /// @param filter which frames; of those that it chooses, none is left out
    /// @param width of the pane
    /// @param terminal the pane's
    FramesPane(
            LiveLab lab,
            FrameFilter filter,
            FrameNames names,
            int nameWidth,
            int width,
            Path terminal)
            throws IOException {
        this.filter = filter.knowing(names);
        this.names = names;
        this.nameWidth = nameWidth;
        this.width = width;
        this.screen = Files.newOutputStream(terminal);
        this.lab = lab;
        this.thread = Thread.ofPlatform().daemon().name("airloom-pane-frames").start(this::show);
    }

    /// The pane has another width from now on.
    void width(int columns) {
        width = columns;
    }

    private void show() {
        try (FrameStream frames = lab.frames(FrameFilter.ALL)) {
            show(frames);
        } catch (EnvironmentException e) {
            say(Printable.line(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the pane has gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The last word, such as that there are no frames to be had.
    private void say(String line) {
        try {
            write(line);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the pane has gone", e);
        }
    }

    private void show(FrameStream frames) throws IOException, InterruptedException {
        long dropped = 0;
        long firstNanos = -1;
        int shownWidth = width;
        FrameLines lines = lines(shownWidth);
        while (true) {
            AirFrame frame = frames.next(PATIENCE);
            if (frames.dropped() > dropped) {
                write("… " + (frames.dropped() - dropped) + " frames not shown: too many");
                dropped = frames.dropped();
            }
            if (frame == null) {
                continue;
            }
            if (shownWidth != width) {
                shownWidth = width;
                lines = lines(shownWidth);
            }
            firstNanos = firstNanos < 0 ? frame.epochNanos() : firstNanos;
            String line = line(lines, frame, (frame.epochNanos() - firstNanos) / 1e9);
            if (line != null) {
                write(line);
            }
        }
    }

    private FrameLines lines(int columns) {
        return new FrameLines(names, new Paint(true), columns, true, nameWidth);
    }

    private @Nullable String line(FrameLines lines, AirFrame frame, double seconds) {
        FrameView view = frame.view(new FrameView());
        names.learn(view.transmitterAddress(), frame.node());
        boolean lost = frame.isLost();
        String fate =
                frame.drops() > 0
                        ? "dropped by " + frame.drops()
                        : lost ? "no ack" : frame.acknowledged() ? "acked" : "";
        // What is not shown, too: it explains later frames.
        String line = lines.line(seconds, frame.node(), view, fate, !lost && frame.drops() == 0);
        boolean known =
                filter.equals(FrameFilter.ALL)
                        && view.type() == FrameType.BEACON
                        && (beaconed.size() >= MAX_SENDERS
                                || !beaconed.add(view.transmitterAddress()));
        return known || !filter.matches(frame) ? null : line;
    }

    private void write(String line) throws IOException {
        screen.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}

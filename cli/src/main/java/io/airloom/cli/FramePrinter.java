package io.airloom.cli;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.capture.FrameText;
import io.airloom.ieee80211.FrameView;
import java.util.function.Consumer;

/// Prints the frames of an air, a line each. One thread.
final class FramePrinter {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Consumer<String> sink;
    private final FrameFilter filter;
    private final Paint paint;
    private final FrameNames names;
    private final FrameLines lines;
    private final long startEpochNanos;
    private final FrameView view = new FrameView();

    /// @param sink is given each line
    /// @param filter which frames; of those that it chooses, none is left out
    /// @param everything leave nothing out without a filter, either
    FramePrinter(
            Terminal terminal,
            Consumer<String> sink,
            FrameNames names,
            FrameFilter filter,
            boolean everything,
            int nameWidth) {
        this.sink = sink;
        this.names = names;
        this.filter = filter.knowing(names);
        this.paint = terminal.paint();
        boolean all = everything || !filter.equals(FrameFilter.ALL);
        this.lines = new FrameLines(names, paint, terminal.width(), all, nameWidth);
        this.startEpochNanos = System.currentTimeMillis() * 1_000_000L;
    }

    /// Prints a frame, if it is one that is shown.
    ///
    /// @return whether it matches the filter
    boolean print(AirFrame frame) {
        frame.view(view);
        names.learn(view.transmitterAddress(), frame.node());
        if (!filter.matches(frame)) {
            return false;
        }
        double seconds = (frame.epochNanos() - startEpochNanos) / NANOS_PER_SECOND;
        boolean good = !frame.isLost() && frame.drops() == 0;
        String line = lines.line(seconds, frame.node(), view, FrameText.fate(frame), good);
        if (line != null) {
            sink.accept(line);
        }
        return true;
    }

    /// Says that frames are missing here.
    void missed(long frames) {
        if (frames > 0) {
            sink.accept(paint.warn("           … " + frames + " frames not shown: too many"));
        }
    }
}

package io.airloom.junit;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.capture.FrameText;
import io.airloom.image.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.AssertionFailedError;

/// Frames of the lab since the test method began (with a lab for each method: since it booted),
/// narrowed by a filter. Made by [Air#frames()]; each method that narrows makes another one.
///
/// The last 100,000 frames or 32 MiB are remembered.
public final class Frames {
    private static final int SHOWN = 8;

    private final LabRun run;
    private final FrameFilter filter;
    private final String words;
    private final long since;

    Frames(LabRun run, long since) {
        this(run, FrameFilter.ALL, "frames", since);
    }

    private Frames(LabRun run, FrameFilter filter, String words, long since) {
        this.run = run;
        this.filter = filter;
        this.words = words;
        this.since = since;
    }

    /// Those that match, such as `subtype==assoc-req and node==sta1`: see [FrameFilters].
    ///
    /// @throws IllegalArgumentException if it is no filter, or names a node that the lab does not
    ///   have; says where and why
    public Frames filter(String text) {
        return and(run.lab().live().filter(text), text);
    }

    /// Those that match.
    public Frames filter(FrameFilter other) {
        String text = other.text();
        return and(other, text == null ? "of a filter in Java" : text);
    }

    private Frames and(FrameFilter other, String what) {
        FrameFilter before = filter;
        FrameFilter known = other.knowing(run.names());
        return new Frames(
                run,
                frame -> before.matches(frame) && known.matches(frame),
                words + " " + what,
                since);
    }

    /// Those that come from now on.
    public Frames fromNow() {
        return new Frames(run, filter, words + " from now on", run.memory().next());
    }

    /// Those that have been so far, oldest first. What was sent a moment ago may not have come yet:
    /// [#await] waits for it.
    public List<AirFrame> list() {
        return run.memory().from(since).frames().stream().filter(filter::matches).toList();
    }

    /// Waits until there are at least so many.
    ///
    /// @return all that there are then, oldest first
    /// @throws AssertionFailedError if there are fewer after that time; says what there was
    public List<AirFrame> await(int count, Duration within) {
        long began = System.nanoTime();
        String title = "await " + count + " " + words;
        List<AirFrame> found = collect(count, began + within.toNanos());
        String failure =
                found.size() >= count
                        ? null
                        : found.size() + " instead of " + count + " within " + seconds(within);
        run.journal().add("lab", title, began, "", failure);
        if (failure != null) {
            throw failure(failure);
        }
        return found;
    }

    /// There must be none so far, and none during that time.
    ///
    /// @throws AssertionFailedError if there is one; says what there was
    public void expectNone(Duration during) {
        long began = System.nanoTime();
        List<AirFrame> found = collect(1, began + during.toNanos());
        String failure = found.isEmpty() ? null : "there was one, and should be none";
        run.journal().add("lab", "no " + words, began, "", failure);
        if (failure != null) {
            throw failure(failure);
        }
    }

    private List<AirFrame> collect(int count, long endNanos) {
        List<AirFrame> found = new ArrayList<>();
        long next = since;
        try {
            do {
                FrameMemory.Batch more = run.memory().from(next);
                next = more.next();
                more.frames().stream().filter(filter::matches).forEach(found::add);
            } while (found.size() < count && run.memory().await(next, endNanos));
        } catch (InterruptedException e) {
            throw Interrupted.again(e);
        }
        return found;
    }

    private AssertionFailedError failure(String reason) {
        StringBuilder text = new StringBuilder(words).append(": ").append(reason);
        long missing = run.memory().missing(since);
        if (missing > 0) {
            text.append(" (").append(missing).append(" earlier frames are forgotten)");
        }
        List<AirFrame> all = run.memory().from(since).frames();
        text.append(all.isEmpty() ? "\n  there were no frames at all" : "\n  the last frames:");
        FrameText lines = new FrameText(run.names());
        for (AirFrame frame : all.subList(Math.max(0, all.size() - SHOWN), all.size())) {
            text.append("\n  | ")
                    .append(Printable.line(lines.line(frame, run.startedEpochNanos())));
        }
        return new AssertionFailedError(text.toString());
    }

    private static String seconds(Duration time) {
        return time.toMillis() / 1000.0 + " s";
    }
}

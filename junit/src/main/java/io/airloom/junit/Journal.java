package io.airloom.junit;

import io.airloom.lab.StepResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a test has done in its lab, as steps for a report. Any thread.
final class Journal {
    /// A test in an endless loop must not fill the memory.
    private static final int MAX_STEPS = 10_000;

    private static final int MAX_OUTPUT = 256 * 1024;

    private final List<StepResult> steps = new ArrayList<>();
    private long labStartNanos = System.nanoTime();

    /// Times are counted from now on.
    synchronized void begin() {
        labStartNanos = System.nanoTime();
    }

    /// Forgets what there was: another test begins.
    synchronized void clear() {
        steps.clear();
    }

    /// Adds something that has been done.
    ///
    /// @param sinceNanos when it began, of `System.nanoTime()`
    /// @param output of a command, or nothing
    /// @param failure why it failed; null if it did not
    /// @return its place, for [#fail]; −1 if there is no room for more
    synchronized int add(
            String node, String title, long sinceNanos, String output, @Nullable String failure) {
        if (steps.size() >= MAX_STEPS) {
            return -1;
        }
        long now = System.nanoTime();
        steps.add(
                new StepResult(
                        String.valueOf(steps.size() + 1),
                        node,
                        title,
                        failure == null ? StepResult.Outcome.PASSED : StepResult.Outcome.FAILED,
                        Duration.ofNanos(Math.max(0, sinceNanos - labStartNanos)),
                        Duration.ofNanos(now - sinceNanos),
                        output.length() <= MAX_OUTPUT ? output : output.substring(0, MAX_OUTPUT),
                        failure,
                        List.of(),
                        new LinkedHashMap<>()));
        return steps.size() - 1;
    }

    /// It turned out that what stands at `place` was not as it should have been.
    synchronized void fail(int place, String failure) {
        if (place < 0 || place >= steps.size()) {
            return;
        }
        StepResult was = steps.get(place);
        steps.set(
                place,
                new StepResult(
                        was.number(),
                        was.node(),
                        was.title(),
                        StepResult.Outcome.FAILED,
                        was.since(),
                        was.time(),
                        was.output(),
                        failure,
                        was.frames(),
                        was.logs()));
    }

    synchronized List<StepResult> steps() {
        return List.copyOf(steps);
    }
}

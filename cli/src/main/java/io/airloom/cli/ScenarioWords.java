package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.lab.ScenarioRun;
import io.airloom.lab.StepResult;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What a terminal shows of runs that failed, and of many runs together.
final class ScenarioWords {
    private final Terminal terminal;
    private final Paint paint;

    ScenarioWords(Terminal terminal) {
        this.terminal = terminal;
        this.paint = terminal.progressPaint();
    }

    /// Why a run failed; without the words of logs that [#scene] shows.
    String failure(ScenarioRun run) {
        String failure = Printable.lines(String.valueOf(run.failure()));
        boolean logsFollow =
                run.steps().stream()
                        .anyMatch(step -> step.output().isEmpty() && !step.logs().isEmpty());
        return logsFollow ? failure.lines().findFirst().orElse("") : failure;
    }

    /// What there was to see when a run failed, and how to run it again.
    void scene(ScenarioRun run) {
        run.steps().stream()
                .filter(step -> step.outcome() == StepResult.Outcome.FAILED)
                .forEach(this::scene);
        if (!run.again().isEmpty()) {
            terminal.complain("  Run this one again: " + paint.bold(run.againLine()));
        }
    }

    private void scene(StepResult step) {
        list("the last frames", step.frames());
        step.logs().forEach(this::list);
    }

    private void list(String title, List<String> lines) {
        if (!lines.isEmpty()) {
            terminal.complain("  " + paint.bold(Printable.line(title)) + ":");
            lines.forEach(line -> terminal.complain("    " + paint.dim(Printable.line(line))));
        }
    }

    /// The end of a run among others, in a line.
    String line(ScenarioRun run) {
        String failure = run.failure();
        String mark = failure == null ? terminal.paint().good("✓") : terminal.paint().bad("✗");
        String why =
                failure == null
                        ? ""
                        : "  " + Printable.line(failure.lines().findFirst().orElse("failed"));
        return "  %s %-44s %s%s"
                .formatted(
                        mark,
                        Printable.line(run.title()),
                        terminal.paint().dim(time(run.time())),
                        why);
    }

    /// What became of all of them.
    String sum(List<ScenarioRun> runs, Duration time) {
        long failed = runs.stream().filter(run -> !run.passed()).count();
        return sum(runs.size() - failed, failed, time);
    }

    /// The same of so many.
    String sum(long passed, long failed, Duration time) {
        Paint painted = terminal.paint();
        return "  %s%s in %s"
                .formatted(
                        painted.bold(passed + " passed"),
                        failed == 0 ? "" : ", " + painted.bad(failed + " failed"),
                        time(time));
    }

    /// `4.2 s`, `3 min 12 s`.
    static String time(Duration time) {
        return time.toMinutes() == 0
                ? String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0)
                : "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart());
    }
}

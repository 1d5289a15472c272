package io.airloom.lab;

import io.airloom.topology.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What became of a lab's steps, in the order of the file. Any thread.
final class StepResults {
    private final List<Step> steps;

    // Guarded by this.
    private final Map<String, StepResult> byNumber = new HashMap<>();
    private boolean complete;

    StepResults(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    synchronized void add(StepResult result) {
        byNumber.put(result.number(), result);
    }

    /// No step follows any more: those that were not done count as skipped.
    synchronized void complete() {
        complete = true;
    }

    /// All so far; once no step follows, all there are. Of groups only those that failed as such.
    synchronized List<StepResult> all() {
        List<StepResult> all = new ArrayList<>();
        collect("", steps, all);
        return all;
    }

    private void collect(String prefix, List<Step> group, List<StepResult> all) {
        int place = 0;
        for (Step step : group) {
            String number = prefix + ++place;
            StepResult known = byNumber.get(number);
            if (known != null) {
                all.add(known);
            } else if (complete && !(step instanceof Step.Group)) {
                all.add(skipped(number, step));
            }
            if (step instanceof Step.Group inner) {
                collect(number + ".", inner.steps(), all);
            }
        }
    }

    private static StepResult skipped(String number, Step step) {
        return new StepResult(
                number,
                step.node(),
                step.describe(),
                StepResult.Outcome.SKIPPED,
                Duration.ZERO,
                Duration.ZERO,
                "",
                null,
                List.of(),
                new LinkedHashMap<>());
    }
}

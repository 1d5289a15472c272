package io.airloom.image;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/// Why a build would run a step, or not.
///
/// @param step its name
/// @param state what the build would do with it
/// @param reason for people; empty for what is cached
public record StepExplanation(String step, State state, String reason) {
    /// What a build would do with a step.
    public enum State {
        /// Nothing: its result is there.
        CACHED,
        /// Run it.
        TO_DO,
        /// Nothing: its result is not there, and nothing that is to be done needs it.
        NOT_NEEDED
    }

    private static final int MAX_CHANGES = 6;

    private static final int MAX_SHOWN = 60;

    /// Explains all steps of a plan.
    ///
    /// @param target the last one
    static List<StepExplanation> of(
            StepPlan plan, StepEngine engine, StepLedger ledger, String target) {
        Set<String> toDo = new HashSet<>(plan.toRun(target, engine::isWhole));
        List<StepExplanation> all = new ArrayList<>();
        for (String name : plan.names()) {
            if (toDo.contains(name)) {
                all.add(new StepExplanation(name, State.TO_DO, reason(plan, ledger, name)));
            } else if (engine.isWhole(name)) {
                all.add(new StepExplanation(name, State.CACHED, ""));
            } else {
                all.add(new StepExplanation(name, State.NOT_NEEDED, "nothing needs it again"));
            }
        }
        return all;
    }

    private static String reason(StepPlan plan, StepLedger ledger, String name) {
        Optional<SortedMap<String, String>> last = ledger.inputs(name);
        if (last.isEmpty()) {
            return "not built before";
        }
        List<String> changes = changes(last.get(), plan.inputs(name));
        if (changes.isEmpty()) {
            return "nothing changed, but its result is gone or broken";
        }
        if (changes.size() > MAX_CHANGES) {
            int more = changes.size() - MAX_CHANGES;
            return String.join("; ", changes.subList(0, MAX_CHANGES)) + "; and " + more + " more";
        }
        return String.join("; ", changes);
    }

    /// What is different, a few words for each input.
    static List<String> changes(SortedMap<String, String> before, SortedMap<String, String> now) {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        List<String> changes = new ArrayList<>();
        for (String name : names) {
            String was = before.get(name);
            String is = now.get(name);
            if (was == null) {
                changes.add(name + " is new");
            } else if (is == null) {
                changes.add(name + " is gone");
            } else if (!was.equals(is)) {
                boolean shown = isShown(was) && isShown(is);
                changes.add(
                        shown
                                ? name + " changed from \"" + was + "\" to \"" + is + '"'
                                : name + " changed");
            }
        }
        return changes;
    }

    private static boolean isShown(String value) {
        return value.length() <= MAX_SHOWN
                && !value.matches("[0-9a-f]{64}")
                && Printable.line(value).equals(value);
    }

    /// A line for people.
    @Override
    public String toString() {
        return switch (state) {
            case CACHED -> step + ": cached";
            case TO_DO -> step + ": to do, " + reason;
            case NOT_NEEDED -> step + ": not there, and " + reason;
        };
    }
}

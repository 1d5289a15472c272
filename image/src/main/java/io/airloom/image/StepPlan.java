package io.airloom.image;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Steps with all that they need, in an order in which they can be run, each with its key.
public final class StepPlan {
    private final SequencedMap<String, Step> steps = new LinkedHashMap<>();
    private final Map<String, String> keys = new LinkedHashMap<>();

    /// @param steps in any order
    /// @throws IllegalArgumentException if two have one name, one needs what is not among them, or
    ///   some need each other
    public StepPlan(Collection<Step> steps) {
        Map<String, Step> byName = new LinkedHashMap<>();
        for (Step step : steps) {
            if (byName.putIfAbsent(step.name(), step) != null) {
                throw new IllegalArgumentException("two steps " + step.name());
            }
        }
        for (Step step : steps) {
            add(step, byName, new LinkedHashSet<>());
        }
    }

    private void add(Step step, Map<String, Step> byName, Set<String> above) {
        if (steps.containsKey(step.name())) {
            return;
        }
        if (!above.add(step.name())) {
            throw new IllegalArgumentException("steps need each other: " + above);
        }
        for (String need : step.needs()) {
            Step needed = byName.get(need);
            if (needed == null) {
                throw new IllegalArgumentException(step.name() + " needs " + need);
            }
            add(needed, byName, above);
        }
        above.remove(step.name());
        steps.put(step.name(), step);
        keys.put(step.name(), step.key(keys));
    }

    /// All steps, each after those that it needs.
    public Collection<Step> steps() {
        return Collections.unmodifiableCollection(steps.values());
    }

    /// The names, in the order of the steps.
    public List<String> names() {
        return List.copyOf(steps.keySet());
    }

    /// The step of this name.
    ///
    /// @throws IllegalArgumentException if there is none
    Step step(String name) {
        Step step = steps.get(name);
        if (step == null) {
            throw new IllegalArgumentException("no step " + name);
        }
        return step;
    }

    /// The hash of all that a step's result depends on.
    String key(String name) {
        String key = keys.get(name);
        if (key == null) {
            throw new IllegalArgumentException("no step " + name);
        }
        return key;
    }

    /// All that a step's result depends on, by name: its own inputs, and the keys of the steps that
    /// it needs.
    SortedMap<String, String> inputs(String name) {
        Step step = step(name);
        SortedMap<String, String> all = new TreeMap<>(step.inputs());
        step.needs().forEach(need -> all.put("step " + need, key(need)));
        return all;
    }

    /// Where a step's result is in the cache: one and the same for all builds that make it from the
    /// same inputs.
    String entryName(String name) {
        return "step." + name.replace(':', '.') + "-" + key(name).substring(0, 16);
    }

    /// Those of the plan, from the last one down, whose results a build of `target` has to look at:
    /// what a whole result was made from is not looked for.
    ///
    /// @param whole whether a step's result is there
    List<String> toRun(String target, Predicate<String> whole) {
        Set<String> missing = new LinkedHashSet<>();
        collect(step(target), whole, missing);
        List<String> ordered = new ArrayList<>(steps.keySet());
        ordered.retainAll(missing);
        return ordered;
    }

    private void collect(Step step, Predicate<String> whole, Set<String> missing) {
        if (missing.contains(step.name()) || whole.test(step.name())) {
            return;
        }
        missing.add(step.name());
        step.needs().forEach(need -> collect(step(need), whole, missing));
    }
}

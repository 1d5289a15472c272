package io.airloom.junit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What all classes of a run of tests have in common: labs that wait for the next class, and the
/// names of folders that are taken. Any thread.
final class LabPool implements AutoCloseable {
    private final Map<LabPlan, Deque<LabRun>> free = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private boolean closed;

    /// A lab of that plan that nobody has, or null.
    synchronized @Nullable LabRun take(LabPlan plan) {
        Deque<LabRun> waiting = free.get(plan);
        return waiting == null ? null : waiting.poll();
    }

    /// Keeps a lab for the next class, or ends it if there will be none.
    void give(LabPlan plan, LabRun run) {
        synchronized (this) {
            if (!closed) {
                free.computeIfAbsent(plan, _ -> new ArrayDeque<>()).add(run);
                return;
            }
        }
        run.close();
    }

    /// A name that nothing else in this run has: `name`, `name-2`, …
    synchronized String unique(String name) {
        String own = name;
        for (int number = 2; !names.add(own); number++) {
            own = name + "-" + number;
        }
        return own;
    }

    /// Ends all labs that nobody has.
    @Override
    public void close() {
        List<LabRun> waiting;
        synchronized (this) {
            closed = true;
            waiting = free.values().stream().flatMap(Deque::stream).toList();
            free.clear();
        }
        waiting.forEach(LabRun::close);
    }
}

package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.lab.RunningLab;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the running lab that a person means by one of its nodes.
final class RunningLabs {
    private RunningLabs() {}

    /// The lab that has the node, and that name or process if one is given.
    ///
    /// @throws EnvironmentException if there is none
    /// @throws UsageException if there are several
    static RunningLab withNode(List<RunningLab> running, String node, @Nullable String labName) {
        List<RunningLab> called = running.stream().filter(lab -> lab.isCalled(labName)).toList();
        if (called.isEmpty()) {
            return RunningLab.find(running, labName);
        }
        List<RunningLab> labs =
                called.stream().filter(lab -> LabChoice.nodes(lab).contains(node)).toList();
        if (labs.isEmpty()) {
            List<String> nodes =
                    called.stream().flatMap(lab -> LabChoice.nodes(lab).stream()).toList();
            throw new EnvironmentException(
                    "no running lab has a node "
                            + Printable.quoted(node)
                            + Suggestion.after(node, nodes),
                    "airloom ps lists what runs");
        }
        if (labs.size() > 1) {
            throw new UsageException(
                    labs.size()
                            + " running labs have a node "
                            + Printable.quoted(node)
                            + "; choose one with --lab: "
                            + RunningLab.choices(labs));
        }
        return labs.getFirst();
    }
}

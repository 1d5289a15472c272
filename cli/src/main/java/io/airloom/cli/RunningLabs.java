package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import io.airloom.lab.RunningLab;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the running lab that a person means.
final class RunningLabs {
    private RunningLabs() {}

    /// The lab that has the node, and that name if one is given.
    ///
    /// @throws EnvironmentException if there is none
    /// @throws UsageException if there are several
    static RunningLab withNode(String node, @Nullable String labName) {
        return withNode(RunningLab.all(), node, labName);
    }

    static RunningLab withNode(List<RunningLab> running, String node, @Nullable String labName) {
        List<RunningLab> labs =
                running.stream()
                        .filter(lab -> labName == null || lab.name().equals(labName))
                        .filter(lab -> lab.nodes().stream().anyMatch(n -> n.name().equals(node)))
                        .toList();
        if (labs.size() == 1) {
            return labs.getFirst();
        }
        if (labs.isEmpty()) {
            throw new EnvironmentException(
                    running.isEmpty()
                            ? "no lab runs"
                            : "no running lab has a node " + Printable.quoted(node),
                    running.isEmpty()
                            ? "start one in another terminal: airloom lab up FILE"
                            : "airloom lab ps lists what runs");
        }
        throw new UsageException(
                labs.size()
                        + " running labs have a node "
                        + Printable.quoted(node)
                        + "; choose one with --lab: "
                        + String.join(", ", labs.stream().map(RunningLab::name).toList()));
    }
}

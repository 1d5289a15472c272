package io.airloom.cli;

import io.airloom.lab.RunningLab;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which running lab is meant; the same for all commands that act on one.
final class LabChoice {
    /// Names a lab for all commands of a terminal.
    private static final String VARIABLE = "AIRLOOM_LAB";

    @Option(
            names = "--lab",
            paramLabel = "NAME",
            description =
                    "Which lab, if several run: its name, or the number of its process (default:"
                            + " AIRLOOM_LAB in the environment, else the one that runs).")
    private @Nullable String name;

    /// The lab.
    ///
    /// @param otherwise a name that was given another way, or null
    RunningLab find(@Nullable String otherwise) {
        return RunningLab.find(otherwise == null ? name() : otherwise);
    }

    /// The lab that has the node; one of those that are meant, if there are several.
    RunningLab withNode(String node) {
        return RunningLabs.withNode(RunningLab.all(), node, name());
    }

    /// The names of a lab's nodes.
    static List<String> nodes(RunningLab lab) {
        return lab.nodes().stream().map(RunningLab.Node::name).toList();
    }

    /// What it was called by option or environment; null if not.
    @Nullable String name() {
        if (name != null) {
            return name;
        }
        String variable = System.getenv(VARIABLE);
        return variable == null || variable.isBlank() ? null : variable;
    }
}

package io.airloom.cli;

import io.airloom.topology.Topology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/// Which combinations of a matrix are wanted.
final class Choices {
    @Option(
            names = "--only",
            paramLabel = "AXIS=VALUE",
            split = ",",
            description =
                    "Of a topology with a matrix, only the runs with this value of this axis. May be"
                            + " repeated, also for several values of one axis.")
    private List<String> wanted = new ArrayList<>();

    /// Values by axes.
    ///
    /// @throws UsageException if something is not of the form
    Map<String, List<String>> only() {
        Map<String, List<String>> only = new LinkedHashMap<>();
        for (String word : wanted) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new UsageException(
                        "--only wants AXIS=VALUE such as security=wpa3, not \"" + word + '"');
            }
            only.computeIfAbsent(word.substring(0, equals), _ -> new ArrayList<>())
                    .add(word.substring(equals + 1));
        }
        return only;
    }

    /// The words that choose exactly the combination that a topology is.
    static List<String> words(Topology topology) {
        List<String> choices = new ArrayList<>();
        topology.choices().forEach((axis, value) -> choices.add(axis + "=" + value));
        return choices.isEmpty() ? List.of() : List.of("--only", String.join(",", choices));
    }
}

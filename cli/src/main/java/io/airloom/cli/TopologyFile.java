package io.airloom.cli;

import io.airloom.machine.Installation;
import io.airloom.topology.Topology;
import io.airloom.topology.TopologyParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The topology that a command is about, and what it is changed in for this time.
final class TopologyFile {
    @Parameters(paramLabel = "FILE", description = "The topology.")
    private Path file = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "NAME=TEXT",
            description = "Let a variable of the topology have this value. May be repeated.")
    private Map<String, String> variables = new LinkedHashMap<>();

    @Mixin private Choices choices = new Choices();
    @Mixin private SeedOption seed = new SeedOption();

    /// Where it is.
    Path path() {
        return Installation.here().example(file);
    }

    /// Reads it; of a matrix, the first combination that is wanted.
    Topology parse() {
        return parseAll().getFirst();
    }

    /// Reads it, with all combinations of its matrix that are wanted.
    List<Topology> parseAll() {
        return TopologyParser.parseAll(path(), variables, choices.only()).stream()
                .map(seed::applyTo)
                .toList();
    }

    /// One of them as it is run for the `round`-th time, counted from 1.
    Topology ofRound(Topology topology, int round) {
        return seed.ofRound(topology, round);
    }

    /// The words of a command line that runs one of them again, as it was in that round.
    List<String> again(Topology topology, int round, MachineOptions machines) {
        List<String> words = new ArrayList<>(List.of("airloom", "lab", "run"));
        words.addAll(machines.words());
        words.addAll(seed.words(topology, round));
        variables.forEach((name, text) -> words.addAll(List.of("--set", name + "=" + text)));
        words.addAll(Choices.words(topology));
        words.add(file.toString());
        return words;
    }
}

package io.airloom.cli;

import io.airloom.image.InputFileException;
import io.airloom.image.Problem;
import io.airloom.machine.Installation;
import io.airloom.topology.Topology;
import io.airloom.topology.TopologyParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Which scenarios are run: of files, and of the topologies that stand in folders (not below them).
///
/// @param scenarios at least one
record TestPlan(List<Scenario> scenarios) {
    TestPlan {
        scenarios = List.copyOf(scenarios);
    }

    /// One combination of a file.
    ///
    /// @param file as the person named it
    /// @param round for the how many-th time it is run, from 1; 0 if it is run once only
    record Scenario(Path file, Topology topology, int round) {
        /// `matrix.yaml {security=wpa3}`, whichever round it is.
        String title() {
            String name = file.getFileName().toString();
            return topology.choices().isEmpty() ? name : name + " " + topology.choices();
        }
    }

    /// Reads all files.
    ///
    /// @param only values of axes that are wanted, for files that have such axes
    /// @param part of the titles that are wanted; empty for all
    /// @param tags at least one of which a file must have; none for all files
    /// @param without tags of files that are left out
    /// @throws InputFileException for the mistakes of all of them
    /// @throws UsageException if nothing is left
    static TestPlan of(
            List<Path> places,
            Map<String, List<String>> only,
            String part,
            Set<String> tags,
            Set<String> without) {
        List<Scenario> scenarios = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Path file : files(places)) {
            try {
                for (Topology topology : TopologyParser.parseAll(file, Map.of(), Map.of())) {
                    Scenario scenario = new Scenario(file, topology, 0);
                    if (isWanted(scenario, only, part, tags, without)) {
                        scenarios.add(scenario);
                    }
                }
            } catch (InputFileException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new InputFileException(problems);
        }
        if (scenarios.isEmpty()) {
            throw new UsageException("no scenario is left to run; see airloom lab test --help");
        }
        return new TestPlan(scenarios);
    }

    /// The same, with another seed of every air if one was given.
    TestPlan with(SeedOption seed) {
        return new TestPlan(
                scenarios.stream()
                        .map(one ->
                                new Scenario(one.file(), seed.applyTo(one.topology()), one.round()))
                        .toList());
    }

    /// All of it several times over: everything once, then everything again.
    TestPlan repeated(int times, SeedOption seed) {
        if (times == 1) {
            return this;
        }
        List<Scenario> all = new ArrayList<>();
        for (int round = 1; round <= times; round++) {
            for (Scenario one : scenarios) {
                all.add(new Scenario(one.file(), seed.ofRound(one.topology(), round), round));
            }
        }
        return new TestPlan(all);
    }

    private static boolean isWanted(
            Scenario scenario,
            Map<String, List<String>> only,
            String part,
            Set<String> tags,
            Set<String> without) {
        Topology topology = scenario.topology();
        return only.entrySet().stream()
                        .allMatch(wanted -> {
                            String value = topology.choices().get(wanted.getKey());
                            return value != null && wanted.getValue().contains(value);
                        })
                && scenario.title().toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT))
                && (tags.isEmpty() || topology.tags().stream().anyMatch(tags::contains))
                && topology.tags().stream().noneMatch(without::contains);
    }

    private static List<Path> files(List<Path> places) {
        List<Path> files = new ArrayList<>();
        for (Path place : places) {
            Path found = Installation.here().example(place);
            if (Files.isDirectory(found)) {
                try (Stream<Path> inside = Files.list(found)) {
                    inside.filter(file -> file.toString().matches(".*\\.ya?ml"))
                            .filter(Files::isRegularFile)
                            .sorted()
                            .forEach(files::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            } else {
                files.add(found);
            }
        }
        if (files.isEmpty()) {
            throw new UsageException(
                    "there is no topology (*.yaml) in "
                            + String.join(", ", places.stream().map(Path::toString).toList()));
        }
        return files.stream().distinct().toList();
    }
}

package io.airloom.cli;

import io.airloom.lab.Installation;
import io.airloom.lab.Topology;
import io.airloom.lab.TopologyParser;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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

    /// Reads it.
    Topology parse() {
        return TopologyParser.parse(Installation.here().example(file), variables);
    }
}

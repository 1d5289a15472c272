package io.airloom.cli;

import io.airloom.topology.AirSpec;
import io.airloom.topology.Topology;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Another seed of the air than that of the topology.
final class SeedOption {
    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Seed of what chance decides on the air: with the same one, the same tries of"
                            + " the same frames are lost (default: the topology's, 1 if it has"
                            + " none).")
    private @Nullable String text;

    /// @throws UsageException if it is no seed
    Topology applyTo(Topology topology) {
        if (text == null) {
            return topology;
        }
        Long seed = AirSpec.seed(text);
        if (seed == null) {
            throw new UsageException("--seed " + AirSpec.badSeed(text));
        }
        return topology.withSeed(seed);
    }

    /// The words of a command line that say the same.
    List<String> words() {
        return text == null ? List.of() : List.of("--seed", text);
    }
}

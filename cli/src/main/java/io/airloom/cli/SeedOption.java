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

    /// A topology as it is done for the `round`-th time, counted from 1: chance decides otherwise
    /// each time, unless somebody has named a seed.
    ///
    /// @param topology with its seed of the first time
    Topology ofRound(Topology topology, int round) {
        if (text != null || round == 1) {
            return topology;
        }
        long seed = (topology.air().seed() + round - 1) % (AirSpec.MAX_SEED + 1);
        return topology.withSeed(seed);
    }

    /// The words of a command line that give a topology the seed that it has in that round; 0 is
    /// none.
    List<String> words(Topology topology, int round) {
        if (text != null) {
            return List.of("--seed", text);
        }
        return round <= 1 ? List.of() : List.of("--seed", String.valueOf(topology.air().seed()));
    }
}

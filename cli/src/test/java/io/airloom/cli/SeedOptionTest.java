package io.airloom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.topology.AirSpec;
import io.airloom.topology.Topology;
import io.airloom.topology.TopologyParser;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `--seed`, which the commands that run topologies have in common.
class SeedOptionTest {
    @Command
    static final class Line {
        @Mixin SeedOption seed = new SeedOption();
    }

    private static SeedOption parsed(String... words) {
        Line line = new Line();
        new CommandLine(line).parseArgs(words);
        return line.seed;
    }

    private final Topology topology =
            TopologyParser.parse(
                    "lab.yaml", "air: {seed: 3, delay: 1ms}\nnodes: {a: {role: bare}}");

    @Test
    void takesThePlaceOfTheTopologysAndComesAgain() {
        assertThat(parsed().applyTo(topology)).isEqualTo(topology);
        assertThat(parsed().words(topology, 1)).isEmpty();
        SeedOption seven = parsed("--seed", "7");
        assertThat(seven.applyTo(topology).air()).isEqualTo(topology.withSeed(7).air());
        assertThat(seven.words(topology, 1)).containsExactly("--seed", "7");
    }

    @Test
    void repetitionsHaveTheNextSeedUnlessOneIsGiven() {
        Topology third = parsed().ofRound(topology, 3);
        assertThat(third.air().seed()).isEqualTo(5);
        assertThat(parsed().words(third, 3)).containsExactly("--seed", "5");
        assertThat(parsed().ofRound(topology, 1)).isEqualTo(topology);
        Topology last = topology.withSeed(AirSpec.MAX_SEED);
        assertThat(parsed().ofRound(last, 2).air().seed()).isZero();
        SeedOption seven = parsed("--seed", "7");
        Topology given = seven.ofRound(seven.applyTo(topology), 3);
        assertThat(given.air().seed()).isEqualTo(7);
        assertThat(seven.words(given, 3)).containsExactly("--seed", "7");
    }

    @Test
    void saysWhatASeedIs() {
        assertThatThrownBy(() -> parsed("--seed", "-7").applyTo(topology))
                .isInstanceOf(UsageException.class)
                .hasMessage("--seed must be a whole number of at most 15 digits, not \"-7\"");
    }
}

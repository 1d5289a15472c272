package io.airloom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        assertThat(parsed().words()).isEmpty();
        SeedOption seven = parsed("--seed", "7");
        assertThat(seven.applyTo(topology).air()).isEqualTo(topology.withSeed(7).air());
        assertThat(seven.words()).containsExactly("--seed", "7");
    }

    @Test
    void saysWhatASeedIs() {
        assertThatThrownBy(() -> parsed("--seed", "-7").applyTo(topology))
                .isInstanceOf(UsageException.class)
                .hasMessage("--seed must be a whole number of at most 15 digits, not \"-7\"");
    }
}

package io.airloom.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What a topology says of its air.
class AirSpecTest {
    private static Topology topology(String air) {
        return TopologyParser.parse("lab.yaml", air + "\nnodes: {n1: {role: bare}}");
    }

    @Test
    void hasNoDelayUnlessItSaysSo() {
        assertThat(topology("").air().delay()).isZero();
        assertThat(topology("air: {delay: 0}").air().delay()).isZero();
        Topology slow = topology("air: {delay: 1.5s}");
        assertThat(slow.air().delay()).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void hasTheSeedOneUnlessItSaysOtherwise() {
        assertThat(topology("").air().seed()).isEqualTo(1);
        Topology seeded = topology("air: {seed: 999999999999999}");
        assertThat(seeded.air().seed()).isEqualTo(AirSpec.MAX_SEED);
    }

    @Test
    void changesNothingElseWithItsSeed() {
        Topology topology = topology("air: {seed: 3, delay: 1ms}");
        Topology other = topology.withSeed(7);
        assertThat(other.air()).isEqualTo(new AirSpec(Duration.ofMillis(1), 7, null));
        assertThat(other.withSeed(3)).isEqualTo(topology);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> topology.withSeed(-1))
                .withMessage("seed=-1");
    }
}

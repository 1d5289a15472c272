package io.airloom.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.airloom.topology.AirSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/// Which seed the air of a lab has, and how a run is repeated in which chance was against the test.
class SeedTest {
    @TempDir Path folder;

    private static List<Long> seeds() {
        return FakeLab.Source.OPENED.stream().map(lab -> lab.topology().air().seed()).toList();
    }

    @WifiLab("pair.yaml")
    static class UsualCase {
        @Test
        void test() {}
    }

    @WifiLab(value = "pair.yaml", seed = 7)
    static class SeededCase {
        @Test
        void fails() {
            fail("by chance");
        }

        @Test
        @WifiLab(value = "pair.yaml", seed = AirSpec.MAX_SEED)
        void ofItsOwn() {}
    }

    @Test
    void theAnnotationComesBeforeTheTopology() {
        new Kit(folder).run(UsualCase.class);
        assertThat(seeds()).containsExactly(1L);
        new Kit(folder).run(SeededCase.class);
        assertThat(seeds()).containsExactlyInAnyOrder(7L, AirSpec.MAX_SEED);
    }

    @Test
    void thePropertyComesBeforeAll() {
        new Kit(folder).with("airloom.seed", "42").run(UsualCase.class, SeededCase.class);
        assertThat(seeds()).containsOnly(42L).hasSize(3);
    }

    @Test
    void aFailureSaysWithWhichSeedItCanBeRepeated() {
        EngineExecutionResults results = new Kit(folder).run(SeededCase.class);
        assertThat(results.testEvents().failed().list().toString()).contains("by chance");
        Path kept = folder.resolve("kept/io.airloom.junit.SeedTest.SeededCase.fails");
        assertThat(kept.resolve(Keeper.PAGE))
                .content()
                .contains("SeedTest$SeededCase#fails", "-Dairloom.seed=7")
                .contains("<dt>Seed of the air</dt><dd>7</dd>");
    }

    @WifiLab(value = "pair.yaml", seed = -1)
    static class NegativeCase {
        @Test
        void test() {}
    }

    @WifiLab(
            value = "pair.yaml",
            seed = {1, 2})
    static class TwoCase {
        @Test
        void test() {}
    }

    private String failure(Kit kit, Class<?> type) {
        return kit.run(type).allEvents().failed().list().toString();
    }

    @Test
    void whatIsNoSeedIsTold() {
        assertThat(failure(new Kit(folder), NegativeCase.class))
                .contains(
                        "NegativeCase has the seed -1; it is one number from 0 to 999999999999999");
        assertThat(failure(new Kit(folder), TwoCase.class)).contains("has the seed 1, 2; it is");
        assertThat(failure(new Kit(folder).with("airloom.seed", "one"), UsualCase.class))
                .contains("airloom.seed must be a whole number of at most 15 digits, not \"one\"");
        assertThat(FakeLab.Source.OPENED).isEmpty();
    }
}

package io.airloom.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/// Classes that run at once have no more labs than there is memory for, and none waits for ever.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class MemoryTest {
    /// Of one pair: two machines of 96 MiB, and what runs them.
    private static final int ONE = 320;

    @TempDir Path folder;

    private Kit parallel(int mib) {
        return new Kit(folder)
                .with("junit.jupiter.execution.parallel.enabled", "true")
                .with("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .with("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .with("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                .with(LabPool.MEMORY, String.valueOf(mib));
    }

    private static void allPass(EngineExecutionResults results, int tests) {
        results.allEvents().assertStatistics(s -> s.failed(0));
        results.testEvents().assertStatistics(s -> s.succeeded(tests));
        assertThat(FakeLab.Source.OPENED).allMatch(FakeLab::isClosed);
    }

    /// Finds its lab alone.
    @WifiLab("pair.yaml")
    static class OneCase {
        @Test
        void isAlone(Node ap) {
            for (int i = 0; i < 50; i++) {
                ap.exec("true");
                assertThat(FakeLab.Source.OPENED.stream().filter(lab -> !lab.isClosed()))
                        .hasSize(1);
            }
        }
    }

    static class TwoCase extends OneCase {}

    @WifiLab(value = "pair.yaml", reuse = true)
    static class ThreeCase extends OneCase {}

    @WifiLab(value = "pair.yaml", reuse = true, set = "word=other")
    static class FourCase extends OneCase {}

    @Test
    void onlyAsManyLabsAsMemoryAllowsAreThereAtOnce() {
        allPass(
                parallel(2 * ONE - 1)
                        .run(OneCase.class, TwoCase.class, ThreeCase.class, FourCase.class),
                4);
    }

    @Test
    void aLabThatNobodyHasIsEndedForOneThatIsWanted() {
        allPass(
                new Kit(folder)
                        .with(LabPool.MEMORY, String.valueOf(ONE))
                        .run(ThreeCase.class, FourCase.class),
                2);
        assertThat(FakeLab.Source.OPENED).hasSize(2);
    }

    @WifiLab("pair.yaml")
    static class WithinCase {
        @Test
        @WifiLab(value = "pair.yaml", set = "word=other")
        void ownLab(Node ap) {
            ap.exec("true");
        }

        @Test
        void classesLab(Node ap) {
            ap.exec("true");
        }
    }

    static class AlsoWithinCase extends WithinCase {}

    @Test
    void aLabWithinAnotherOnesTimeIsNotWaitedFor() {
        allPass(parallel(1).run(WithinCase.class, AlsoWithinCase.class), 4);
    }

    @Test
    void whatIsNoAmountIsTold() {
        assertThat(
                        new Kit(folder)
                                .with(LabPool.MEMORY, "2 GB")
                                .run(OneCase.class)
                                .allEvents()
                                .failed()
                                .list()
                                .toString())
                .contains("airloom.memory must be a number of MiB, not \"2 GB\"");
    }
}

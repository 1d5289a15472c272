package io.airloom.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.lab.AirSnapshot;
import io.airloom.lab.LabReport;
import io.airloom.lab.LatencyCounts;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabSamplerTest {
    private final FakeLab lab = new FakeLab(Path.of("."));

    @Test
    void looksAtOnceAndAgainAtItsEnd() throws Exception {
        LabSampler sampler = LabSampler.start(lab);
        while (lab.looks.get() == 0) {
            Thread.onSpinWait();
        }
        sampler.close();
        List<AirSnapshot> samples = sampler.samples();
        assertThat(samples).hasSizeGreaterThanOrEqualTo(2);
        assertThat(samples.stream().map(AirSnapshot::epochNanos))
                .isSortedAccordingTo(Long::compare)
                .endsWith(lab.looks.get());
    }

    @Test
    void keepsWhatItSawOfALabThatHasEnded() {
        LabSampler sampler = LabSampler.start(lab);
        while (lab.looks.get() == 0) {
            Thread.onSpinWait();
        }
        lab.ended = true;
        sampler.close();
        assertThat(sampler.samples()).isNotEmpty();
    }

    @Test
    void neverKeepsTooMuch() {
        lab.ended = true;
        LabSampler sampler = LabSampler.start(lab);
        AirSnapshot.Radio radio = new AirSnapshot.Radio("ap1", true, 2412, 1, 1, 0, 1, 20);
        for (int i = 0; i < 3_000; i++) {
            sampler.add(
                    new AirSnapshot(
                            i,
                            LabReport.Medium.NONE,
                            LatencyCounts.NONE,
                            Collections.nCopies(999, radio),
                            List.of()));
        }
        sampler.close();
        List<AirSnapshot> samples = sampler.samples();
        assertThat(samples).hasSizeBetween(150, LabSampler.MAX_VALUES / 1000);
        assertThat(samples.getFirst().epochNanos()).isZero();
        assertThat(samples.getLast().epochNanos()).isEqualTo(2_999);
    }
}

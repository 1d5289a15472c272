package io.airloom.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class AirSoakTest {
    private static final SoakOptions OPTIONS =
            new SoakOptions(Duration.ofMillis(1300), 2000, 3, Duration.ofMillis(150));

    @TempDir Path folder;

    @Test
    void answersEveryFrameWhileGuestsComeAndGo() throws IOException {
        List<SoakSample> watched = new ArrayList<>();
        SoakReport report = AirSoak.run(OPTIONS, watched::add);

        assertThat(report.frames()).isPositive();
        assertThat(report.acknowledged()).isEqualTo(report.frames());
        assertThat(report.unanswered()).isZero();
        assertThat(report.visits()).isEqualTo(1);
        assertThat(report.samples()).isEqualTo(watched);
        assertThat(watched.getLast().descriptors()).isPositive();
        assertThat(watched.getLast().mappings()).isPositive();
        assertThat(watched.getLast().residentKib()).isPositive();
        Path json = folder.resolve("soak.json");
        report.writeJson(json);
        assertThat(Files.readString(json)).contains("\"samples\":[{\"seconds\":");
    }

    @Test
    void whatWasDueBeforeTheEndIsDoneByARunThatWasHeldUpUntilThen() {
        AtomicBoolean isHeldUp = new AtomicBoolean(true);
        SoakReport report =
                AirSoak.run(
                        OPTIONS,
                        _ -> {
                            if (isHeldUp.getAndSet(false)) {
                                LockSupport.parkNanos(OPTIONS.duration().toNanos());
                            }
                        });

        assertThat(report.visits()).isEqualTo(1);
        assertThat(report.frames()).isPositive();
        assertThat(report.acknowledged()).isEqualTo(report.frames());
    }

    @Test
    void callsFlatWhatOnlyGrewAtTheBeginning() {
        SoakReport report = report(i -> sample(i, i == 0 ? 1 : 9, 70, 200, 100_000));
        assertThat(report.problems()).isEmpty();
        assertThat(report.lines()).contains("flat; every frame was acknowledged");
    }

    @Test
    void namesEachThingThatGrows() {
        SoakReport report =
                report(i -> sample(i, 5 + i / 2, 70 + i / 8, 200 + i, 100_000 + 1024L * i));
        assertThat(report.problems())
                .satisfiesExactly(
                        p -> assertThat(p).startsWith("heap grew by"),
                        p -> assertThat(p).startsWith("descriptors grew by"),
                        p -> assertThat(p).startsWith("mappings grew by"),
                        p -> assertThat(p).startsWith("resident memory grew by"));
    }

    @Test
    void complainsOfFramesWithoutAnswerOrAcknowledgement() {
        List<SoakSample> samples =
                IntStream.range(0, 20).mapToObj(i -> sample(i, 5, 70, 200, 100_000)).toList();
        assertThat(new SoakReport(OPTIONS, samples, 1000, 990, 7, 1).problems())
                .containsExactly("7 frames were not answered", "10 frames were not acknowledged");
    }

    @Test
    void refusesARunThatCannotShowGrowth() {
        assertThatThrownBy(() ->
                        new SoakOptions(Duration.ofSeconds(10), 100, 2, Duration.ofSeconds(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("10 s have no room for 8 samples");
        assertThatThrownBy(() -> new SoakOptions(Duration.ofHours(1), 0, 2, Duration.ofSeconds(60)))
                .hasMessage("rate=0");
        assertThatThrownBy(() -> new SoakOptions(Duration.ofHours(1), 1, 1, Duration.ofSeconds(60)))
                .hasMessage("guests=1");
    }

    @Test
    void measuresAnAirOnWhichNothingHappens() throws IOException {
        IdleReport report = AirIdle.run(4, Duration.ofMillis(300), line -> {});

        assertThat(report.parts()).extracting(IdleReport.Part::beaconing).containsExactly(0, 1, 4);
        assertThat(report.parts().getFirst().beacons()).isZero();
        assertThat(report.parts().getLast().beacons()).isPositive();
        assertThat(report.lines()).hasSize(3);
        Path json = folder.resolve("idle.json");
        report.writeJson(json);
        assertThat(Files.readString(json)).startsWith("{\"guests\":4,\"parts\":[{\"beaconing\":0,");
        assertThatThrownBy(() -> AirIdle.run(1, Duration.ofSeconds(1), line -> {}))
                .hasMessage("guests=1");
    }

    private static SoakReport report(IntFunction<SoakSample> sample) {
        List<SoakSample> samples = IntStream.range(0, 40).mapToObj(sample).toList();
        return new SoakReport(OPTIONS, samples, 1000, 1000, 0, 1);
    }

    private static SoakSample sample(
            int minute, int heapMebibytes, int descriptors, int mappings, long residentKib) {
        return new SoakSample(
                60.0 * minute,
                600_000L * minute,
                (long) heapMebibytes << 20,
                descriptors,
                mappings,
                residentKib,
                minute);
    }
}

package io.airloom.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class AirBenchTest {
    @TempDir Path folder;

    @Test
    void measuresAnAirOfItsOwn() throws IOException {
        List<String> progress = new ArrayList<>();
        AirBenchReport report =
                AirBench.run(new AirBenchOptions(null, 3, 2, 3000, 300), progress::add);

        assertThat(report.frames()).isEqualTo(3000);
        assertThat(report.lost()).isZero();
        assertThat(report.strange()).isZero();
        assertThat(report.copies()).isEqualTo(3000L * 5);
        assertThat(report.air()).isNotNull();
        assertThat(report.air().heapMebibytes()).isBetween(1.0, 64.0);
        assertThat(report.paced().p50()).isPositive();
        assertThat(report.lines()).anyMatch(line -> line.startsWith("3 guests with 2 radios each"));
        assertThat(progress).isNotEmpty();
        Path json = folder.resolve("report.json");
        report.writeJson(json);
        assertThat(Files.readString(json))
                .startsWith(
                        "{\"guests\":3,\"radiosPerGuest\":2,\"frameLength\":300,\"frames\":3000,")
                .contains("\"framesPerSecond\":", "\"oneWayLoadedMicros\":{\"p50\":")
                .contains("\"air\":{\"allocatedBytesPerFrame\":")
                .endsWith("}}");
    }

    @Test
    void measuresWhateverListensOnASocket() throws IOException {
        try (TestAir air = new TestAir(folder)) {
            AirBenchReport report =
                    AirBench.run(new AirBenchOptions(air.socket(), 2, 1, 2000, 44), line -> {});

            assertThat(report.lost()).isZero();
            assertThat(report.air()).isNull();
            Path json = folder.resolve("report.json");
            report.writeJson(json);
            assertThat(Files.readString(json)).doesNotContain("\"air\"");
        }
    }

    @Test
    void saysWhenNobodyListens() {
        Path nobody = folder.resolve("nobody.sock");
        assertThatThrownBy(
                        () -> AirBench.run(new AirBenchOptions(nobody, 2, 1, 10, 100), line -> {}))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining(nobody.toString());
    }

    @Test
    void refusesNumbersThatMakeNoSense() {
        assertThatThrownBy(() -> new AirBenchOptions(null, 1, 1, 10, 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("guests * radios=1");
        assertThatThrownBy(() -> new AirBenchOptions(null, 2, 101, 10, 100))
                .hasMessage("radios=101");
        assertThatThrownBy(() -> new AirBenchOptions(null, 2, 1, 0, 100)).hasMessage("frames=0");
        assertThatThrownBy(() -> new AirBenchOptions(null, 2, 1, 10, 43))
                .hasMessage("frameLength=43");
    }
}

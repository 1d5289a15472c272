package io.airloom.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapturedFramesTest {
    @TempDir Path folder;

    @Test
    void readsWhoSentWhatAndWhatBecameOfIt() throws Exception {
        Path file = folder.resolve("a.pcapng");
        try (TestFrames frames = new TestFrames(file)) {
            frames.beacon("ap1", 1_000, "lab");
            frames.data("sta1", "ap1", 2_000, true, 100);
            frames.data("sta1", "ap1", 3_500, false, 100);
            frames.beacon("ap1", 103_400, "lab");
        }
        CapturedFrames read = CapturedFrames.read(file, TestFrames.START_NANOS);
        assertThat(read.problem()).isNull();
        assertThat(read.size()).isEqualTo(4);
        assertThat(read.total()).isEqualTo(4);
        assertThat(read.nodes()).containsExactly("ap1", "sta1");
        assertThat(read.micros(2)).isEqualTo(3_500);
        assertThat(read.octets(2)).isEqualTo(100);
        CapturedFrames.Words beacon = read.words().get(read.word(0));
        assertThat(beacon.kind()).isEqualTo(CapturedFrames.Kind.BEACON);
        assertThat(beacon.text()).contains("Beacon \"lab\"");
        assertThat(read.word(3)).as("the same words are kept once").isEqualTo(read.word(0));
        CapturedFrames.Words lost = read.words().get(read.word(2));
        assertThat(lost.isLost()).isTrue();
        assertThat(lost.fate()).startsWith("not acknowledged in 4 tries");
        assertThat(read.telling(10)).containsExactly(0, 2);
    }

    @Test
    void whatIsBeyondItsLimitsIsCounted() throws Exception {
        Path file = folder.resolve("many.pcapng");
        int many = CapturedFrames.MAX_FRAMES + 10;
        try (TestFrames frames = new TestFrames(file)) {
            for (int i = 0; i < many; i++) {
                frames.beacon("ap" + i % 300, i, "net" + i % 20_000);
            }
        }
        CapturedFrames read = CapturedFrames.read(file, TestFrames.START_NANOS);
        assertThat(read.size()).isEqualTo(CapturedFrames.MAX_FRAMES);
        assertThat(read.total()).isEqualTo(many);
        assertThat(read.nodes()).hasSize(CapturedFrames.MAX_NODES).endsWith("others");
        assertThat(read.words()).hasSizeBetween(CapturedFrames.MAX_WORDS, 9_000);
        CapturedFrames.Words last = read.words().get(read.word(19_999));
        assertThat(last.text()).isEqualTo("Beacon");
    }

    @Test
    void timesNeverGoBackwards() throws Exception {
        Path file = folder.resolve("clock.pcapng");
        try (TestFrames frames = new TestFrames(file)) {
            frames.beacon("ap1", -5_000, "lab");
            frames.beacon("ap1", 9_000, "lab");
            frames.beacon("ap1", 2_000, "lab");
        }
        CapturedFrames read = CapturedFrames.read(file, TestFrames.START_NANOS);
        assertThat(new long[] {read.micros(0), read.micros(1), read.micros(2)})
                .containsExactly(0, 9_000, 9_000);
    }

    @Test
    void ofABrokenCaptureItKeepsWhatItCould() throws Exception {
        Path file = folder.resolve("cut.pcapng");
        try (TestFrames frames = new TestFrames(file)) {
            for (int i = 0; i < 50; i++) {
                frames.beacon("ap1", i * 1_000L, "lab");
            }
        }
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2 + 1));
        CapturedFrames read = CapturedFrames.read(file, TestFrames.START_NANOS);
        assertThat(read.size()).isBetween(20, 30);
        assertThat(read.problem()).contains("cut short");
        CapturedFrames none = CapturedFrames.read(folder.resolve("none"), 0);
        assertThat(none.size()).isZero();
        assertThat(none.problem()).isNotNull();
    }
}

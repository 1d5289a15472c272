package io.airloom.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.lab.ScenarioRun;
import io.airloom.lab.StepResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pings have the times of their requests on the air, and none where it is not clear which these
/// are.
class PingTimesTest {
    /// Three-address header, LLC, IPv4, ICMP, and the 56 octets that ping sends.
    private static final int REQUEST = 24 + 8 + 20 + 8 + 56;

    private static final int CCMP = 16;

    private static final String BUSYBOX =
            """
            PING ap1 (172.16.16.1): 56 data bytes
            64 bytes from 172.16.16.1: seq=0 ttl=64 time=1.500 ms
            64 bytes from 172.16.16.1: seq=2 ttl=64 time=20.25 ms

            3 packets transmitted, 2 packets received
            """;

    @TempDir Path folder;

    private interface Sent {
        void by(TestFrames frames);
    }

    private CapturedFrames captured(Sent sent) throws Exception {
        Path file = folder.resolve("a.pcapng");
        try (TestFrames frames = new TestFrames(file)) {
            sent.by(frames);
        }
        return CapturedFrames.read(file, TestFrames.START_NANOS);
    }

    /// Ran from 3 to 5 s.
    private static StepResult ran(String output) {
        return new StepResult(
                "1",
                "sta1",
                "ping",
                StepResult.Outcome.PASSED,
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                output,
                null,
                List.of(),
                new LinkedHashMap<>());
    }

    private static List<@Nullable Double> seconds(String output, @Nullable CapturedFrames frames) {
        return PingTimes.of(ran(output), frames).replies().stream()
                .map(PingTimes.Reply::seconds)
                .toList();
    }

    @Test
    void theirTimesAreThoseOfTheFrames() throws Exception {
        CapturedFrames frames =
                captured(sent -> {
                    sent.data("sta1", "ap1", 2_900_000, true, REQUEST + CCMP);
                    sent.beacon("ap1", 3_000_000, "lab");
                    sent.data("sta1", "ap1", 3_100_000, true, REQUEST + CCMP);
                    sent.data("ap1", "sta1", 3_101_000, true, REQUEST + CCMP);
                    sent.data("sta1", "ap1", 3_200_000, true, 90);
                    sent.data("sta1", "ap1", 3_300_000, false, REQUEST + CCMP);
                    sent.data("sta1", "ap1", 4_900_000, true, REQUEST + CCMP);
                    sent.data("sta1", "ap1", 5_100_000, true, REQUEST + CCMP);
                });
        PingTimes ping = PingTimes.of(ran(BUSYBOX), frames);
        assertThat(ping.target()).isEqualTo("ap1");
        assertThat(ping.replies())
                .as("the second got no answer")
                .containsExactly(new PingTimes.Reply(3.1, 1.5), new PingTimes.Reply(4.9, 20.25));
    }

    @Test
    void iputilsCountsFromOne() throws Exception {
        CapturedFrames frames =
                captured(sent -> {
                    sent.data("sta1", "ap1", 3_100_000, true, REQUEST + 44);
                    sent.data("sta1", "ap1", 3_200_000, true, REQUEST + 44);
                });
        String output =
                """
                PING 172.16.16.1 (172.16.16.1) 100(128) bytes of data.
                108 bytes from 172.16.16.1: icmp_seq=2 ttl=64 time=0.5 ms
                108 bytes from 172.16.16.1: icmp_seq=9 ttl=64 time<1 ms

                2 packets transmitted, 1 received, 50% packet loss, time 1002ms
                """;
        assertThat(seconds(output, frames)).containsExactly(3.2, null);
    }

    @Test
    void whatIsNotClearHasNoTime() throws Exception {
        CapturedFrames many =
                captured(sent -> {
                    for (int i = 0; i < 4; i++) {
                        sent.data("sta1", "ap1", 3_100_000 + i * 1000, true, REQUEST);
                    }
                });
        assertThat(seconds(BUSYBOX, many)).as("one too many").containsExactly(null, null);
        CapturedFrames alike =
                captured(sent -> {
                    for (int i = 0; i < 3; i++) {
                        sent.data("sta1", "ap1", 3_100_000 + i * 1000, true, REQUEST);
                        sent.data("sta1", "ap2", 3_100_500 + i * 1000, true, REQUEST);
                    }
                });
        assertThat(seconds(BUSYBOX, alike)).as("two alike").containsExactly(null, null);
        CapturedFrames other =
                captured(sent -> {
                    for (int i = 0; i < 3; i++) {
                        sent.data("sta2", "ap1", 3_100_000 + i * 1000, true, REQUEST);
                    }
                });
        assertThat(seconds(BUSYBOX, other)).as("somebody else's").containsExactly(null, null);
        assertThat(seconds(BUSYBOX, null)).as("no capture").containsExactly(null, null);
        assertThat(seconds("PING ap1\nseq=0 time=1 ms\n", other)).containsExactly((Double) null);
        assertThat(seconds(BUSYBOX + BUSYBOX, alike)).hasSize(4).containsOnlyNulls();
        assertThat(seconds("64 bytes: seq=1 time=1 ms", other)).isEmpty();
    }

    @Test
    void withoutATimeTheyAreDrawnAsLongAsTheirStep() throws Exception {
        CapturedFrames frames =
                captured(sent -> {
                    for (int i = 0; i < 3; i++) {
                        sent.data("sta1", "ap1", 3_100_000 + i * 1000, true, REQUEST);
                    }
                });
        Plot known = ping(frames);
        Series dots = known.series().getFirst();
        assertThat(dots.name).isEqualTo("sta1 ↔ ap1");
        assertThat(dots.shape).isEqualTo(Series.Shape.DOTS);
        assertThat(dots.seconds).containsExactly(3.1, 3.102);
        Series stretches = ping(null).series().getFirst();
        assertThat(stretches.name).isEqualTo("sta1 ↔ ap1, some time in its step");
        assertThat(stretches.shape).isEqualTo(Series.Shape.STRETCHES);
        assertThat(stretches.seconds).containsExactly(3.0, 3.0);
        assertThat(stretches.lengths).containsExactly(2.0, 2.0);
        assertThat(stretches.values).containsExactly(1.5, 20.25);
    }

    private static Plot ping(@Nullable CapturedFrames frames) {
        ScenarioRun run =
                new ScenarioRun(
                        Path.of("a.yaml"),
                        new LinkedHashMap<>(),
                        Instant.EPOCH,
                        Duration.ofSeconds(6),
                        null,
                        List.of(ran(BUSYBOX)),
                        null,
                        List.of(),
                        new LinkedHashMap<>(),
                        List.of());
        return AirPlots.of(run, frames, _ -> 0, 0).stream()
                .filter(plot -> plot.title().equals("Ping"))
                .findFirst()
                .orElseThrow();
    }
}

package io.airloom.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.airloom.lab.AirSnapshot;
import io.airloom.lab.LabReport;
import io.airloom.lab.LatencyCounts;
import io.airloom.lab.ScenarioRun;
import io.airloom.medium.ChannelUse;
import io.airloom.medium.Latency;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What plots say is of the time at which they say it.
class AirPlotsTest {
    private static final long QUARTER_NANOS = 250_000_000;

    /// About 1 ms and about 64 ms.
    private static final int SHORT = 159;

    private static final int LONG = SHORT + 48;

    /// @param frames that the air has carried so far, by step
    /// @param tries of a link that have all been successful
    private static AirSnapshot look(int number, Map<Integer, Long> frames, long tries) {
        AirSnapshot.Link link =
                new AirSnapshot.Link(
                        "a", "b", -30, 540, true, 0, tries / 2, tries * 100, tries / 2, tries);
        return new AirSnapshot(
                number * QUARTER_NANOS,
                LabReport.Medium.NONE,
                new LatencyCounts(new TreeMap<>(frames)),
                List.of(),
                List.of(link));
    }

    private static final List<AirSnapshot> LOOKS =
            List.of(
                    look(0, Map.of(), 0),
                    look(1, Map.of(SHORT, 1_000L), 10),
                    look(2, Map.of(SHORT, 1_000L, LONG, 10L), 10),
                    look(3, Map.of(SHORT, 1_000L, LONG, 10L), 10),
                    look(4, Map.of(SHORT, 1_100L, LONG, 10L), 20));

    private static Plot plot(String title) {
        return plot(title, LOOKS);
    }

    private static Plot plot(String title, List<AirSnapshot> looks) {
        return plots(looks).stream()
                .filter(plot -> plot.title().equals(title))
                .findFirst()
                .orElseThrow();
    }

    private static List<Plot> plots(List<AirSnapshot> looks) {
        ScenarioRun run =
                new ScenarioRun(
                        Path.of("a.yaml"),
                        new LinkedHashMap<>(),
                        Instant.EPOCH,
                        Duration.ofSeconds(1),
                        null,
                        List.of(),
                        null,
                        looks,
                        new LinkedHashMap<>(),
                        List.of());
        return AirPlots.of(run, null, _ -> 0, 0);
    }

    @Test
    void latenciesAreOfTheFramesBetweenTwoLooks() {
        Series median = plot("Air latency").series().getFirst();
        assertThat(median.seconds).containsExactly(0.125, 0.375, 0.875);
        double few = Latency.nanosOf(SHORT) / 1e6;
        assertThat(few).isCloseTo(1, withPercentage(5));
        assertThat(median.values)
                .as("ten slow ones after a thousand quick ones are slow")
                .containsExactly(few, few * 64, few);
        assertThat(median.beginsAt(1)).isFalse();
        assertThat(median.beginsAt(2)).as("nothing was carried before").isTrue();
    }

    private static AirSnapshot using(int number, ChannelUse... channels) {
        LabReport.Medium medium =
                new LabReport.Medium(
                        0,
                        0,
                        new LinkedHashMap<>(),
                        new LabReport.Latency(1, 2, 3),
                        List.of(channels));
        return new AirSnapshot(
                number * QUARTER_NANOS, medium, LatencyCounts.NONE, List.of(), List.of());
    }

    @Test
    void aChannelIsBusyForAPartOfEachTimeBetweenTwoLooks() {
        Plot plot =
                plot(
                        "Channel use",
                        List.of(
                                using(0, new ChannelUse(2412, 9, 1, 0)),
                                using(1, new ChannelUse(2412, 9 + QUARTER_NANOS / 2, 100, 0)),
                                using(
                                        2,
                                        new ChannelUse(2412, 9 + QUARTER_NANOS * 2, 200, 0),
                                        new ChannelUse(5180, QUARTER_NANOS / 4, 3, 2),
                                        new ChannelUse(5200, 0, 0, 0)),
                                // Another medium has taken its place, unnoticed.
                                using(3, new ChannelUse(2412, 5, 1, 0))));
        assertThat(plot.series())
                .extracting(line -> line.name)
                .containsExactly("channel 1, 2412 MHz", "channel 36, 5180 MHz");
        Series low = plot.series().getFirst();
        assertThat(low.seconds).containsExactly(0.125, 0.375);
        assertThat(low.values)
                .as("a try that began before the look is counted whole")
                .containsExactly(50.0, 100.0);
        assertThat(low.beginsAt(2)).as("after the other one's first look").isTrue();
        assertThat(plot.series().getLast().values).containsExactly(25.0);
    }

    @Test
    void anAirWithoutChannelsHasNoPlotOfThem() {
        assertThat(plots(LOOKS)).noneMatch(plot -> plot.title().equals("Channel use"));
    }

    @Test
    void noLineLeadsThroughATimeOfWhichNothingIsKnown() {
        StringWriter page = new StringWriter();
        new TimePanel(new Html(page), 1, _ -> 0)
                .write(List.of(), null, List.of(plot("Tries in vain")));
        assertThat(plot("Tries in vain").series().getFirst().values).containsExactly(100.0, 100.0);
        assertThat(page.toString()).containsPattern("d=\"M0.125 \\S+h0M0.875 \\S+h0\"");
    }
}

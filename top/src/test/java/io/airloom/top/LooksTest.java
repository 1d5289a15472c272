package io.airloom.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.lab.AirSnapshot;
import io.airloom.lab.LabReport;
import io.airloom.lab.LatencyCounts;
import io.airloom.medium.ChannelUse;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Goal: figures are those of the time between looks. Method: looks at counters that are known.
class LooksTest {
    private static final long SECOND = 1_000_000_000L;

    private final FakeLab lab = new FakeLab(3);
    private final Looks looks = new Looks();

    @Test
    void ratesAreThoseBetweenTheLooks() {
        looks.add(lab.nodes(), snapshot(SECOND, 100, 10_000, 0, 100));
        looks.add(lab.nodes(), snapshot(3 * SECOND, 300, 30_000, 50, 500));
        Looks.Rates rates = looks.nodeRows(Sorting.FILE).getFirst().rates();
        assertThat(rates.framesPerSecond()).isEqualTo(100);
        assertThat(rates.octetsPerSecond()).isEqualTo(10_000);
        assertThat(rates.lost()).isEqualTo(0.25);
        assertThat(rates.tries()).isEqualTo(2);
        assertThat(looks.all()).isEqualTo(rates);
        assertThat(looks.linkRows(Sorting.FILE).getFirst().rates()).isEqualTo(rates);
    }

    @Test
    void anAirThatCountsFromTheBeginningAgainHasNoRates() {
        looks.add(lab.nodes(), snapshot(SECOND, 100, 10_000, 7, 100));
        looks.add(lab.nodes(), snapshot(2 * SECOND, 3, 300, 0, 3));
        assertThat(looks.all()).isEqualTo(Looks.Rates.NONE);
        assertThat(looks.history()).containsExactly(0.0);
    }

    @Test
    void oneLookHasNoRates() {
        looks.add(lab.nodes(), snapshot(SECOND, 100, 10_000, 7, 100));
        assertThat(looks.all()).isEqualTo(Looks.Rates.NONE);
        assertThat(looks.nodeRows(Sorting.FILE).getFirst().frames()).isEqualTo(100);
    }

    @Test
    void aChannelIsBusyForAPartOfTheTimeBetweenTheLooks() {
        looks.add(lab.nodes(), using(SECOND, new ChannelUse(2412, 500_000_000, 100, 10)));
        assertThat(looks.channelRows(Sorting.FILE)).isEmpty();
        looks.add(
                lab.nodes(),
                using(
                        3 * SECOND,
                        new ChannelUse(2412, 1_000_000_000, 300, 14),
                        new ChannelUse(5180, 2 * SECOND + 1_000_000, 50, 40)));
        Looks.ChannelRow low = new Looks.ChannelRow(2412, 0.25, 100, 2);
        // A try that began before the look is counted whole.
        Looks.ChannelRow high = new Looks.ChannelRow(5180, 1, 25, 20);
        assertThat(looks.channelRows(Sorting.FILE)).containsExactly(low, high);
        assertThat(looks.channelRows(Sorting.TRAFFIC)).containsExactly(high, low);
        assertThat(looks.channelRows(Sorting.LOSS)).containsExactly(high, low);
    }

    @Test
    void anAirThatCountsFromTheBeginningAgainUsesNoChannel() {
        looks.add(lab.nodes(), using(SECOND, new ChannelUse(2412, 500_000_000, 100, 10)));
        looks.add(lab.nodes(), using(2 * SECOND, new ChannelUse(2412, 1_000, 1, 0)));
        assertThat(looks.channelRows(Sorting.FILE))
                .containsExactly(new Looks.ChannelRow(2412, 0, 0, 0));
    }

    private static AirSnapshot using(long epochNanos, ChannelUse... channels) {
        LabReport.Medium medium =
                new LabReport.Medium(
                        0,
                        0,
                        new LinkedHashMap<>(),
                        new LabReport.Latency(1, 2, 3),
                        List.of(channels));
        return new AirSnapshot(epochNanos, medium, LatencyCounts.NONE, List.of(), List.of());
    }

    @Test
    void radiosOfNobodyInTheLabAreShownBehindItsNodes() {
        AirSnapshot.Radio guest = new AirSnapshot.Radio("guest", true, 2437, 1, 1, 0, 1, 20);
        AirSnapshot snapshot =
                new AirSnapshot(
                        SECOND,
                        LabReport.Medium.NONE,
                        LatencyCounts.NONE,
                        List.of(guest),
                        List.of());
        looks.add(lab.nodes(), snapshot);
        assertThat(looks.nodeRows(Sorting.FILE))
                .extracting(row -> row.node().name())
                .containsExactly("ap1", "sta1", "sta2", "guest");
    }

    @Test
    void nodesAreSortedAsAsked() {
        for (int i = 0; i < 2; i++) {
            looks.add(lab.nodes(), lab.snapshot());
        }
        assertThat(names(Sorting.FILE)).containsExactly("ap1", "sta1", "sta2");
        assertThat(names(Sorting.TRAFFIC)).containsExactly("sta2", "sta1", "ap1");
        assertThat(names(Sorting.NAME)).containsExactly("ap1", "sta1", "sta2");
        assertThat(looks.linkRows(Sorting.LOSS).getFirst().link().to()).isEqualTo("sta2");
        assertThat(looks.linkRows(Sorting.TRAFFIC).getFirst().link().from()).isEqualTo("sta2");
    }

    private List<String> names(Sorting sorting) {
        return looks.nodeRows(sorting).stream().map(row -> row.node().name()).toList();
    }

    private static AirSnapshot snapshot(
            long epochNanos, long frames, long octets, long lost, long tries) {
        LabReport.Medium medium =
                new LabReport.Medium(
                        frames, frames, new LinkedHashMap<>(), new LabReport.Latency(1, 2, 3));
        return new AirSnapshot(
                epochNanos,
                medium,
                LatencyCounts.NONE,
                List.of(new AirSnapshot.Radio("ap1", true, 2412, frames, octets, lost, tries, 20)),
                List.of(
                        new AirSnapshot.Link(
                                "ap1", "sta1", -30, 540, true, 0, frames, octets, lost, tries)));
    }
}

package io.airloom.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.medium.ChannelModel;
import io.airloom.medium.ChannelSettings;
import io.airloom.medium.ChannelUse;
import io.airloom.vhost.AirOptions;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChannelUsesTest {
    private static BusyAir withChannels() {
        ChannelModel model = new ChannelModel(new ChannelSettings(3, 9, Map.of()));
        return new BusyAir(AirOptions.ideal().withPropagation(model));
    }

    private static LabReport.Medium medium(List<ChannelUse> channels) {
        return new LabReport.Medium(
                7, 6, new LinkedHashMap<>(), new LabReport.Latency(1.5, 2, 3), channels);
    }

    @Test
    void anAirWithAChannelTellsHowMuchOfItWasUsed() throws Exception {
        try (BusyAir air = withChannels()) {
            AirDesk desk = new AirDesk(air.thread);
            assertThat(desk.snapshot().channels()).isEmpty();
            air.beacons(3, 100);
            Poll.until("three beacons", () -> tries(desk) == 3);
            ChannelUse use = desk.snapshot().channels().getFirst();
            assertThat(use.freqMhz()).isEqualTo(2412);
            assertThat(use.collisions()).isZero();
            // 100 octets at 1 Mb/s and the long preamble are 992 microseconds.
            assertThat(use.busyNanos()).isGreaterThan(3 * 992_000);
            assertThat(LabReport.Medium.of(air.thread).channels()).containsExactly(use);
        }
    }

    private static long tries(AirDesk desk) {
        List<ChannelUse> channels = desk.snapshot().channels();
        return channels.isEmpty() ? 0 : channels.getFirst().tries();
    }

    @Test
    void theIdealAirHasNone() {
        try (BusyAir air = new BusyAir()) {
            air.beacons(3, 100);
            AirSnapshot snapshot = new AirDesk(air.thread).snapshot();
            assertThat(snapshot.medium().frames()).isEqualTo(3);
            assertThat(snapshot.channels()).isEmpty();
            assertThat(snapshot.message().values()).doesNotContainKey("channels");
        }
    }

    @Test
    void anAirThatIsClosedStillCountsItsFrames() {
        BusyAir air = withChannels();
        air.beacons(3, 100);
        air.close();
        LabReport.Medium medium = LabReport.Medium.of(air.thread);
        assertThat(medium.frames()).isEqualTo(3);
        assertThat(medium.channels()).isEmpty();
    }

    @Test
    void arriveInOrderAsTheyWereSent() {
        ChannelUse high = new ChannelUse(5180, 3_600_000_000_000L, 9_000_000_000L, 12);
        ChannelUse low = new ChannelUse(2412, 5, 4, 2);
        AirSnapshot snapshot =
                new AirSnapshot(
                        1, medium(List.of(high, low)), LatencyCounts.NONE, List.of(), List.of());
        ControlMessage sent = snapshot.message();
        ControlMessage read = ControlMessage.parse(sent.line().getBytes(StandardCharsets.UTF_8));
        assertThat(read).isNotNull();
        assertThat(AirSnapshot.of(read).channels()).containsExactly(low, high);
    }

    @Test
    void ofTwoAirsOneAfterTheOtherAreAddedUp() {
        List<ChannelUse> before =
                List.of(new ChannelUse(5180, 100, 10, 2), new ChannelUse(2412, 7, 1, 0));
        List<ChannelUse> after =
                List.of(new ChannelUse(2462, 1, 1, 0), new ChannelUse(5180, 11, 3, 1));
        assertThat(ChannelUses.sum(before, after))
                .containsExactly(
                        new ChannelUse(2412, 7, 1, 0),
                        new ChannelUse(2462, 1, 1, 0),
                        new ChannelUse(5180, 111, 13, 3));
    }
}

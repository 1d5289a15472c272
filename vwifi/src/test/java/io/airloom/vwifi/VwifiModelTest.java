package io.airloom.vwifi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.airloom.vwifi.SpecClient.Heard;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VwifiModelTest extends VwifiFixture {
    /// Worked out by hand from 92.45 + 20·log10(f/GHz) + 20·log10(d/km), cut off towards 0.
    @ParameterizedTest
    @CsvSource({
        "1, 2412, 40",
        "10, 2412, 60",
        "100, 2412, 80",
        "1, 5180, 46",
        "1000, 5180, 106",
        "0, 2412, 0",
        "0.001, 2412, -19",
        "1, 0, 40"
    })
    void attenuationIsThatOfFreeSpace(double metres, int freqMhz, int attenuationDb) {
        assertThat(VwifiModel.attenuationDb(metres, freqMhz)).isEqualTo(attenuationDb);
    }

    @Test
    void signalsFollowPositionsScaleAndPower() {
        SpecClient ap = client(46016);
        SpecClient sta = client(46272);
        place(46272, 3, 4, 0);
        assertThat(signal(ap, sta, 20)).isEqualTo(20 - 54);
        assertThat(signal(ap, sta, 0)).isEqualTo(-54);
        model.scale(10);
        assertThat(signal(ap, sta, 20)).isEqualTo(20 - 74);
        place(46272, 0, 0, 0);
        assertThat(signal(ap, sta, 20)).as("clamped").isEqualTo(-10);
        place(46272, Integer.MAX_VALUE, Integer.MIN_VALUE, 0);
        assertThat(signal(ap, sta, -100)).as("clamped").isEqualTo(-128);
    }

    @Test
    void guestsOfOtherKindsStandAtTheOriginUnlessPlaced() {
        SpecClient ap = client(46016);
        Other guest = new Other("sta1");
        place(46016, 0, 0, 10);
        ap.send(20, beacon(AP), CHANNEL_1);
        settle();
        model.place("sta1", new Position(0, 0, 11));
        ap.send(20, beacon(AP), CHANNEL_1);
        settle();
        assertThat(guest.signals).containsExactly(20 - 60, 20 - 40);
        guest.send(beacon(STA), CHANNEL_1);
        assertThat(ap.heard()).extracting(Heard::power).containsExactly(20 - 40);
        model.place("sta1", new Position(2_000_000_000, 0, 0));
        ap.send(20, beacon(AP), CHANNEL_1);
        settle();
        assertThat(guest.signals).as("as kernels may be told").endsWith(-110);
    }

    @Test
    void lossIsLinearInTheSignalAndTheSameInEachRun() {
        record Point(int distance, double delivered) {}
        for (Point point :
                new Point[] {
                    new Point(1, 1), new Point(100, 32 / 53.0), new Point(1000, 12 / 53.0),
                }) {
            List<Integer> first = delivered(point.distance);
            assertThat(first).isEqualTo(delivered(point.distance));
            assertThat(first.size() / 1000.0)
                    .as("at %d m", point.distance)
                    .isCloseTo(point.delivered, within(0.05));
        }
        assertThat(delivered(10_000)).isEmpty();
    }

    /// Which of a thousand frames a station hears on a fresh air.
    private List<Integer> delivered(int distance) {
        VwifiModelTest fresh = new VwifiModelTest();
        try {
            SpecClient ap = fresh.client(46016);
            SpecClient sta = fresh.client(46272);
            fresh.place(46272, distance, 0, 0);
            fresh.model.loss(true);
            List<Integer> heard = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                ap.send(20, beacon(AP), CHANNEL_1);
                fresh.settle();
                if (!sta.heard().isEmpty()) {
                    heard.add(i);
                }
            }
            return heard;
        } finally {
            fresh.closeAll();
        }
    }

    @Test
    void theRadiosOfOneMachineLoseAFrameTogether() {
        SpecClient ap = client(46016);
        SpecClient two = client(46272);
        two.send(20, beacon(STA), CHANNEL_1);
        two.send(20, beacon(OTHER), CHANNEL_1);
        settle();
        place(46272, 100, 0, 0);
        model.loss(true);
        int frames = 2000;
        int heard = 0;
        for (int i = 0; i < frames; i++) {
            ap.send(20, beacon(AP), CHANNEL_1);
            settle();
            heard += two.heard().size();
        }
        assertThat(heard / (double) frames).isCloseTo(32 / 53.0, within(0.04));
    }

    @Test
    void aScaleThatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> model.scale(Double.NaN)).hasMessage("metres=NaN");
        assertThatThrownBy(() -> model.scale(-1)).hasMessage("metres=-1.0");
        assertThatThrownBy(() -> model.scale(Double.POSITIVE_INFINITY))
                .hasMessage("metres=Infinity");
    }

    private void place(int cid, int x, int y, int z) {
        new SpecControl(this).order(3, cid, x, y, z);
    }

    private int signal(SpecClient from, SpecClient to, int power) {
        from.send(power, beacon(AP), CHANNEL_1);
        settle();
        return to.heard().getFirst().power();
    }
}

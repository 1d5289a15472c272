package io.airloom.medium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ChannelModelTest {
    private static final Position HERE = new Position(0, 0, 0);

    private final ChannelModel model =
            new ChannelModel(new ChannelSettings(3, 9, Map.of("ap1", HERE)));
    private final Air air = new Air(model);
    private final Radio ap = air.join("ap1", 1, new FakeReceiver(air));
    private final Radio sta = air.join("sta1", 2, new FakeReceiver(air));
    private final Transmission frame = Frames.data(1, 2, 2412);

    private int signalAt(double metres) {
        model.place("sta1", new Position(0, metres, 0));
        return model.signalDbm(frame, ap, sta);
    }

    @Test
    void inFreeSpaceTheLossIsTheOneOfTheFormula() {
        ChannelModel space = new ChannelModel(new ChannelSettings(2, 9, Map.of()));
        assertThat(space.lossDb(1, 2412)).isCloseTo(40.1, within(0.05));
        assertThat(space.lossDb(1, 5180)).isCloseTo(46.7, within(0.05));
        assertThat(space.lossDb(1000, 2400)).isCloseTo(100.05, within(0.05));
    }

    @Test
    void theSignalFallsByTenTimesTheExponentForTenTimesTheDistance() {
        assertThat(signalAt(1)).isEqualTo(-20);
        assertThat(signalAt(10)).isEqualTo(-50);
        assertThat(signalAt(100)).isEqualTo(-80);
        assertThat(signalAt(0)).as("nearer than a metre is a metre").isEqualTo(-20);
        assertThat(model.ackSignalDbm(frame, ap, sta)).isEqualTo(-20);
    }

    @Test
    void theFrequencyIsTheFramesOwn() {
        signalAt(10);
        assertThat(model.signalDbm(Frames.data(1, 2, 5180), ap, sta)).isEqualTo(-57);
        assertThat(model.signalDbm(frame, ap, sta)).isEqualTo(-50);
    }

    @Test
    void whoHasNoPositionIsAMetreFromEverybody() {
        assertThat(model.signalDbm(frame, ap, sta)).isEqualTo(-20);
        Radio second = air.join("ap1.2", 3, new FakeReceiver(air));
        signalAt(10);
        assertThat(model.signalDbm(frame, second, sta)).as("a node's radios").isEqualTo(-50);
    }

    @Test
    void aResetPutsEverybodyWhereHeWas() {
        signalAt(100);
        model.place("ap1", new Position(500, 0, 0));
        air.reset();
        assertThat(model.signalDbm(frame, ap, sta)).isEqualTo(-20);
        model.place("sta1", HERE);
        model.place("ap1", new Position(0, 0, -10));
        assertThat(model.signalDbm(frame, ap, sta)).isEqualTo(-50);
    }

    @Test
    void nobodyIsNowhere() {
        assertThatThrownBy(() -> new Position(Double.NaN, 0, 0))
                .hasMessage("position=NaN, 0.0, 0.0");
        assertThatThrownBy(() -> new Position(0, 0, -1.1e6)).hasMessageContaining("position=");
        assertThatThrownBy(() -> new ChannelSettings(1, 9, Map.of())).hasMessage("exponent=1.0");
        assertThatThrownBy(() -> new ChannelSettings(2, 31, Map.of()))
                .hasMessage("noiseFigureDb=31");
        assertThat(new Air().place("ap1", HERE)).as("an ideal air knows no places").isFalse();
    }
}

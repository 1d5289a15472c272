package io.airloom.vwifi;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.medium.AirCounter;
import io.airloom.vwifi.SpecClient.Heard;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Clients among themselves and with other guests, octet for octet as the specification says it.
class ClientsTest extends VwifiFixture {
    @Test
    void aFrameReachesTheOtherClientAsTheSmallestRecordAndNobodyGetsItBack() {
        SpecClient ap = client(46016);
        SpecClient sta = client(46272);
        byte[] frame = frame(0x80, ALL, AP, 26);
        ap.send(20, frame, CHANNEL_1);
        settle();
        // Power −10 (20 dBm without distance, clamped), 72 octets of message, FRAME, transmitter,
        // the frame and its padding, 2412 MHz.
        assertThat(hex(sta.raw()))
                .isEqualTo(
                        "f6"
                                + "48000000"
                                + "1000"
                                + "0000"
                                + "00000000"
                                + "00000000"
                                + "02010000"
                                + "0a000200"
                                + "74f8f6010000"
                                + "0000"
                                + "1e000300"
                                + hex(frame)
                                + "0000"
                                + "08001300"
                                + "6c090000");
        assertThat(ap.raw()).isEmpty();
        assertThat(value(VwifiCounter.FRAMES)).isEqualTo(1);
        assertThat(value(VwifiCounter.RECEPTIONS)).isEqualTo(1);
    }

    @Test
    void recordsComeOutWholeInWhateverPiecesTheyCome() {
        SpecClient ap = client(46016);
        SpecClient sta = client(46272);
        byte[] message = SpecClient.kernelMessage(beacon(AP), CHANNEL_1);
        byte[] record = new byte[2 * (1 + message.length)];
        record[0] = 20;
        System.arraycopy(message, 0, record, 1, message.length);
        System.arraycopy(record, 0, record, 1 + message.length, 1 + message.length);
        for (byte octet : record) {
            ap.sendRaw(new byte[] {octet});
            settle();
        }
        assertThat(sta.heard()).hasSize(2).allMatch(heard -> heard.frame().equals(hex(beacon(AP))));
    }

    @Test
    void aHundredRecordsAtOnceAreTakenInTurns() {
        SpecClient ap = client(46016);
        SpecClient sta = client(46272);
        for (int i = 0; i < 100; i++) {
            ap.send(20, frame(0x80, ALL, AP, 30), CHANNEL_1);
        }
        settle();
        assertThat(sta.heard()).hasSize(100);
    }

    @Test
    void otherGuestsHearClientsAreHeardAndAreAcknowledged() {
        SpecClient ap = client(46016);
        Other guest = new Other("sta1");
        ap.send(20, beacon(AP), CHANNEL_1);
        settle();
        assertThat(guest.signals).containsExactly(-10);
        guest.send(data(AP, OTHER), CHANNEL_1);
        assertThat(ap.heard()).hasSize(1);
        assertThat(guest.acknowledged).containsExactly(true);
        guest.send(data(STA, OTHER), CHANNEL_1);
        assertThat(guest.acknowledged).containsExactly(true, false);
    }

    @Test
    void twoRadiosOfOneMachineGetOneCopyAndAreNotServedByUs() {
        SpecClient two = client(46016);
        SpecClient sta = client(46272);
        two.send(20, beacon(AP), CHANNEL_1);
        two.send(20, beacon(OTHER), CHANNEL_1);
        two.send(20, data(OTHER, AP), CHANNEL_1);
        settle();
        assertThat(two.raw()).isEmpty();
        assertThat(air.radios()).isEqualTo(3);
        assertThat(value(AirCounter.ACKNOWLEDGED)).isEqualTo(1);
        sta.heard();
        sta.send(20, data(ALL, STA), CHANNEL_1);
        sta.send(20, data(AP, STA), CHANNEL_1);
        sta.send(20, data(OTHER, STA), CHANNEL_1);
        settle();
        assertThat(two.heard()).hasSize(3);
    }

    @Test
    void theRandomAddressesOfScansAreNoRadios() {
        SpecClient sta = client(46016);
        long random = 0x6212_3456_0000L;
        for (int i = 0; i < 20; i++) {
            sta.send(20, probe(random + i), CHANNEL_1);
        }
        sta.send(20, data(AP, STA), CHANNEL_1);
        sta.send(20, probe(random), CHANNEL_6);
        sta.send(20, probe(0x0200_0000_0100L), CHANNEL_1);
        settle();
        assertThat(air.radios()).as("its own, and hwsim's second one").isEqualTo(2);
    }

    @Test
    void unicastFramesOfAnotherChannelStayAwayOnceTheChannelIsKnown() {
        SpecClient sta = client(46016);
        SpecClient ap = client(46272);
        ap.send(20, data(OTHER, AP), CHANNEL_6);
        settle();
        assertThat(sta.heard()).as("a monitor that has not sent").hasSize(1);
        sta.send(20, data(AP, STA), CHANNEL_1);
        ap.send(20, data(OTHER, AP), CHANNEL_6);
        ap.send(20, beacon(AP), CHANNEL_6);
        settle();
        assertThat(sta.heard()).as("beacons for scans").hasSize(1);
    }

    @Test
    void anAccessPointHearsNothingOfOtherChannels() {
        SpecClient ap = client(46016);
        SpecClient other = client(46272);
        ap.send(20, beacon(AP), CHANNEL_1);
        other.send(20, beacon(OTHER), CHANNEL_6);
        settle();
        assertThat(ap.heard()).isEmpty();
        ap.send(20, probe(AP), CHANNEL_6);
        other.send(20, beacon(OTHER), CHANNEL_6);
        settle();
        assertThat(ap.heard()).as("while it scans").hasSize(1);
    }

    @Test
    void withAllChannelsAMonitorBesideAStationMissesNothing() {
        server.close();
        server = server(new VwifiOptions(false, ControlVersion.V7, false, 1640, true, 8211, 8212));
        SpecClient sta = client(46016);
        SpecClient ap = client(46272);
        sta.send(20, data(AP, STA), CHANNEL_1);
        ap.send(20, data(OTHER, AP), CHANNEL_6);
        settle();
        assertThat(sta.heard()).hasSize(1);
    }

    @Test
    void clientsOfTheFirstVersionsAreUnderstoodAndKnownAgain() {
        SpecClient plain = client(46016);
        SpecClient old = oldClient(46272);
        old.send(20, beacon(AP), CHANNEL_1);
        settle();
        assertThat(plain.heard()).hasSize(1);
        plain.send(20, beacon(STA), CHANNEL_1);
        settle();
        assertThat(old.heard()).extracting(Heard::power).containsExactly(-10);

        SpecClient late = oldClient(46528);
        plain.send(20, beacon(STA), CHANNEL_1);
        settle();
        late.send(20, beacon(OTHER), CHANNEL_1);
        settle();
        assertThat(late.isOver()).as("its stream was spoilt").isTrue();
        SpecClient again = oldClient(46528);
        plain.send(20, beacon(STA), CHANNEL_1);
        settle();
        assertThat(again.heard()).hasSize(1);
    }

    @Test
    void aFrameThatAnOldClientCannotTakeIsDroppedUntilItHasShownThatItCan() {
        SpecClient sta = client(46016);
        SpecClient ap = client(46272);
        ap.send(20, frame(0x08, ALL, AP, 1596), CHANNEL_1);
        ap.send(20, frame(0x08, ALL, AP, 1597), CHANNEL_1);
        settle();
        assertThat(sta.heard()).hasSize(1);
        assertThat(value(VwifiCounter.DROPPED_TOO_LONG)).isEqualTo(1);
        sta.send(20, frame(0x08, ALL, STA, 1700), CHANNEL_1);
        ap.send(20, frame(0x08, ALL, AP, 2304), CHANNEL_1);
        settle();
        assertThat(sta.heard()).hasSize(1);
    }

    @Test
    void whoIsTakenForOneOfTheFirstVersionsAndIsNotIsServedAsWhatItIs() {
        server.close();
        server = server(new VwifiOptions(false, ControlVersion.V7, true, 1640, false, 8211, 8212));
        SpecClient old = oldClient(46016);
        SpecClient sta = client(46272);
        sta.send(20, beacon(STA), CHANNEL_1);
        settle();
        assertThat(old.heard()).as("before it has said anything").hasSize(1);
        old.send(20, frame(0x08, ALL, AP, 1596), CHANNEL_1);
        old.send(20, frame(0x08, ALL, AP, 1597), CHANNEL_1);
        settle();
        assertThat(sta.heard()).hasSize(1);
        sta.send(20, frame(0x08, ALL, STA, 2304), CHANNEL_1);
        settle();
        assertThat(old.heard()).hasSize(1);
    }

    @Test
    void aClientThatReadsNothingCostsNobodyAnythingAndGoesOnLater() {
        SpecClient stalled = client(46016);
        SpecClient ap = client(46272);
        SpecClient sta = client(46528);
        int frames = 3000;
        List<Heard> heard = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            ap.send(20, frame(0x08, ALL, AP, 1500), CHANNEL_1);
            settle();
            heard.addAll(sta.heard());
        }
        assertThat(heard).hasSize(frames);
        long dropped = value(VwifiCounter.DROPPED_STALLED);
        assertThat(dropped).isPositive().isEqualTo(value(AirCounter.DROPPED_NO_BUFFER));
        int late = 0;
        for (List<Heard> some = stalled.heard(); !some.isEmpty(); some = stalled.heard()) {
            late += some.size();
            settle();
        }
        assertThat(late).isEqualTo((int) (frames - dropped));
        ap.send(20, beacon(AP), CHANNEL_1);
        settle();
        assertThat(stalled.heard()).hasSize(1);
    }

    @Test
    void spiesHearEverythingWithItsOwnPowerAndAreHeardSo() {
        SpecClient spy = spy(383);
        SpecClient other = spy(383);
        SpecClient ap = client(46016);
        Other guest = new Other("sta1");
        model.loss(true);
        clientAt(46016, new Position(1000, 0, 0));
        ap.send(17, beacon(AP), CHANNEL_1);
        ap.send(17, data(STA, AP), CHANNEL_6);
        settle();
        assertThat(spy.heard()).extracting(Heard::power).containsExactly(17, 17);
        guest.send(beacon(OTHER), CHANNEL_1);
        assertThat(spy.heard()).extracting(Heard::power).containsExactly(20);
        other.heard();
        spy.send(33, beacon(STA), CHANNEL_1);
        settle();
        assertThat(other.heard()).extracting(Heard::power).containsExactly(33);
        assertThat(ap.heard()).extracting(Heard::power).contains(33);
        assertThat(guest.signals).endsWith(-10);
        ap.send(17, data(OTHER, AP), CHANNEL_6);
        settle();
        assertThat(spy.heard()).as("also after it has sent, on any channel").hasSize(1);
    }

    private void clientAt(int cid, Position position) {
        new SpecControl(this).order(3, cid, position.x(), position.y(), position.z());
    }
}

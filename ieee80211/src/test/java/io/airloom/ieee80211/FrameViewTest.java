package io.airloom.ieee80211;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameViewTest {
    private static final String A1 = "020000000100";
    private static final String A2 = "020000000200";
    private static final String A3 = "020000000300";
    private static final String A4 = "020000000400";

    @Test
    void readsAManagementHeader() {
        FrameView view = Frames.view("b0083a01" + A1 + A2 + A3 + "1200" + "000001000000");
        assertThat(view.problem()).isEqualTo(FrameProblem.NONE);
        assertThat(view.type()).isEqualTo(FrameType.AUTHENTICATION);
        assertThat(view.receiverAddress()).isEqualTo(0x0200_0000_0100L);
        assertThat(view.transmitterAddress()).isEqualTo(0x0200_0000_0200L);
        assertThat(view.sourceAddress()).isEqualTo(0x0200_0000_0200L);
        assertThat(view.destinationAddress()).isEqualTo(0x0200_0000_0100L);
        assertThat(view.bssid()).isEqualTo(0x0200_0000_0300L);
        assertThat(view.durationId()).isEqualTo(314);
        assertThat(view.sequenceNumber()).isEqualTo(1);
        assertThat(view.fragmentNumber()).isEqualTo(2);
        assertThat(view.retry()).isTrue();
        assertThat(view.headerLength()).isEqualTo(24);
        assertThat(view.bodyLength()).isEqualTo(6);
    }

    @Test
    void dataAddressesDependOnTheDsBits() {
        FrameView direct = Frames.view("08000000" + A1 + A2 + A3 + "0000");
        assertThat(direct.destinationAddress()).isEqualTo(0x0200_0000_0100L);
        assertThat(direct.sourceAddress()).isEqualTo(0x0200_0000_0200L);
        assertThat(direct.bssid()).isEqualTo(0x0200_0000_0300L);

        FrameView up = Frames.view("08010000" + A1 + A2 + A3 + "0000");
        assertThat(up.bssid()).isEqualTo(0x0200_0000_0100L);
        assertThat(up.sourceAddress()).isEqualTo(0x0200_0000_0200L);
        assertThat(up.destinationAddress()).isEqualTo(0x0200_0000_0300L);

        FrameView down = Frames.view("08020000" + A1 + A2 + A3 + "0000");
        assertThat(down.destinationAddress()).isEqualTo(0x0200_0000_0100L);
        assertThat(down.bssid()).isEqualTo(0x0200_0000_0200L);
        assertThat(down.sourceAddress()).isEqualTo(0x0200_0000_0300L);

        FrameView between = Frames.view("08030000" + A1 + A2 + A3 + "0000" + A4);
        assertThat(between.headerLength()).isEqualTo(30);
        assertThat(between.receiverAddress()).isEqualTo(0x0200_0000_0100L);
        assertThat(between.transmitterAddress()).isEqualTo(0x0200_0000_0200L);
        assertThat(between.destinationAddress()).isEqualTo(0x0200_0000_0300L);
        assertThat(between.sourceAddress()).isEqualTo(0x0200_0000_0400L);
        assertThat(between.bssid()).isEqualTo(MacAddress.NONE);
    }

    @Test
    void headerGrowsWithQosAndHtControl() {
        assertThat(FrameView.headerLength(0x0088)).isEqualTo(26);
        assertThat(FrameView.headerLength(0x8088)).isEqualTo(30);
        assertThat(FrameView.headerLength(0x8388)).isEqualTo(36);
        assertThat(FrameView.headerLength(0x8008)).isEqualTo(24);
        assertThat(FrameView.headerLength(0x80d0)).isEqualTo(28);
        assertThat(FrameView.headerLength(0x00d4)).isEqualTo(10);
        assertThat(FrameView.headerLength(0x00a4)).isEqualTo(16);
        assertThat(FrameView.headerLength(0x001c)).isEqualTo(15);
        assertThat(FrameView.headerLength(0x071c)).isEqualTo(23);
    }

    @Test
    void readsQosControl() {
        FrameView view = Frames.view("88000000" + A1 + A2 + A3 + "0000" + "8500" + "00");
        assertThat(view.trafficIdentifier()).isEqualTo(5);
        assertThat(view.isAggregateMsdu()).isTrue();
        assertThat(view.hasMeshControl()).isFalse();
        FrameView mesh = Frames.view("88030000" + A1 + A2 + A3 + "0000" + A4 + "0001" + "00");
        assertThat(mesh.hasMeshControl()).isTrue();
        FrameView plain = Frames.view("08000000" + A1 + A2 + A3 + "0000");
        assertThat(plain.qosControl()).isEqualTo(FrameView.ABSENT);
        assertThat(plain.trafficIdentifier()).isEqualTo(FrameView.ABSENT);
    }

    @Test
    void controlFramesHaveNoSequenceAndPerhapsNoTransmitter() {
        FrameView ack = Frames.view("d4000000" + A1);
        assertThat(ack.transmitterAddress()).isEqualTo(MacAddress.NONE);
        assertThat(ack.receiverAddress()).isEqualTo(0x0200_0000_0100L);
        assertThat(ack.sequenceNumber()).isEqualTo(FrameView.ABSENT);
        FrameView rts = Frames.view("b4000000" + A1 + "030000000200");
        assertThat(rts.transmitterAddress()).isEqualTo(0x0200_0000_0200L);
        FrameView poll = Frames.view("a40001c0" + A1 + A2);
        assertThat(poll.bssid()).isEqualTo(0x0200_0000_0100L);
    }

    @Test
    void saysWhatIsWrongAndWhere() {
        FrameView cut = Frames.view("88000000" + A1 + A2 + A3 + "0000");
        assertThat(cut.problem()).isEqualTo(FrameProblem.HEADER_CUT);
        assertThat(cut.problemOffset()).isEqualTo(24);
        assertThat(cut.bodyLength()).isZero();
        assertThat(Frames.view("8000").problem()).isEqualTo(FrameProblem.TOO_SHORT);
        assertThat(Frames.view("").problem()).isEqualTo(FrameProblem.TOO_SHORT);
        assertThat(Frames.view("81000000" + A1 + A2 + A3 + "0000").problem())
                .isEqualTo(FrameProblem.PROTOCOL_VERSION);
        assertThat(Frames.view("70000000" + A1 + A2 + A3 + "0000").problem())
                .isEqualTo(FrameProblem.RESERVED_TYPE);
    }

    @Test
    void wrapSaysWhatTheProblemIs() {
        FrameView view = new FrameView();
        assertThat(view.problem()).as("a view of nothing").isEqualTo(FrameProblem.TOO_SHORT);
        byte[] octets = Frames.octets("eeee" + "d4000000" + A1);
        assertThat(view.wrap(Frames.segment(octets), 2, 10)).isEqualTo(FrameProblem.NONE);
        assertThat(view.offset()).isEqualTo(2);
        assertThat(view.frameControl()).isEqualTo(0x00d4);
        assertThat(view.receiverAddress()).isEqualTo(0x0200_0000_0100L);
        assertThat(view.wrap(Frames.segment(octets), 2, 9)).isEqualTo(FrameProblem.TOO_SHORT);
        assertThat(view.problemOffset()).isEqualTo(9);
        assertThat(view.wrap(Frames.segment(octets), 0, 12))
                .isEqualTo(FrameProblem.PROTOCOL_VERSION);
        byte[] reserved = Frames.octets("04000000" + A1);
        assertThat(view.wrap(Frames.segment(reserved), 0, 10))
                .isEqualTo(FrameProblem.RESERVED_TYPE);
        byte[] cut = Frames.octets("b4000000" + A1 + "0200000002");
        assertThat(view.wrap(Frames.segment(cut), 0, 15)).isEqualTo(FrameProblem.HEADER_CUT);
        assertThat(view.isValid()).isFalse();
    }

    @Test
    void framesOfTwoOctetsHaveATypeAndShorterOnesDoNotThrow() {
        assertThat(Frames.view("8000").type()).isEqualTo(FrameType.BEACON);
        assertThat(Frames.view("80").durationId()).isEqualTo(FrameView.ABSENT);
        assertThat(Frames.view("800034").durationId()).isEqualTo(FrameView.ABSENT);
        assertThat(Frames.view("80003412").durationId()).isEqualTo(0x1234);
    }

    @Test
    void readsEachFlagOfFrameControl() {
        for (int bit = 8; bit < 16; bit++) {
            FrameView view =
                    Frames.view("08%02x0000".formatted(1 << (bit - 8)) + A1 + A2 + A3 + "0000");
            assertThat(view.toDs()).isEqualTo(bit == 8);
            assertThat(view.fromDs()).isEqualTo(bit == 9);
            assertThat(view.moreFragments()).isEqualTo(bit == 10);
            assertThat(view.isFragment()).isEqualTo(bit == 10);
            assertThat(view.retry()).isEqualTo(bit == 11);
            assertThat(view.powerManagement()).isEqualTo(bit == 12);
            assertThat(view.moreData()).isEqualTo(bit == 13);
            assertThat(view.protectedFrame()).isEqualTo(bit == 14);
            assertThat(view.order()).isEqualTo(bit == 15);
        }
    }

    @Test
    void extensionsUseTheLowerFlagsOtherwise() {
        FrameView poll = Frames.view("640f0000" + A1 + A2 + "0000");
        assertThat(poll.toDs()).isFalse();
        assertThat(poll.retry()).isFalse();
        FrameView dozing = Frames.view("64120000" + A1 + A2 + "0000");
        assertThat(dozing.powerManagement()).isTrue();
        FrameView beacon = Frames.view("1c7f0000" + A1 + "00".repeat(20));
        assertThat(beacon.protectedFrame()).isFalse();
        assertThat(beacon.transmitterAddress()).isEqualTo(0x0200_0000_0100L);
        assertThat(beacon.receiverAddress()).isEqualTo(MacAddress.BROADCAST);
    }

    @Test
    void meshControlNeedsTheAddressesOfAMesh() {
        String body = "0001" + "00";
        assertThat(Frames.view("88010000" + A1 + A2 + A3 + "0000" + body).hasMeshControl())
                .isFalse();
        assertThat(Frames.view("88020000" + A1 + A2 + A3 + "0000" + body).hasMeshControl())
                .isFalse();
        assertThat(
                        Frames.view("88020000" + "ffffffffffff" + A2 + A3 + "0000" + body)
                                .hasMeshControl())
                .isTrue();
        assertThat(
                        Frames.view("c8020000" + "ffffffffffff" + A2 + A3 + "0000" + body)
                                .hasMeshControl())
                .as("without body")
                .isFalse();
    }

    @Test
    void anyOctetsMayBeLookedAt() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] octets = new byte[random.nextInt(64)];
            random.nextBytes(octets);
            FrameView view = Frames.view(octets);
            long ignored =
                    (view.receiverAddress() ^ view.transmitterAddress() ^ view.bssid())
                            + (view.sourceAddress() ^ view.destinationAddress())
                            + view.sequenceNumber()
                            + view.fragmentNumber()
                            + view.qosControl()
                            + view.durationId()
                            + (view.hasMeshControl() ? 1 : 0);
            assertThat(view.headerLength()).as("seed %d", seed).isBetween(0, octets.length);
            assertThat(view.bodyLength()).as("seed %d", seed).isNotNegative();
        }
    }
}

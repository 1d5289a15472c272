package io.airloom.kernel;

import static io.airloom.kernel.KernelMessages.attribute;
import static io.airloom.kernel.KernelMessages.buffer;
import static io.airloom.kernel.KernelMessages.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.kernel.StationEvent.Kind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Goal: what nl80211 says of stations is read as it is meant, and nothing else that comes can do
/// harm. Method: messages made by hand, then the same ones mutated from a seed.
final class StationMessagesTest {
    private static final byte[] BSSID = {2, 0, 0, 0, 1, 0};
    private static final byte[] ELEMENTS = {0, 4, 'h', 'o', 'm', 'e'};
    private static final long ADDRESS = 0x0200_0000_0100L;
    private static final Map<Integer, Nl80211.Wiphy> WIPHYS =
            Map.of(0, new Nl80211.Wiphy(0, "phy0", ADDRESS, ADDRESS));

    private static byte[] header(int command) {
        return new byte[] {(byte) command, 1, 0, 0};
    }

    private static byte[] u32(int type, int value) {
        return attribute(type, buffer(4).putInt(value).array());
    }

    private static byte[] u16(int type, int value) {
        return attribute(type, buffer(2).putShort((short) value).array());
    }

    private static byte[] bss(byte[]... attributes) {
        return join(header(34), attribute(47 | 0x8000, join(attributes)));
    }

    private static byte[] home() {
        return bss(
                attribute(1, BSSID),
                u32(2, 2412),
                u32(20, 500),
                u16(4, 100),
                u16(5, 0x411),
                attribute(6, ELEMENTS),
                u32(7, -5049),
                u32(9, 1),
                u32(10, 90));
    }

    @Test
    void aNetworkIsHeardAsItIs() {
        assertThat(StationMessages.heard(List.of(home())))
                .containsExactly(
                        new HeardNetwork(
                                ADDRESS,
                                0x411,
                                100,
                                2_412_500,
                                -50,
                                90,
                                true,
                                ByteBuffer.wrap(ELEMENTS)));
    }

    @Test
    void elementsOfBeaconsDoWhereNoProbeWasAnswered() {
        byte[] message = bss(attribute(1, BSSID), attribute(11, ELEMENTS));

        assertThat(StationMessages.heard(List.of(message)))
                .singleElement()
                .satisfies(heard -> assertThat(heard.elementOctets()).isEqualTo(ELEMENTS))
                .matches(heard -> !heard.isAssociated());
    }

    @Test
    void signalsOfAnyKindAreDecibels() {
        assertThat(dbm(u32(7, -100_000))).isEqualTo(-128);
        assertThat(dbm(u32(7, 100_000))).isEqualTo(127);
        assertThat(dbm(attribute(8, (byte) 80))).isEqualTo(-60);
        assertThat(dbm(attribute(8, (byte) 255))).isEqualTo(-50);
        assertThat(dbm(new byte[0])).isEqualTo(-100);
    }

    private static int dbm(byte[] signal) {
        byte[] message = bss(attribute(1, BSSID), signal);
        return StationMessages.heard(List.of(message)).getFirst().signalDbm();
    }

    @Test
    void numbersOutOfRangeDoNotGetOut() {
        byte[] message = bss(attribute(1, BSSID), u32(2, -1), u32(20, -1), u32(10, -1));

        HeardNetwork heard = StationMessages.heard(List.of(message)).getFirst();

        assertThat(heard.freqKhz()).isZero();
        assertThat(heard.ageMillis()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void onlyStationsOfKnownRadiosAreStations() {
        List<byte[]> messages =
                List.of(
                        interfaceMessage(3, "wlan0", 2, 0),
                        interfaceMessage(4, "ap0", 3, 0),
                        interfaceMessage(5, "mon0", 6, 0),
                        interfaceMessage(0, "", 10, 0),
                        interfaceMessage(6, "wlan9", 2, 9));

        assertThat(StationMessages.stations(messages, WIPHYS))
                .containsExactly(new StationInterface(3, "wlan0", 0, "phy0", ADDRESS));
    }

    private static byte[] interfaceMessage(int index, String name, int type, int wiphy) {
        return join(header(7), u32(3, index), attribute(4, name), u32(5, type), u32(1, wiphy));
    }

    @Test
    void aGuestsLinkIsNoRadioOfTheHost() {
        StationInterface wlan0 = new StationInterface(3, "wlan0", 0, "phy0", ADDRESS);
        byte[] permanent = attribute(54, new byte[] {2, 0, 0, 0, 9, 9});
        byte[] proxied = attribute(18, join(attribute(1, "proxy_wifi")));

        assertThat(StationMessages.withLink(wlan0, List.of(join(new byte[16], proxied)))).isNull();
        assertThat(StationMessages.withLink(wlan0, List.of(join(new byte[16], permanent))))
                .isEqualTo(new StationInterface(3, "wlan0", 0, "phy0", 0x0200_0000_0909L));
        assertThat(StationMessages.withLink(wlan0, List.of(new byte[3]))).isEqualTo(wlan0);
    }

    @Test
    void aLinkIsAuthorizedUnlessTheKernelSaysOtherwise() {
        assertThat(StationMessages.link(List.of(link(2, 2)))).isEqualTo(new StationLink(true, -50));
        assertThat(StationMessages.link(List.of(link(2, 0))))
                .isEqualTo(new StationLink(false, -50));
        assertThat(StationMessages.link(List.of(link(0, 0)))).isEqualTo(new StationLink(true, -50));
        assertThat(StationMessages.link(List.of(header(19)))).isNull();
        assertThat(StationMessages.link(List.of())).isNull();
    }

    private static byte[] link(int mask, int set) {
        byte[] flags = buffer(8).putInt(mask).putInt(set).array();
        byte[] info = join(attribute(7, (byte) -50), attribute(17, flags));
        return join(header(19), attribute(21, info));
    }

    @Test
    void eventsSayWhoseTheyAreAndWhy() {
        byte[] lost = join(header(48), u32(3, 3), u16(54, 7), attribute(71));

        assertThat(StationMessages.event(lost))
                .isEqualTo(new StationEvent(Kind.DISCONNECTED, 3, 7, true));
        assertThat(StationMessages.event(join(header(33), u32(3, 3))))
                .isEqualTo(new StationEvent(Kind.SCAN_STARTED, 3, 0, false));
        assertThat(StationMessages.event(join(header(8), u32(3, -1))))
                .isEqualTo(new StationEvent(Kind.INTERFACES, 0, 0, false));
        assertThat(StationMessages.event(header(99))).isNull();
        assertThat(StationMessages.event(new byte[2])).isNull();
    }

    @Test
    void groupsAreFoundByName() {
        byte[] scan = join(attribute(1, "scan"), u32(2, 5));
        byte[] mlme = join(attribute(1, "mlme"), u32(2, 6));
        byte[] message =
                join(header(1), attribute(7, join(attribute(1, scan), attribute(2, mlme))));

        assertThat(Controller.groups(List.of(message)))
                .containsExactlyInAnyOrderEntriesOf(Map.of("scan", 5, "mlme", 6));
    }

    @Test
    void mutatedMessagesAreReadOrLeftOut() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[][] originals = {home(), link(2, 2), interfaceMessage(3, "wlan0", 2, 0)};
        for (int i = 0; i < 100_000; i++) {
            byte[] message = originals[random.nextInt(originals.length)].clone();
            for (int changes = random.nextInt(8); changes >= 0; changes--) {
                message[random.nextInt(message.length)] = (byte) random.nextInt();
            }
            check(java.util.Arrays.copyOf(message, random.nextInt(message.length + 1)), seed);
        }
    }

    static void check(byte[] message, long seed) {
        List<byte[]> messages = List.of(message);
        assertThat(StationMessages.heard(messages))
                .as("seed %d", seed)
                .allMatch(each ->
                        each.bssid() >>> 48 == 0
                                && each.freqKhz() >>> 32 == 0
                                && each.capabilities() >>> 16 == 0
                                && each.ageMillis() >= 0
                                && each.elementOctets().length <= message.length);
        assertThat(StationMessages.stations(messages, WIPHYS)).allMatch(each -> each.index() > 0);
        StationLink link = StationMessages.link(messages);
        assertThat(link == null || link.signalDbm() >= Byte.MIN_VALUE).isTrue();
        StationEvent event = StationMessages.event(message);
        assertThat(event == null || event.interfaceIndex() >= 0).isTrue();
        StationMessages.withLink(new StationInterface(3, "wlan0", 0, "phy0", ADDRESS), messages);
        Controller.groups(messages);
    }
}

package io.airloom.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.ieee80211.MacAddress;
import io.airloom.linux.Errno;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Goal: what a real kernel answers is understood. Method: answers of Linux 6.12 with two radios,
/// of which the second one's interface was up, octet for octet (`recorded`).
final class RecordedKernelTest {
    @Test
    void radiosHaveTheirKeysAndInterfaces() throws IOException {
        List<HwsimRadio> radios =
                Hwsim.radios(
                        bodies("hwsim-radios"),
                        Nl80211.wiphys(bodies("nl80211-wiphys")),
                        Nl80211.interfaces(bodies("nl80211-interfaces"), index -> index == 3));

        assertThat(radios)
                .containsExactly(
                        new HwsimRadio(
                                0,
                                "phy0",
                                MacAddress.parse("02:00:00:00:00:00"),
                                MacAddress.parse("42:00:00:00:00:00"),
                                List.of(wlan(2, 0, "02:00:00:00:00:00", false))),
                        new HwsimRadio(
                                1,
                                "phy1",
                                MacAddress.parse("02:00:00:00:01:00"),
                                MacAddress.parse("42:00:00:00:01:00"),
                                List.of(wlan(3, 1, "02:00:00:00:01:00", true))));
    }

    @Test
    void aRadioThatWentAwayWhileItWasAskedForIsNone() throws IOException {
        assertThat(Hwsim.radios(bodies("hwsim-radios"), List.of(), List.of())).isEmpty();
    }

    @Test
    void aLinkSaysWhetherItIsUp() throws IOException {
        assertThat(bodies("route-link-up")).singleElement().matches(Nl80211::saysUp);
        assertThat(bodies("route-link-down"))
                .singleElement()
                .matches(link -> !Nl80211.saysUp(link));
        assertThat(Nl80211.saysUp(new byte[15])).isFalse();
    }

    @Test
    void refusalsAreInTheKernelsWords() throws IOException {
        assertThat(refusal("hwsim-no-channel")).isEqualTo("must have at least one channel");
        assertThat(refusal("hwsim-group-address")).isEqualTo("MAC is no valid source addr");
    }

    private static WirelessInterface wlan(int index, int wiphy, String address, boolean isUp) {
        return new WirelessInterface(
                index, "wlan" + wiphy, wiphy, MacAddress.parse(address), isUp, 0);
    }

    private static String refusal(String name) throws IOException {
        byte[] octets = octets(name);
        NetlinkMessages messages =
                new NetlinkMessages().over(MemorySegment.ofArray(octets), 0, octets.length);
        assertThat(messages.next()).isTrue();
        assertThat(messages.errno()).isEqualTo(Errno.EINVAL);
        return messages.explanation();
    }

    private static List<byte[]> bodies(String name) throws IOException {
        return bodies(octets(name));
    }

    /// What is behind the netlink header of each message but errors and a dump's end.
    static List<byte[]> bodies(byte[] octets) {
        NetlinkMessages messages =
                new NetlinkMessages().over(MemorySegment.ofArray(octets), 0, octets.length);
        List<byte[]> bodies = new ArrayList<>();
        while (messages.next()) {
            int type = messages.type();
            if (type != NetlinkMessages.ERROR && type != NetlinkMessages.DONE) {
                int begin = (int) messages.offset() + NetlinkMessages.HEADER_LENGTH;
                int end = (int) messages.offset() + messages.length();
                bodies.add(Arrays.copyOfRange(octets, begin, end));
            }
        }
        return bodies;
    }

    private static byte[] octets(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        RecordedKernelTest.class.getResourceAsStream("recorded/" + name))) {
            return in.readAllBytes();
        }
    }
}

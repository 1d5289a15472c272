package io.airloom.ieee80211;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each element says, and from which length on it says it.
class NetworkElementsTest {
    @ParameterizedTest
    @CsvSource({
        // Identifier, extension or −1, least length, greatest length (−1: any).
        "0, -1, 0, 32",
        "3, -1, 1, 1",
        "5, -1, 4, -1",
        "7, -1, 6, -1",
        "37, -1, 3, 3",
        "54, -1, 3, 3",
        "60, -1, 4, 4",
        "61, -1, 22, -1",
        "76, -1, 16, -1",
        "114, -1, 0, 32",
        "192, -1, 5, -1",
        "221, -1, 3, -1",
        "244, -1, 1, -1",
        "255, 36, 6, -1",
        "255, 106, 5, -1",
        "255, 107, 0, -1",
        "17, -1, 0, -1"
    })
    void anElementHasAnOctetTooFewOrTooMany(int id, int extension, int least, int greatest) {
        for (int length = 0; length < 60; length++) {
            boolean good = length >= least && (greatest < 0 || length <= greatest);
            String hex = element(id, (extension < 0 ? "" : octet(extension)) + "00".repeat(length));
            Network network = network("2a0100" + hex);
            assertThat(network.problem())
                    .as("%d octets", length)
                    .isEqualTo(good ? FrameProblem.NONE : FrameProblem.ELEMENT_MALFORMED);
            if (!good) {
                assertThat(network.problemAt()).isEqualTo(3);
                assertThat(network.problemElement()).isNotEmpty();
            }
        }
    }

    @Test
    void theFirstSsidCounts() {
        assertThat(network("0003 6c6162 0003 787878").ssid()).isEqualTo("\"lab\"");
        Network hidden = network("0002 0000 0003 787878");
        assertThat(hidden.ssid()).isNull();
        assertThat(hidden.ssidHidden()).isTrue();
        assertThat(network("0002 0041").ssidHidden()).isFalse();
        assertThat(network("").ssidHidden()).isFalse();
        assertThat(network(element(0, "41".repeat(33))).ssid()).hasSize(34);
    }

    @Test
    void theFirstRsnCounts() {
        String psk = "3014 0100 000fac04 0100 000fac04 0100 000fac02 0000";
        String sae = "3014 0100 000fac04 0100 000fac04 0100 000fac08 0000";
        assertThat(network(psk + sae).rsn().akms()).containsExactly(0x000fac02);
    }

    @ParameterizedTest
    @CsvSource({
        // HT operation: secondary channel offset and width; VHT operation: width, two segments.
        "00, , 20",
        "01, , 20",
        "04, , 20",
        "05, , 40",
        "07, , 40",
        "05, 00 2a 00, 40",
        "05, 01 2a 00, 80",
        "05, 01 2a 32, 160",
        "05, 01 32 2a, 160",
        "05, 01 2a 9b, 160",
        "05, 01 2a 3a, 80",
        "05, 02 32 00, 160",
        "05, 03 2a 9b, 160"
    })
    void theWidthFollowsFromHtAndVhtOperation(String subset, String vht, int widthMhz) {
        String ht = element(61, "24" + subset + "00".repeat(20));
        String operation = vht == null ? "" : element(192, vht.replace(" ", "") + "0000");
        Network network = network(ht + operation);
        assertThat(network.channel()).isEqualTo(36);
        assertThat(network.widthMhz()).isEqualTo(widthMhz);
    }

    @ParameterizedTest
    @CsvSource({
        // HE operation parameters, VHT operation and co-hosted indicator if announced, 6 GHz.
        "000000, '', '', 0, 20",
        "000002, '', 25 00 2b 00 06, 37, 20",
        "000002, '', 25 01 2b 00 06, 37, 40",
        "000002, '', 25 03 2b 00 06, 37, 160",
        "004002, 112233, 25 02 2b 00 06, 37, 80",
        "008002, 44, 25 02 2b 00 06, 37, 80",
        "00c002, 11223344, 25 02 2b 00 06, 37, 80",
        "00c000, 11223344, '', 0, 20"
    })
    void theChannelAt6GhzFollowsFromHeOperation(
            String parameters, String between, String sixGhz, int channel, int widthMhz) {
        String body = "24" + parameters + "00" + "ffff" + between + sixGhz.replace(" ", "");
        Network network = network(element(255, body));
        assertThat(network.problem()).isEqualTo(FrameProblem.NONE);
        assertThat(network.channel()).isEqualTo(channel);
        assertThat(network.widthMhz()).isEqualTo(widthMhz);
        String cut = body.substring(0, body.length() - 2);
        assertThat(network(element(255, cut)).problem()).isEqualTo(FrameProblem.ELEMENT_MALFORMED);
    }

    @Test
    void theWidthOfEhtOperationIsThereIfItSaysSo() {
        assertThat(network(element(255, "6a" + "00" + "44444444")).widthMhz()).isEqualTo(20);
        assertThat(network(element(255, "6a" + "01" + "44444444" + "041f2f")).widthMhz())
                .isEqualTo(320);
        assertThat(network(element(255, "6a" + "01" + "44444444" + "071f2f")).widthMhz())
                .as("reserved")
                .isEqualTo(320);
        assertThat(network(element(255, "6a" + "01" + "44444444" + "021f2f")).widthMhz())
                .isEqualTo(80);
        assertThat(network(element(255, "6a" + "01" + "44444444" + "041f")).problem())
                .isEqualTo(FrameProblem.ELEMENT_MALFORMED);
    }

    @Test
    void saysWhenAndWhereItWillSwitch() {
        assertThat(network("2503 01 0b 05").channelSwitch()).isEqualTo("to ch 11 in 5 beacons");
        assertThat(network("2503 01 0b 01").channelSwitch()).isEqualTo("to ch 11 in 1 beacon");
        assertThat(network("2503 01 0b 00").channelSwitch()).isEqualTo("to ch 11 now");
        assertThat(network("3c04 01 73 24 02").channelSwitch()).isEqualTo("to ch 36 in 2 beacons");
        assertThat(network("").channelSwitch()).isNull();
    }

    @Test
    void knowsMarksOfNetworks() {
        assertThat(network("3603 a1b201").fastTransition()).isTrue();
        assertThat(network("4c10" + "00".repeat(16)).signed()).isTrue();
        assertThat(network("ff01 6b").multiLink()).isTrue();
        assertThat(network("f401 20").hashToElement()).isTrue();
        assertThat(network("f401 10").hashToElement()).isFalse();
        assertThat(network("dd04 506f9a1c").oweTransition()).isTrue();
        assertThat(network("7203 616263").meshId()).isEqualTo("\"abc\"");
        Network plain = network("dd04 506f9a09");
        assertThat(plain.fastTransition()).isFalse();
        assertThat(plain.signed()).isFalse();
        assertThat(plain.multiLink()).isFalse();
        assertThat(plain.oweTransition()).isFalse();
        assertThat(plain.meshId()).isNull();
        assertThat(plain.wpa()).isNull();
        assertThat(plain.rsn()).isNull();
    }

    private static String element(int id, String body) {
        return octet(id) + octet(body.length() / 2) + body;
    }

    private static String octet(int value) {
        return "%02x".formatted(value);
    }

    private static Network network(String hex) {
        byte[] octets = Frames.octets(hex);
        MemorySegment segment = Frames.segment(octets);
        return Network.of(segment, 0, octets.length);
    }
}

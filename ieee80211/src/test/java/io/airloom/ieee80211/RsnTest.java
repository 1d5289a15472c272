package io.airloom.ieee80211;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RsnTest {
    private static final int CCMP = 0x000fac04;
    private static final int DOT1X = 0x000fac01;
    private static final int PSK = 0x000fac02;

    @Test
    void readsEveryField() {
        Rsn rsn =
                rsn(
                        "0100 000fac02 0200 000fac04 000fac02 0100 000fac02 c000 0100"
                                + "00112233445566778899aabbccddeeff 000fac06");
        assertThat(rsn.groupCipher()).isEqualTo(0x000fac02);
        assertThat(rsn.pairwiseCiphers()).containsExactly(CCMP, 0x000fac02);
        assertThat(rsn.akms()).containsExactly(PSK);
        assertThat(rsn.managementProtectionRequired()).isTrue();
        assertThat(rsn.managementProtectionCapable()).isTrue();
        assertThat(rsn.groupManagementCipher()).isEqualTo(0x000fac06);
        assertThat(rsn.malformed()).isFalse();
    }

    @Test
    void fillsInWhatIsLeftOut() {
        for (String cut : new String[] {"0100", "0100 000fac04", "0100 000fac04 0100 000fac04"}) {
            Rsn rsn = rsn(cut);
            assertThat(rsn.malformed()).as(cut).isFalse();
            assertThat(rsn.groupCipher()).isEqualTo(CCMP);
            assertThat(rsn.pairwiseCiphers()).containsExactly(CCMP);
            assertThat(rsn.akms()).containsExactly(DOT1X);
        }
    }

    @Test
    void useGroupCipherMeansTheGroupCipher() {
        assertThat(rsn("0100 000fac02 0100 000fac00").pairwiseCiphers())
                .containsExactly(0x000fac02);
    }

    @Test
    void noticesCountsThatContradictTheLength() {
        assertThat(rsn("0100 000fac04 ffff 000fac04").malformed()).isTrue();
        assertThat(rsn("0100 000fac04 0100 000fac04 0200 000fac02").malformed()).isTrue();
        assertThat(rsn("0100 000fac04 0000 0000 0000 0100 0011").malformed()).isTrue();
        assertThat(rsn("0100 000f").malformed()).isTrue();
        assertThat(rsn("01").malformed()).isTrue();
        assertThat(rsn("").malformed()).isTrue();
    }

    @Test
    void readsTheOlderElement() {
        byte[] octets = Frames.octets("0050f201 0100 0050f202 0100 0050f202 0100 0050f202");
        Rsn wpa = Rsn.parseWpa(Frames.segment(octets), 0, octets.length);
        assertThat(wpa.malformed()).isFalse();
        assertThat(Security.text(true, null, wpa)).isEqualTo("WPA-PSK/TKIP");
        byte[] cut = Frames.octets("0050f2");
        assertThat(Rsn.parseWpa(Frames.segment(cut), 0, cut.length).malformed()).isTrue();
    }

    private static Rsn rsn(String hex) {
        byte[] octets = Frames.octets(hex);
        return Rsn.parse(Frames.segment(octets), 0, octets.length);
    }
}

package io.airloom.ieee80211;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
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

    @Test
    void writesWhatItReads() {
        for (String whole :
                new String[] {
                    "0100 000fac04 0100 000fac04 0100 000fac02 0000",
                    "0100 000fac02 0200 000fac04 000fac02 0200 000fac02 000fac08 c000 0000 000fac06"
                }) {
            byte[] information = Frames.octets(whole);
            byte[] element = rsn(whole).element();
            assertThat(element).startsWith(Elements.RSN, information.length);
            assertThat(element).endsWith(information).hasSize(2 + information.length);
        }
        assertThat(Rsn.PSK_CCMP.element())
                .isEqualTo(Frames.octets("3014 0100 000fac04 0100 000fac04 0100 000fac02 0000"));
    }

    @Test
    void refusesToWriteMoreThanAnElementHolds() {
        Rsn large = new Rsn(CCMP, Collections.nCopies(59, CCMP), List.of(PSK), 0, 0, false);
        assertThat(large.element()).hasSize(2 + 12 + 60 * 4);
        Rsn larger = new Rsn(CCMP, Collections.nCopies(60, CCMP), List.of(PSK), 0, 0, false);
        assertThatThrownBy(larger::element).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void withoutSaeThePreSharedKeyIsLeft() {
        Rsn both =
                rsn(
                        "0100 000fac04 0100 000fac04 0400 000fac02 000fac08 000fac09 000fac18 c000"
                                + "0000 000fac06");
        assertThat(both.offers(AkmKind.SAE)).isTrue();
        Rsn rest = both.withoutSae();
        assertThat(rest.offers(AkmKind.SAE)).isFalse();
        assertThat(rest.akms()).containsExactly(PSK);
        assertThat(rest.managementProtectionRequired()).isFalse();
        assertThat(rest.managementProtectionCapable()).isTrue();
        assertThat(rest.groupManagementCipher()).isEqualTo(0x000fac06);
    }

    @Test
    void everySuiteIsOfAKind() {
        assertThat(kinds(0x000fac, 2, 4, 6, 19, 20)).containsOnly(AkmKind.PSK);
        assertThat(kinds(0x000fac, 8, 9, 24, 25)).containsOnly(AkmKind.SAE);
        assertThat(kinds(0x000fac, 18)).containsOnly(AkmKind.OWE);
        assertThat(kinds(0x000fac, 1, 3, 5, 11, 12, 13, 14, 15, 16, 17, 22, 23))
                .containsOnly(AkmKind.ENTERPRISE);
        assertThat(kinds(0x000fac, 0, 7, 10, 21, 255)).containsOnly(AkmKind.OTHER);
        assertThat(kinds(0x0050f2, 1, 2, 3))
                .containsExactly(AkmKind.ENTERPRISE, AkmKind.PSK, AkmKind.OTHER);
        assertThat(kinds(0x506f9a, 2)).containsOnly(AkmKind.OTHER);
    }

    private static List<AkmKind> kinds(int oui, int... types) {
        return IntStream.of(types).mapToObj(type -> AkmKind.of(oui << 8 | type)).toList();
    }

    private static Rsn rsn(String hex) {
        byte[] octets = Frames.octets(hex);
        return Rsn.parse(Frames.segment(octets), 0, octets.length);
    }
}

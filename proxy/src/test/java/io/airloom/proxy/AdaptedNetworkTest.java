package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Networks as guests see them.
class AdaptedNetworkTest {
    private static final long BSSID = 0x0200_0000_0001L;
    private static final int ESS = 0x0001;
    private static final int PRIVACY = 0x0011;

    private static Bss bss(int capabilities, ElementBlob elements) {
        return new Bss(BSSID, capabilities, -50, 100, 5_745_000, elements);
    }

    private static Bss seen(int capabilities, String... elements) {
        return AdaptedNetwork.of(bss(capabilities, HeardElements.of("net", elements)), null);
    }

    @Test
    void whatTheDriverKnowsIsLeftAsItWasHeard() {
        for (String security :
                List.of(
                        HeardElements.PSK,
                        HeardElements.PSK_GCMP,
                        HeardElements.FT_PSK_SHA256,
                        HeardElements.PSK + HeardElements.WPA)) {
            Bss heard =
                    bss(
                            0x1411,
                            HeardElements.of(
                                    "net",
                                    HeardElements.RATES,
                                    HeardElements.COUNTRY,
                                    security,
                                    HeardElements.HT,
                                    HeardElements.RSNXE,
                                    HeardElements.HE));
            assertThat(AdaptedNetwork.of(heard, null)).isEqualTo(heard);
            assertThat(AdaptedNetwork.isJoinable(heard)).isTrue();
        }
        Bss open = bss(ESS, HeardElements.of("net", HeardElements.RATES, HeardElements.WMM));
        assertThat(AdaptedNetwork.of(open, null)).isEqualTo(open);
    }

    @Test
    void whatItDoesNotKnowLooksLikeWpa2() {
        for (String security :
                List.of(
                        HeardElements.ENTERPRISE,
                        HeardElements.SAE,
                        HeardElements.OWE,
                        HeardElements.WPA,
                        HeardElements.PSK_TKIP,
                        HeardElements.MALFORMED_RSN,
                        "")) {
            Bss seen = seen(PRIVACY, security);
            assertThat(seen.elements())
                    .as(security)
                    .isEqualTo(ElementBlob.ofWpa2Psk(Ssid.of("net")));
            assertThat(seen)
                    .isEqualTo(new Bss(BSSID, PRIVACY, -50, 100, 5_745_000, seen.elements()));
            assertThat(AdaptedNetwork.isJoinable(bss(PRIVACY, HeardElements.of("net", security))))
                    .isFalse();
        }
    }

    @Test
    void allElementsButThoseOfSecurityAreKept() {
        Bss seen =
                seen(
                        0x1433,
                        HeardElements.RATES,
                        HeardElements.CHANNEL,
                        HeardElements.COUNTRY,
                        HeardElements.HT,
                        HeardElements.SAE,
                        HeardElements.EXT_RATES,
                        HeardElements.WPA,
                        HeardElements.WMM,
                        HeardElements.RSNXE,
                        "dd05 506f9a29 01",
                        HeardElements.OWE_TRANSITION,
                        HeardElements.HE);
        assertThat(seen.elements())
                .isEqualTo(
                        HeardElements.of(
                                "net",
                                HeardElements.RATES,
                                HeardElements.CHANNEL,
                                HeardElements.COUNTRY,
                                HeardElements.HT,
                                HeardElements.PSK,
                                HeardElements.EXT_RATES,
                                HeardElements.WMM,
                                HeardElements.HE));
        assertThat(seen.capabilities()).isEqualTo(0x1431);
    }

    @Test
    void ofATransitionTheOlderHalfIsLeft() {
        Bss seen =
                seen(
                        0x0431,
                        HeardElements.RATES,
                        HeardElements.TRANSITION,
                        HeardElements.RSNXE,
                        HeardElements.HE);
        assertThat(seen.elements())
                .isEqualTo(
                        HeardElements.of(
                                "net",
                                HeardElements.RATES,
                                "301a 0100 000fac04 0100 000fac04 0100 000fac02 8000 0000 000fac06",
                                HeardElements.HE));
        assertThat(seen.capabilities()).isEqualTo(0x0431);
        assertThat(NetworkSecurity.of(seen.capabilities(), seen.elements()))
                .isEqualTo(NetworkSecurity.WPA2_PSK);
    }

    @Test
    void aHiddenNetworkThatTheHostIsOnHasItsName() {
        for (String hidden : List.of("0000", "0003 000000", "")) {
            Bss heard = bss(PRIVACY, HeardElements.parse(hidden, HeardElements.PSK));
            assertThat(AdaptedNetwork.of(heard, Ssid.of("net")).elements())
                    .isEqualTo(HeardElements.of("net", HeardElements.PSK));
        }
    }

    @Test
    void whatIsCutOffOrTooLongIsLeftOut() {
        Bss cut = bss(ESS, HeardElements.parse("0003 6e6574", HeardElements.RATES, "30ff01"));
        assertThat(AdaptedNetwork.of(cut, null).elements())
                .isEqualTo(HeardElements.of("net", HeardElements.RATES));
        Bss tooLong = bss(ESS, HeardElements.parse("0021" + "61".repeat(33), HeardElements.RATES));
        assertThat(AdaptedNetwork.of(tooLong, null).elements())
                .isEqualTo(HeardElements.parse(HeardElements.RATES));
        assertThat(AdaptedNetwork.of(tooLong, Ssid.of("net")).elements())
                .isEqualTo(HeardElements.of("net", HeardElements.RATES));
    }

    @Test
    @DisplayName("items 3, 70: an enterprise network takes 66 octets with all that is before it")
    void anEnterpriseNetwork() {
        Bss seen =
                AdaptedNetwork.of(
                        bss(PRIVACY, HeardElements.of("ent_net", HeardElements.ENTERPRISE)), null);
        byte[] message = AnswerCodec.encode(new ScanResults(true, List.of(seen)), ScanLayout.C);
        assertThat(Header.read(message).bodyLength()).isEqualTo(66);
        assertThat(seen.elements()).isEqualTo(ElementBlob.ofWpa2Psk(Ssid.of("ent_net")));
    }
}

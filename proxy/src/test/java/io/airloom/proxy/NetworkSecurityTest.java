package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NetworkSecurityTest {
    private static final int ESS = 0x0001;
    private static final int PRIVACY = 0x0011;

    @Test
    void theElementsOfOneAccessPointDecide() {
        assertThat(of(ESS)).isEqualTo(NetworkSecurity.OPEN);
        assertThat(of(PRIVACY)).isEqualTo(NetworkSecurity.WEP);
        assertThat(of(PRIVACY, HeardElements.WMM)).isEqualTo(NetworkSecurity.WEP);
        assertThat(of(ESS, HeardElements.OWE_TRANSITION)).isEqualTo(NetworkSecurity.OPEN);
        assertThat(of(PRIVACY, HeardElements.PSK)).isEqualTo(NetworkSecurity.WPA2_PSK);
        assertThat(of(PRIVACY, HeardElements.FT_PSK_SHA256)).isEqualTo(NetworkSecurity.WPA2_PSK);
        assertThat(of(PRIVACY, HeardElements.SAE)).isEqualTo(NetworkSecurity.WPA3_SAE);
        assertThat(of(PRIVACY, HeardElements.TRANSITION)).isEqualTo(NetworkSecurity.WPA2_WPA3);
        assertThat(of(PRIVACY, HeardElements.OWE)).isEqualTo(NetworkSecurity.OWE);
        assertThat(of(PRIVACY, HeardElements.ENTERPRISE)).isEqualTo(NetworkSecurity.ENTERPRISE);
        assertThat(of(PRIVACY, HeardElements.WPA)).isEqualTo(NetworkSecurity.WPA_PSK);
        assertThat(of(PRIVACY, HeardElements.WPA_ENTERPRISE)).isEqualTo(NetworkSecurity.ENTERPRISE);
    }

    @Test
    void theRsnElementCountsBeforeTheOlderOne() {
        assertThat(of(PRIVACY, HeardElements.WPA, HeardElements.PSK))
                .isEqualTo(NetworkSecurity.WPA2_PSK);
    }

    @Test
    void whatContradictsItselfIsUnknown() {
        assertThat(of(PRIVACY, HeardElements.MALFORMED_RSN)).isEqualTo(NetworkSecurity.UNKNOWN);
        assertThat(of(PRIVACY, "dd06 0050f201 01ff")).isEqualTo(NetworkSecurity.ENTERPRISE);
        assertThat(of(PRIVACY, "dd05 0050f201 01")).isEqualTo(NetworkSecurity.UNKNOWN);
        assertThat(of(PRIVACY, "3014 0100 000fac04 0100 000fac04 0100 00abcd02 0000"))
                .isEqualTo(NetworkSecurity.UNKNOWN);
    }

    @Test
    void whatIsCutOffIsNotThere() {
        assertThat(of(ESS, "30ff 0100")).isEqualTo(NetworkSecurity.OPEN);
    }

    private static NetworkSecurity of(int capabilities, String... elements) {
        return NetworkSecurity.of(capabilities, HeardElements.of("x", elements));
    }
}

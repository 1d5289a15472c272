package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HexNumbersTest {
    private static final int PSK = 0x000f_ac02;
    private static final int SAE = 0x000f_ac08;

    @Test
    @DisplayName("item 56: suites in hexadecimal, with zeros in front, in their order")
    void suitesInHexadecimal() {
        assertThat(HexNumbers.text(List.of(PSK, SAE), 8, ", ")).isEqualTo("000fac02, 000fac08");
        assertThat(HexNumbers.text(List.of(SAE, PSK), 8, ", ")).isEqualTo("000fac08, 000fac02");
        assertThat(HexNumbers.text(List.of(PSK), 8, ", ")).isEqualTo("000fac02");
        assertThat(HexNumbers.text(List.of(), 8, ", ")).isEmpty();
        assertThat(HexNumbers.text(List.of(1, 0xab), 4, "|")).isEqualTo("0001|00ab");
    }

    @Test
    @DisplayName("item 56: a request to connect says its suites so")
    void aRequestSaysItsSuitesSo() {
        Request.Connect connect =
                new Request.Connect(
                        Ssid.of("net"),
                        0x0200_0000_0001L,
                        0,
                        2,
                        List.of(PSK, SAE),
                        List.of(0x000f_ac04),
                        0x000f_ac04,
                        NetworkKey.none());
        assertThat(connect)
                .hasToString(
                        "connect to \"net\" [6e6574] at 02:00:00:00:00:01, authentication 0, WPA 2,"
                                + " AKMs 000fac02, 000fac08, ciphers 000fac04 and 000fac04 for"
                                + " groups, no key");
    }
}

package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Keys: what is computed from what people know, and that nothing shows it.
class NetworkKeyTest {
    /// IEEE 802.11-2020 §J.4.2, and the reference's own (§3.9).
    @ParameterizedTest
    @CsvSource({
        "password, IEEE, f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e",
        "ThisIsAPassword, ThisIsASSID,"
                + " 0dc0d6eb90555ed6419756b9a15ec3e3209b63df707dd508d14581f8982721af",
        "secretsecret, FakeWpa2Psk,"
                + " 38b4872e652742beaeb9d49376e5e987b74b844b262cd6a223b7413b00ce036f"
    })
    void aPassphraseAndAnSsidMakeAPmk(String passphrase, String ssid, String pmk) {
        char[] typed = passphrase.toCharArray();
        try (NetworkKey key = NetworkKey.ofPassphrase(typed, Ssid.of(ssid))) {
            assertThat(HexFormat.of().formatHex(key.copy())).isEqualTo(pmk);
            assertThat(key).hasToString("a key of 32 octets");
        }
        assertThat(typed).as("is the caller's").isEqualTo(passphrase.toCharArray());
    }

    @ParameterizedTest
    @CsvSource({"short12", "umlaut-ü-in-it", "'tab\tin it'"})
    void whatIsNoPassphraseIsRefusedAndNotShown(String text) {
        assertThat(NetworkKey.isPassphrase(text.toCharArray())).isFalse();
        assertThatThrownBy(() -> NetworkKey.ofPassphrase(text.toCharArray(), Ssid.of("home")))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain(text);
    }

    @Test
    void aMadeUpNetworksLockDoesNotShowItsKey() {
        NetworkKey pmk = NetworkKey.ofPassphrase("correct horse".toCharArray(), Ssid.of("home"));
        String octets = HexFormat.of().formatHex(pmk.copy());
        assertThat(new MadeUpNetwork.Lock.Psk(pmk).toString())
                .contains("a key of 32 octets")
                .doesNotContain(octets, "horse");
        assertThatThrownBy(() -> new MadeUpNetwork.Lock.Psk(NetworkKey.none()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

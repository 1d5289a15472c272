package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a request for a connection means to a host.
class ConnectDecisionTest {
    private static final String PMK = "*".repeat(32);

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // authentication, versions, AKMs, ciphers, key
                "0, 0, -, -, -, OPEN",
                "0, 2, 2, 4, pmk, WPA2_PSK",
                "0, 2, 6, 8, pmk, WPA2_PSK",
                "0, 2, 20, 4, pmk, WPA2_PSK",
                "0, 2, 4, 4, pmk, WPA2_PSK",
                "0, 2, 19, 4, pmk, WPA2_PSK",
                "0, 2, 1 2, 2 4, pmk, WPA2_PSK",
                "0, 2, 2, 4, passphrase, WPA2_PSK",
                "4, 4, 8, 4, any, WPA3_SAE",
                "4, 2, 8, -, any, WPA3_SAE"
            })
    void theTableOfTheReference(
            int auth, int versions, String akms, String ciphers, String key, String joined) {
        isJoined(request(auth, versions, akms, ciphers, key), joined);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "8, 0, -, -, -, OPEN",
                "8, 2, 2, 4, pmk, WPA2_PSK",
                "9, 2, 2, 4, pmk, WPA2_PSK",
                "255, 3, 2, 4, pmk, WPA2_PSK",
                "8, 6, 2 8, 4, pmk, WPA2_PSK",
                "8, 4, 8, 4, any, WPA3_SAE"
            })
    @DisplayName("item 78: what automatic authentication means, the versions and suites say")
    void automatic(int auth, int versions, String akms, String ciphers, String key, String joined) {
        isJoined(request(auth, versions, akms, ciphers, key), joined);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "1, 0, -, 1, -, 13",
                "2, 2, 4, 4, pmk, 13",
                "3, 0, -, -, -, 13",
                "7, 2, 14, 4, pmk, 13",
                "0, 1, 2, 4, pmk, 43",
                "0, 3, 2, 4, pmk, 43",
                "0, 4, 8, 4, any, 43",
                "0, 2, 1, 4, pmk, 43",
                "0, 2, -, 4, pmk, 43",
                "8, 1, 2, 2, pmk, 43",
                "8, 0, 2, 4, pmk, 43",
                "4, 4, 2, 4, any, 43",
                "0, 0, -, 5, -, 42",
                "8, 0, -, 1, -, 42",
                "0, 2, 2, -, pmk, 42",
                "0, 2, 2, 2, pmk, 42",
                "0, 2, 2, 10 9, pmk, 42",
                "0, 2, 2, 4, -, 15",
                "0, 2, 2, 4, seven..., 15",
                "8, 2, 2, 4, -, 15",
                "4, 4, 8, 4, -, 15"
            })
    void allElseIsRefusedWithTheStatusThatFits(
            int auth, int versions, String akms, String ciphers, String key, int status) {
        Request.Connect request = request(auth, versions, akms, ciphers, key);
        assertThat(ConnectDecision.of(request))
                .isInstanceOfSatisfying(
                        ConnectDecision.Refusal.class,
                        refusal -> {
                            assertThat(refusal.status()).isEqualTo(status);
                            assertThat(refusal.reason()).isNotEmpty().doesNotContain("***");
                        });
    }

    @Test
    void aNetworkWithoutANameIsRefused() {
        Request.Connect request =
                new Request.Connect(
                        Ssid.WILDCARD, 0, 0, 0, List.of(), List.of(), 0, NetworkKey.none());
        assertThat(ConnectDecision.of(request)).isInstanceOf(ConnectDecision.Refusal.class);
    }

    @Test
    @DisplayName("item 88: any name comes to the host as it is")
    void anyNameComesToTheHost() {
        for (byte[] name : ElementBlobTest.AnyName.LIST) {
            Request.Connect request =
                    new Request.Connect(
                            Ssid.of(name), 7, 0, 0, List.of(), List.of(), 0, NetworkKey.none());
            assertThat(ConnectDecision.of(request))
                    .isInstanceOfSatisfying(
                            Join.class,
                            join -> {
                                assertThat(join.ssid().octets()).isEqualTo(name);
                                assertThat(join.bssid()).isEqualTo(7);
                            });
        }
    }

    private static void isJoined(Request.Connect request, String security) {
        assertThat(ConnectDecision.of(request))
                .isInstanceOfSatisfying(
                        Join.class,
                        join -> {
                            assertThat(join.security()).hasToString(security);
                            assertThat(join.ssid()).isEqualTo(request.ssid());
                            assertThat(join.bssid()).isEqualTo(request.bssid());
                            assertThat(join.key().matches(request.key())).isTrue();
                        });
    }

    private static Request.Connect request(
            int auth, int versions, String akms, String ciphers, String key) {
        String text = key == null ? "" : key.equals("pmk") ? PMK : key;
        return new Request.Connect(
                Ssid.of("net"),
                0x0200_0000_0001L,
                auth,
                versions,
                suites(akms),
                suites(ciphers),
                0x000f_ac04,
                NetworkKey.copyOf(
                        text.replace("seven...", "1234567").getBytes(StandardCharsets.US_ASCII)));
    }

    private static List<Integer> suites(String types) {
        return types == null
                ? List.of()
                : Arrays.stream(types.split(" "))
                        .map(t -> 0x000f_ac00 | Integer.parseInt(t))
                        .toList();
    }
}

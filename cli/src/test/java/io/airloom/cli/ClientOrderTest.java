package io.airloom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.EnvironmentException;
import io.airloom.proxy.NetworkKey;
import io.airloom.proxy.Ssid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a guest in Java can be told to do, and where its keys come from.
class ClientOrderTest {
    private static final Ssid HOME = Ssid.of("my home");

    @TempDir private Path folder;

    private static List<ClientOrder> orders(String line) {
        return ClientOrder.all(ProxyClientCommand.words(line));
    }

    @Test
    void readsOrdersWithThenBetween() {
        assertThat(
                        orders(
                                "scan then scan hex:00ff then connect 'my home' --passphrase-file pw"
                                        + " --bssid 02:00:00:00:00:01 then listen signal 5s then"
                                        + " listen then disconnect"))
                .containsExactly(
                        new ClientOrder.Scan(Ssid.WILDCARD),
                        new ClientOrder.Scan(Ssid.of(new byte[] {0, -1})),
                        new ClientOrder.Connect(
                                HOME,
                                0x0200_0000_0001L,
                                new ClientOrder.KeySource.PassphraseFile(Path.of("pw"))),
                        new ClientOrder.Listen("signal", Duration.ofSeconds(5)),
                        new ClientOrder.Listen(null, null),
                        new ClientOrder.Disconnect());
        assertThat(orders("connect \"my home\""))
                .containsExactly(
                        new ClientOrder.Connect(HOME, 0, new ClientOrder.KeySource.Asked()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scn | unknown order \"scn\", did you mean \"scan\"?",
                "scan then | nothing to do: give scan, connect, disconnect or listen",
                "scan a b | scan: too much: \"b\"",
                "connect | connect wants an SSID",
                "connect a --pmk | --pmk wants a file",
                "connect a --bsid x | connect: unknown \"--bsid\", did you mean \"--bssid\"?",
                "connect a --bssid x | --bssid: \"x\" is not a MAC address",
                "connect hex:zz | an SSID must have 1 to 32 octets of two hexadecimal digits",
                "listen soon | \"soon\" is neither signal, disconnected nor networks, nor a time",
            })
    void saysWhatIsWrong(String line, String message) {
        assertThatThrownBy(() -> orders(line))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message);
    }

    @Test
    void takesKeysFromFilesAndShowsNoneOfThem() throws IOException {
        String digits = "38b4872e652742beaeb9d49376e5e987b74b844b262cd6a223b7413b00ce036f";
        Path pmk = Files.writeString(folder.resolve("pmk"), digits + "\r\n");
        Path pass = Files.writeString(folder.resolve("pass"), "secretsecret\nmore");
        Ssid ssid = Ssid.of("FakeWpa2Psk");
        try (NetworkKey one = ClientKeys.key(new ClientOrder.KeySource.PmkFile(pmk), ssid);
                NetworkKey other =
                        ClientKeys.key(new ClientOrder.KeySource.PassphraseFile(pass), ssid)) {
            assertThat(one.matches(other)).isTrue();
        }
        Path wrong = Files.writeString(folder.resolve("wrong"), "sécrétsécrét");
        for (ClientOrder.KeySource source :
                List.of(
                        new ClientOrder.KeySource.PmkFile(wrong),
                        new ClientOrder.KeySource.PassphraseFile(wrong))) {
            assertThatThrownBy(() -> ClientKeys.key(source, ssid))
                    .isInstanceOf(UsageException.class)
                    .message()
                    .doesNotContain("cr");
        }
        assertThatThrownBy(() ->
                        ClientKeys.key(
                                new ClientOrder.KeySource.PmkFile(folder.resolve("none")), ssid))
                .isInstanceOf(EnvironmentException.class);
    }
}

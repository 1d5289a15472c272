package io.airloom.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.airloom.ieee80211.MacAddress;
import io.airloom.image.InputFileException;
import io.airloom.image.Problem;
import io.airloom.proxy.MadeUpNetwork;
import io.airloom.proxy.MadeUpNetwork.Lock;
import io.airloom.proxy.NetworkKey;
import io.airloom.proxy.Ssid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The reader of made-up networks: what it makes of a good file, what it says of each kind of
/// mistake, and that it is read again when it changes.
class NetworksParserTest {
    private static final String GOOD =
            """
            networks:
              - {ssid: home, security: wpa2, passphrase: correct horse, channel: 6, signal: -41}
              - ssid: cafe
                bssid: 02:00:00:00:0c:01
                frequency: 6115
                hidden: true
                elements: 07 06 444520 010d14
              - {ssid: "hex:ff00", security: wpa2}
            """;

    @TempDir private Path folder;

    @Test
    void readsAllThatANetworkCanBe() {
        List<MadeUpNetwork> networks = NetworksParser.parse("net.yaml", GOOD);
        assertThat(networks).hasSize(3);
        MadeUpNetwork home = networks.get(0);
        assertThat(home.ssid()).isEqualTo(Ssid.of("home"));
        assertThat(home.centerFreqKhz()).isEqualTo(2_437_000);
        assertThat(home.dbm()).isEqualTo(-41);
        assertThat(home.isHidden()).isFalse();
        NetworkKey pmk = NetworkKey.ofPassphrase("correct horse".toCharArray(), Ssid.of("home"));
        assertThat(((Lock.Psk) home.lock()).pmk().matches(pmk)).isTrue();
        MadeUpNetwork cafe = networks.get(1);
        assertThat(cafe.bssid()).isEqualTo(0x0200_0000_0c01L);
        assertThat(cafe.centerFreqKhz()).isEqualTo(6_115_000);
        assertThat(cafe.isHidden()).isTrue();
        assertThat(cafe.lock()).isEqualTo(new Lock.Open());
        assertThat(cafe.elements()).hasToString("0706444520010d14");
        MadeUpNetwork octets = networks.get(2);
        assertThat(octets.ssid()).isEqualTo(Ssid.of(new byte[] {-1, 0}));
        assertThat(octets.lock()).isEqualTo(new Lock.AnyKey());
        assertThat(octets.dbm()).isEqualTo(-50);
        assertThat(octets.centerFreqKhz()).isEqualTo(5_240_000);
    }

    @Test
    void anAddressThatNobodyGaveIsLocalAndStaysTheSame() {
        long address = NetworksParser.bssidOf(Ssid.of("home"));
        assertThat(MacAddress.toString(address)).isEqualTo("4e:a1:40:58:81:50");
        assertThat(MacAddress.isLocal(address)).isTrue();
        assertThat(MacAddress.isGroup(address)).isFalse();
        assertThat(NetworksParser.bssidOf(Ssid.of("Home"))).isNotEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "networks: | :1:10: \"networks\" must be a list (- …), not nothing",
                "a: 1 | :1:1: has no \"networks\"; add for example networks: [{ssid: home}]",
                "network: [] | :1:1: unknown key \"network\", did you mean \"networks\"?",
                "networks: [x] | :1:12: network 1: a network must be a mapping (key: value), not a single value",
                "networks: [{sid: x}] | :1:13: network 1: unknown key \"sid\", did you mean \"ssid\"?",
                "networks: [{ssid: ''}] | :1:19: network 1: \"ssid\" must have 1 to 32 octets, not 0: \"\"",
                "networks: [{ssid: 'hex:f'}] | network 1: \"ssid\" must have 1 to 32 octets of two hexadecimal digits after hex:",
                "networks: [{ssid: a, bssid: '01:00:00:00:00:00'}] | :1:29: network 1: \"bssid\" 01:00:00:00:00:00 is no single station's address",
                "networks: [{ssid: a, bssid: x}] | \"bssid\" must be an address such as 02:00:00:00:01:00, not \"x\"",
                "networks: [{ssid: a, channel: 15}] | \"channel\" 15 is no channel of 2.4 or 5 GHz; those of 6 GHz are written as frequency: 6115",
                "networks: [{ssid: a, frequency: 60480}] | \"frequency\" 60480 MHz is no channel of 2.4, 5 or 6 GHz",
                "networks: [{ssid: a, frequency: 2412, channel: 1}] | :1:12: network 1: has both \"channel\" and \"frequency\"",
                "networks: [{ssid: a, signal: 1}] | \"signal\" must be a whole number from -128 to 0, not \"1\"",
                "networks: [{ssid: a, security: wpa3}] | \"security\" is unknown: \"wpa3\", did you mean \"wpa2\"?",
                "networks: [{ssid: a, hidden: maybe}] | \"hidden\" must be true or false, not \"maybe\"",
                "networks: [{ssid: a, elements: 070}] | \"elements\" must be at most 1024 octets of two hexadecimal digits",
                "networks: [{ssid: a, elements: 070344}] | \"elements\" has an element at octet 0 that is cut off",
                "networks: [{ssid: a, elements: 000161}] | \"elements\" has element 0, which is made of \"ssid\"",
                "networks: [{ssid: a}, {ssid: a}] | :1:23: network 2: has the BSSID ca:97:81:12:ca:1b of network 1, made of the same SSID; give it a \"bssid\"",
            })
    void everyMistakeHasItsPlaceAndARemedy(String text, String message) {
        assertThat(String.join("\n", problemsOf(text))).contains(message);
    }

    @Test
    void allMistakesAreToldAtOnceAndNoPassphraseIs() {
        assertThat(
                        problemsOf(
                                """
                                networks:
                                  - {ssid: a, passphrase: short, chanel: 1}
                                  - {ssid: b, security: open, passphrase: secretsecret}
                                """))
                .containsExactly(
                        "net.yaml:2:27: network 1: \"passphrase\" must be 8 to 63 printable ASCII"
                                + " characters",
                        "net.yaml:2:34: network 1: unknown key \"chanel\", did you mean"
                                + " \"channel\"?",
                        "net.yaml:3:43: network 2: \"passphrase\" is for security: wpa2, not open");
        for (String written : List.of("*secretsecret", "!x!secretsecret", "[secretsecret]")) {
            assertThat(problemsOf("networks: [{ssid: a, passphrase: " + written + "}]"))
                    .isNotEmpty()
                    .noneMatch(problem -> problem.contains("secret"));
        }
    }

    @Test
    void aFileIsReadAgainWhenItChangesAndABrokenOneLeavesWhatWas() throws IOException {
        Path path = Files.writeString(folder.resolve("net.yaml"), "networks: [{ssid: home}]");
        List<String> words = new ArrayList<>();
        NetworksFile file = NetworksFile.open(path, words::add);
        assertThat(ssids(file)).containsExactly(Ssid.of("home"));
        assertThat(words).isEmpty();

        // As long as before, and within the same tick of the file system's clock.
        Files.writeString(path, "networks: [{ssid: cafe}]");
        assertThat(ssids(file)).containsExactly(Ssid.of("cafe"));
        assertThat(words).containsExactly("read " + path + " again: networks 1");

        words.clear();
        Files.writeString(path, "networks: [{ssid: }]");
        assertThat(ssids(file)).containsExactly(Ssid.of("cafe"));
        assertThat(ssids(file)).containsExactly(Ssid.of("cafe"));
        assertThat(words)
                .containsExactly(
                        path + ":1:18: network 1: \"ssid\" has no value",
                        "the networks stay as they were");

        words.clear();
        Files.delete(path);
        assertThat(ssids(file)).containsExactly(Ssid.of("cafe"));
        assertThat(ssids(file)).containsExactly(Ssid.of("cafe"));
        assertThat(words)
                .containsExactly(path + ": no such file", "the networks stay as they were");

        Files.writeString(path, "networks: []");
        assertThat(ssids(file)).isEmpty();
    }

    @Test
    void neverFailsInAnotherWayWhateverTheTextIs() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 1000; round++) {
            StringBuilder text = new StringBuilder(GOOD);
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 ->
                            text.insert(at, "{}[]&*!|>'\"%@`#:-,?\n\t ".charAt(random.nextInt(22)));
                    case 2 -> text.setCharAt(at, (char) random.nextInt(0x250));
                    default -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
                }
            }
            try {
                NetworksParser.parse("net.yaml", text.toString());
            } catch (InputFileException e) {
                assertThat(e.problems()).as("seed %d, round %d", seed, round).isNotEmpty();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round + ":\n" + text, e);
            }
        }
    }

    private static List<Ssid> ssids(NetworksFile file) {
        return file.networks().stream().map(MadeUpNetwork::ssid).toList();
    }

    private static List<String> problemsOf(String text) {
        InputFileException e =
                catchThrowableOfType(
                        InputFileException.class, () -> NetworksParser.parse("net.yaml", text));
        assertThat(e).as(text).isNotNull();
        return e.problems().stream().map(Problem::toString).toList();
    }
}

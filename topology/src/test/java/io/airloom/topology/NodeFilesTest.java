package io.airloom.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a node's daemons and scripts are given.
class NodeFilesTest {
    @Test
    void writesHostapdConfWithTheUsersKeysAndWhatItCannotDoWithout() {
        Topology topology =
                parse(
                        """
                        nodes:
                          ap1:
                            role: ap
                            hostapd: {ssid: lab, channel: 6, wpa: 2, wpa_passphrase: airloom-demo, rsn_pairwise: CCMP}
                        """);
        assertThat(NodeFiles.hostapdConf(topology.nodes().getFirst(), topology))
                .isEqualTo(
                        """
                        interface=wlan0
                        driver=nl80211
                        ctrl_interface=/var/run/hostapd
                        channel=6
                        hw_mode=g
                        ssid=lab
                        wpa=2
                        wpa_passphrase=airloom-demo
                        rsn_pairwise=CCMP
                        """);
    }

    @Test
    void fiveGigahertzHasItsModeAndCountry() {
        Topology topology =
                parse(
                        "nodes: {a: {role: ap, hostapd: {ssid: lab, channel: 36, bss_load_test: [1, 2]}}}");
        assertThat(NodeFiles.hostapdConf(topology.nodes().getFirst(), topology))
                .isEqualTo(
                        """
                        interface=wlan0
                        driver=nl80211
                        ctrl_interface=/var/run/hostapd
                        country_code=US
                        channel=36
                        hw_mode=a
                        ssid=lab
                        bss_load_test=1
                        bss_load_test=2
                        """);
        assertThat(NodeFiles.upScript(topology.nodes().getFirst(), topology))
                .contains("iw reg set US\n");
    }

    @Test
    void aCableHasItsAddressBeforeTheNodesOwnStart() {
        Topology topology = parse("nodes: {a: {role: bare, wired: 192.168.7.1/24, start: mine}}");
        assertThat(NodeFiles.upScript(topology.nodes().getFirst(), topology))
                .contains(
                        """
                        ip link set eth0 address 02:00:00:01:01:00
                        ip addr add 192.168.7.1/24 dev eth0
                        ip link set eth0 up
                        # start: of the topology
                        (
                        mine
                        """);
    }

    @Test
    void aDaemonIsStartedAsItsUserSays() {
        Topology topology =
                parse(
                        """
                        variables: {level: -dd}
                        nodes:
                          a: {role: ap, hostapd: {ssid: lab}, daemon: "strace -D /opt/hostapd ${lab.level}"}
                          b: {role: ap, hostapd: {ssid: lab}}
                          c: {role: station, network: {ssid: lab}, daemon: "/opt/wpas $HOME"}
                        """);
        assertThat(NodeFiles.upScript(topology.nodes().getFirst(), topology))
                .contains("\nstrace -D /opt/hostapd -dd -B -t -P ")
                .as("what stays behind holds no output of the script")
                .containsPattern("(?m)^strace.* >\"\\$out\" 2>&1 ");
        assertThat(NodeFiles.upScript(topology.nodes().get(1), topology))
                .contains("\nhostapd -B -t -P ");
        assertThat(NodeFiles.upScript(topology.nodes().get(2), topology))
                .contains("\n/opt/wpas $HOME -B -t -P ");
    }

    @Test
    void saeAloneRequiresManagementFrameProtectionOnBothSides() {
        Topology topology =
                parse(
                        """
                        nodes:
                          ap1: {role: ap, hostapd: {ssid: lab, wpa: 2, wpa_key_mgmt: SAE, sae_password: airloom-demo}}
                          sta1: {role: station, network: {ssid: lab, sae_password: airloom-demo}}
                        """);
        assertThat(NodeFiles.hostapdConf(topology.nodes().getFirst(), topology))
                .contains("ieee80211w=2\n");
        assertThat(NodeFiles.supplicantConf(topology.nodes().get(1), topology))
                .isEqualTo(
                        """
                        ctrl_interface=/var/run/wpa_supplicant
                        network={
                        	key_mgmt=SAE
                        	ieee80211w=2
                        	scan_freq=2412
                        	ssid="lab"
                        	sae_password="airloom-demo"
                        }
                        """);
    }

    @Test
    void aStationScansTheLabsChannelsUnlessItsUserSaysOtherwise() {
        Topology topology =
                parse(
                        """
                        nodes:
                          ap1: {role: ap, hostapd: {ssid: lab, channel: 11}}
                          ap2: {role: ap, hostapd: {ssid: lab, channel: 36}}
                          sta1: {role: station, network: {ssid: lab}}
                          sta2: {role: station, network: {ssid: lab, scan_freq: 2462, key_mgmt: OWE}}
                        """);
        assertThat(NodeFiles.supplicantConf(topology.nodes().get(2), topology))
                .contains("\tscan_freq=2462 5180\n", "\tkey_mgmt=NONE\n", "country=US\n");
        assertThat(NodeFiles.supplicantConf(topology.nodes().get(3), topology))
                .contains("\tscan_freq=2462\n", "\tkey_mgmt=OWE\n", "\tieee80211w=2\n");
    }

    @Test
    void ibssAndMeshHaveTheirModeAndFrequency() {
        Topology topology =
                parse(
                        """
                        nodes:
                          i: {role: ibss, network: {ssid: adhoc}}
                          m: {role: mesh, network: {ssid: mesh, frequency: 5180, sae_password: airloom-demo}}
                        """);
        assertThat(NodeFiles.supplicantConf(topology.nodes().get(0), topology))
                .contains(
                        "\tmode=1\n",
                        "\tfrequency=2412\n",
                        "\tscan_freq=2412\n",
                        "\tkey_mgmt=NONE\n");
        assertThat(NodeFiles.supplicantConf(topology.nodes().get(1), topology))
                .contains("\tmode=5\n", "\tfrequency=5180\n", "\tkey_mgmt=SAE\n", "country=US\n");
    }

    @Test
    void eachRadioOfANodeHasItsOwnAddress() {
        Topology topology =
                parse(
                        "nodes: {a: {role: bare, radios: 2, address: 10.0.0.1/8, start: 'echo hello'}}");
        assertThat(NodeFiles.upScript(topology.nodes().getFirst(), topology))
                .isEqualTo(
                        """
                        #!/bin/sh
                        set -e
                        mkdir -p /run/airloom
                        [ -e /var/run ] || ln -s /run /var/run
                        if [ -e /etc/airloom/hosts ]; then
                          others=$(grep -v ' # airloom$' /etc/hosts 2>/dev/null) || true
                          printf '%s\\n' "$others" "$(cat /etc/airloom/hosts)" >/etc/hosts || true
                        fi
                        # start: of the topology
                        (
                        echo hello
                        )
                        ip link set wlan0 address 02:00:00:00:01:00
                        ip link set wlan1 address 02:00:00:00:01:01
                        ip addr add 10.0.0.1/8 dev wlan0
                        """);
    }

    @Test
    void everyNodeFindsTheOthersByNameUnlessItHasAListOfItsOwn() {
        Topology topology =
                parse(
                        """
                        nodes:
                          ap1: {role: bare, address: 172.16.16.1/24, wired: 10.0.0.1/24}
                          six: {role: bare, address: "fd00::2/64"}
                          wire: {role: bare, wired: 10.0.0.2/24}
                          none: {role: bare}
                          mine: {role: bare, address: 172.16.16.5/24, files: {/etc/hosts: own}}
                        """);
        String all =
                """
                172.16.16.1 ap1 # airloom
                fd00::2 six # airloom
                10.0.0.2 wire # airloom
                172.16.16.5 mine # airloom
                """;
        for (NodeSpec node : topology.nodes()) {
            var files = NodeFiles.of(node, topology, List.of());
            if (node.name().equals("mine")) {
                assertThat(files).doesNotContainKey(NodeFiles.HOSTS);
                assertThat(files.get("/etc/hosts").content()).asString().isEqualTo("own");
            } else {
                assertThat(files.get(NodeFiles.HOSTS).content()).asString().isEqualTo(all);
            }
        }
    }

    /// On a system of the user's own, whose list is not ours: what stands there stays, and what an
    /// earlier lab has put there goes.
    @Test
    void theListOfHostsKeepsWhatIsNotOfALab(@TempDir Path folder) throws Exception {
        Path hosts = folder.resolve("hosts");
        Files.writeString(hosts, "127.0.0.1 localhost\n10.9.9.9 old # airloom\n1.2.3.4 a$b\\n\n");
        Path lab = Files.writeString(folder.resolve("lab"), "10.0.0.1 ap1 # airloom\n");
        Topology topology = parse("nodes: {a: {role: bare}}");
        String script = NodeFiles.upScript(topology.nodes().getFirst(), topology);
        String part =
                script.substring(script.indexOf("if [ -e"), script.indexOf("fi\n") + 3)
                        .replace("/etc/airloom/hosts", lab.toString())
                        .replace("/etc/hosts", hosts.toString());
        for (int times = 0; times < 2; times++) {
            assertThat(new ProcessBuilder("sh", "-ec", part).inheritIO().start().waitFor())
                    .isZero();
            assertThat(hosts)
                    .hasContent("127.0.0.1 localhost\n1.2.3.4 a$b\\n\n10.0.0.1 ap1 # airloom\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "ssid, lab, '\"lab\"'",
                "ssid, deadbeef, '\"deadbeef\"'",
                "ssid, '\"lab\"', '\"lab\"'",
                "ssid, 'P\"l\\x61b\"', 'P\"l\\x61b\"'",
                "psk, airloom-demo, '\"airloom-demo\"'",
                "password, hash:0123, hash:0123",
                "wep_key0, 0102030405, 0102030405",
                "wep_key0, abcde, '\"abcde\"'",
                "key_mgmt, SAE WPA-PSK, SAE WPA-PSK",
                "bssid, 02:00:00:00:01:00, 02:00:00:00:01:00"
            })
    void textFieldsAreQuotedUnlessTheyAreAlreadyInTheFilesForm(
            String key, String value, String rendered) {
        assertThat(SupplicantQuoting.rendered(key, value)).isEqualTo(rendered);
    }

    @Test
    void aRawKeyIsNotQuoted() {
        String raw = "0123456789abcdef".repeat(4);
        assertThat(SupplicantQuoting.rendered("psk", raw)).isEqualTo(raw);
    }

    private static Topology parse(String text) {
        return TopologyParser.parse("lab.yaml", text);
    }
}

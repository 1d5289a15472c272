package io.airloom.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.airloom.image.InputFileException;
import io.airloom.image.Problem;
import io.airloom.image.YamlFile;
import io.airloom.proxy.Ssid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The topology reader: what it makes of a good file, and what it says of each kind of mistake.
///
/// Somewhat over 400 lines: the kinds of mistakes are many, and each is a line or two.
class TopologyParserTest {
    private static final String GOOD =
            """
            name: wpa2-ping
            nodes:
              ap1:  {role: ap, address: 172.16.16.1/24, hostapd: {ssid: lab, channel: 1, wpa: 2, wpa_key_mgmt: WPA-PSK, rsn_pairwise: CCMP, wpa_passphrase: "airloom-demo"}}
              sta1: {role: station, address: 172.16.16.2/24, network: {ssid: lab, psk: "airloom-demo"}}
            steps:
              - {wait: associated, node: sta1, within: 20s}
              - {node: sta1, run: "ping -c 20 -i 0.1 ${ap1.address}; echo ${HOME}"}
            """;

    @Test
    void aNodesEngineComesBeforeTheCommandLinesAndThatBeforeTheFiles() {
        Topology topology =
                TopologyParser.parse(
                        "lab.yaml",
                        """
                        engine: uml
                        nodes:
                          n1: {role: bare, engine: qemu}
                          n2: {role: bare, memory: 64}
                          n3: {role: bare, root: host}
                        """);
        NodeSpec n1 = topology.nodes().get(0);
        NodeSpec n2 = topology.nodes().get(1);
        assertThat(topology.engineOf(n1, Engine.UML)).isEqualTo(Engine.QEMU);
        assertThat(topology.engineOf(n2, Engine.QEMU)).isEqualTo(Engine.QEMU);
        assertThat(topology.engineOf(n2, null)).isEqualTo(Engine.UML);
        Topology plain = TopologyParser.parse("lab.yaml", "nodes: {n1: {role: bare}}");
        assertThat(plain.engineOf(plain.nodes().getFirst(), null)).isEqualTo(Engine.QEMU);
        assertThat(n1.memoryMib(Engine.QEMU)).isEqualTo(144);
        assertThat(n1.memoryMib(Engine.UML)).isEqualTo(96);
        assertThat(n2.memoryMib(Engine.UML)).isEqualTo(64);
        assertThat(topology.nodes().get(2).memoryMib(Engine.UML)).isEqualTo(1024);
    }

    @Test
    void readsTheTopologyOfTheReadme() {
        Topology topology = TopologyParser.parse("lab.yaml", GOOD);

        assertThat(topology.name()).isEqualTo("wpa2-ping");
        assertThat(topology.country()).isNull();
        assertThat(topology.nodes()).extracting(NodeSpec::name).containsExactly("ap1", "sta1");
        NodeSpec sta1 = topology.nodes().get(1);
        assertThat(sta1.role()).isEqualTo(Role.STATION);
        assertThat(sta1.address()).isEqualTo(new InterfaceAddress("172.16.16.2", 24));
        assertThat(sta1.macAddress()).isEqualTo("02:00:00:00:02:00");
        assertThat(sta1.network()).containsEntry("psk", List.of("airloom-demo"));
        assertThat(topology.steps())
                .containsExactly(
                        new Step.Wait("sta1", Step.Condition.ASSOCIATED, Duration.ofSeconds(20)),
                        new Step.Run(
                                "sta1",
                                "ping -c 20 -i 0.1 172.16.16.1; echo ${HOME}",
                                0,
                                null,
                                null,
                                StepParser.DEFAULT_RUN));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("", "lab.yaml: the file is empty"),
                mistake(
                        "[1, 2]",
                        "lab.yaml:1:1: a topology must be a mapping (key: value), not a list"),
                mistake(
                        "name: x",
                        "lab.yaml:1:1: has no \"nodes\"; add for example"
                                + " nodes: {ap1: {role: ap, hostapd: {ssid: lab}}}"),
                mistake(
                        "nodes: {}",
                        "lab.yaml:1:8: \"nodes\" is empty; a lab has at least one node"),
                mistake(
                        "nodes:",
                        "lab.yaml:1:7: \"nodes\" must be a mapping (key: value), not nothing"),
                mistake(
                        "nodes: {a: {role: bare}}\nstep: []",
                        "lab.yaml:2:1: unknown key \"step\", did you mean \"steps\"?"),
                mistake(
                        "nodes: {a: {role: bare}, a: {role: bare}}",
                        "lab.yaml:1:26: key \"a\" stands twice"),
                mistake(
                        "name: a b\nnodes: {a: {role: bare}}",
                        "lab.yaml:1:7: \"name\" must be 1 to 64 letters, digits or . _ -, not \"a b\""),
                mistake(
                        "country: us\nnodes: {a: {role: bare}}",
                        "lab.yaml:1:10: \"country\" must be two capital letters such as US or DE, not \"us\""),
                node(
                        "{role: statoin}",
                        "lab.yaml:1:20: node \"n1\": \"role\" is unknown: \"statoin\", did you mean \"station\"?"),
                mistake(
                        "air: {dealy: 1s}\nnodes: {a: {role: bare}}",
                        "lab.yaml:1:7: unknown key \"dealy\", did you mean \"delay\"?"),
                mistake(
                        "air: {seed: -1}\nnodes: {a: {role: bare}}",
                        "lab.yaml:1:13: \"seed\" must be a whole number of at most 15 digits, not \"-1\""),
                mistake(
                        "air: {delay: 10.1s}\nnodes: {a: {role: bare}}",
                        "lab.yaml:1:14: \"delay\" must be a time such as 300ms or 1.5s, at most 10s, not \"10.1s\""),
                mistake(
                        "engine: qmeu\nnodes: {a: {role: bare}}",
                        "lab.yaml:1:9: \"engine\" is unknown: \"qmeu\", did you mean \"qemu\"?"),
                node(
                        "{role: bare, engine: xen}",
                        "lab.yaml:1:34: node \"n1\": \"engine\" is unknown: \"xen\"; known: qemu, uml"),
                node(
                        "{role: bare, root: hots}",
                        "lab.yaml:1:32: node \"n1\": \"root\" is unknown: \"hots\", did you mean \"host\"?"),
                node(
                        "{role: bare, engine: qemu, root: host}",
                        "lab.yaml:1:46: node \"n1\": \"root\" host needs engine: uml"),
                node("{role: }", "lab.yaml:1:19: node \"n1\": \"role\" has no value"),
                node(
                        "{}",
                        "lab.yaml:1:12: node \"n1\": has no \"role\"; add for example role: station"),
                node(
                        "bare",
                        "lab.yaml:1:12: node \"n1\": must be a mapping such as {role: bare}, not a single value"),
                node(
                        "{role: bare, memroy: 256}",
                        "lab.yaml:1:26: node \"n1\": unknown key \"memroy\", did you mean \"memory\"?"),
                node(
                        "{role: bare, memory: lots}",
                        "lab.yaml:1:34: node \"n1\": \"memory\" must be a whole number from 64 to 65536, not \"lots\""),
                node(
                        "{role: bare, daemon: hostapd -dd}",
                        "lab.yaml:1:34: node \"n1\": \"daemon\" is for roles ap, station, ibss and mesh: in a bare node nothing runs"),
                node(
                        "{role: mesh, daemon: \" \", network: {ssid: m}}",
                        "lab.yaml:1:34: node \"n1\": \"daemon\" must be one line such as \"hostapd -dd\", not \" \""),
                node(
                        "{role: bare, radios: 101}",
                        "lab.yaml:1:34: node \"n1\": \"radios\" must be a whole number from 0 to 100, not \"101\""),
                node(
                        "{role: bare, address: 10.0.0.1}",
                        "lab.yaml:1:35: node \"n1\": \"address\" must be an address with its prefix length such as"
                                + " 172.16.16.1/24, not \"10.0.0.1\""),
                node(
                        "{role: bare, address: 10.0.0.256/24}",
                        "lab.yaml:1:35: node \"n1\": \"address\" must be an address with its prefix length such as"
                                + " 172.16.16.1/24, not \"10.0.0.256/24\""),
                node(
                        "{role: bare, hostapd: {ssid: lab}}",
                        "lab.yaml:1:26: node \"n1\": \"hostapd\" is for role ap, not bare"),
                node(
                        "{role: ap}",
                        "lab.yaml:1:12: node \"n1\": has no \"hostapd\"; add for example hostapd: {ssid: lab}"),
                node(
                        "{role: ap, hostapd: {}}",
                        "lab.yaml:1:33: node \"n1\": hostapd: has no \"ssid\"; add for example ssid: lab"),
                node(
                        "{role: ap, hostapd: {ssid: lab, channel: 15}}",
                        "lab.yaml:1:54: node \"n1\": hostapd: \"channel\" must be a channel of 2.4 GHz (1 to 14) or"
                                + " 5 GHz (36, 40 … 64, 100 … 144, 149 … 177), not \"15\"; for 6 GHz give op_class too"),
                node(
                        "{role: ap, hostapd: {ssid: \"" + "x".repeat(33) + "\"}}",
                        "lab.yaml:1:40: node \"n1\": hostapd: \"ssid\" must be 1 to 32 octets long, not 33"),
                node(
                        "{role: ap, hostapd: {ssid: \"" + "ü".repeat(17) + "\"}}",
                        "lab.yaml:1:40: node \"n1\": hostapd: \"ssid\" must be 1 to 32 octets long, not 34"),
                node(
                        "{role: ap, hostapd: {ssid: \"a\\nwpa=2\"}}",
                        "lab.yaml:1:40: node \"n1\": hostapd: \"ssid\" holds a line break or a control character"),
                node(
                        "{role: ap, hostapd: {ssid: lab, wpa: 2, wpa_passphrase: short}}",
                        "lab.yaml:1:69: node \"n1\": hostapd: \"wpa_passphrase\" must be a passphrase of 8 to 63"
                                + " characters, not 5"),
                node(
                        "{role: ap, hostapd: {ssid: lab, wpa_passphrase: longenough}}",
                        "lab.yaml:1:61: node \"n1\": hostapd: \"wpa_passphrase\" without \"wpa\" makes an open"
                                + " network; add wpa: 2"),
                node(
                        "{role: ap, hostapd: {ssid: lab, wpa: 2}}",
                        "lab.yaml:1:50: node \"n1\": hostapd: \"wpa\" needs a key; add for example"
                                + " wpa_passphrase: \"eight or more\""),
                node(
                        "{role: ap, hostapd: {ssid: lab, interface: wlan1}}",
                        "lab.yaml:1:56: node \"n1\": hostapd: \"interface\" is set by Airloom; leave it out"),
                node(
                        "{role: ap, hostapd: {ssid: lab, vendor elements: dd}}",
                        "lab.yaml:1:62: node \"n1\": hostapd: \"vendor elements\" is no key of a configuration"
                                + " file: use letters, digits and _"),
                node(
                        "{role: station, network: {ssid: lab, psk: 1234567}}",
                        "lab.yaml:1:55: node \"n1\": network: \"psk\" must be a passphrase of 8 to 63 characters, not 7"),
                node(
                        "{role: station, network: {ssid: lab, wpa_passphrase: airloom-demo}}",
                        "lab.yaml:1:66: node \"n1\": network: \"wpa_passphrase\" is hostapd's word; in a network it"
                                + " is \"psk\""),
                node(
                        "{role: bare, files: {../etc/passwd: x}}",
                        "lab.yaml:1:34: node \"n1\": files: \"../etc/passwd\" must be an absolute path such as /etc/motd"),
                mistake(
                        "nodes: {N1: {role: bare}}",
                        "lab.yaml:1:9: node \"N1\": a node's name is a small letter, then at most 30 small letters,"
                                + " digits or -"),
                mistake(
                        "nodes: {a: {role: bare, address: 10.0.0.1/8}, b: {role: bare, address: 10.0.0.1/24}}",
                        "lab.yaml:1:72: node \"b\": address 10.0.0.1 is already node \"a\"'s"),
                step(
                        "{node: n1}",
                        "lab.yaml:2:9: step 1: says not what is done; known: wait, run, set, reboot, pause, capture, proxy, sequence, parallel, include"),
                step(
                        "{wait: address, run: ls, node: n1}",
                        "lab.yaml:2:9: step 1: has both \"wait\" and \"run\"; make two steps of it"),
                step(
                        "{wait: adress, node: n1}",
                        "lab.yaml:2:16: step 1: \"wait\" is unknown: \"adress\", did you mean \"address\"?"),
                step(
                        "{wait: associated, node: n1}",
                        "lab.yaml:2:16: step 1: \"wait\" associated cannot happen to node \"n1\", whose role is bare"),
                step(
                        "{run: ls}",
                        "lab.yaml:2:9: step 1: has no \"node\"; add for example node: n1"),
                step(
                        "{run: ls, node: n2}",
                        "lab.yaml:2:25: step 1: \"node\" refers to an unknown node \"n2\", did you mean \"n1\"?"),
                step(
                        "{run: ls, node: n1, within: 20}",
                        "lab.yaml:2:37: step 1: \"within\" must be a time such as 500ms, 20s or 2min (at most 24 h),"
                                + " not \"20\""),
                step(
                        "{run: ls, node: n1, exit: 256}",
                        "lab.yaml:2:35: step 1: \"exit\" must be a whole number from 0 to 255, not \"256\""),
                step(
                        "{run: \"ping ${ap1.address}\", node: n1}",
                        "lab.yaml:2:15: step 1: \"run\" refers to ${ap1.address}, but there is no node \"ap1\"; "
                                + "known: n1"),
                step(
                        "{run: \"ping ${n1.address}\", node: n1}",
                        "lab.yaml:2:15: step 1: \"run\" refers to ${n1.address}, but node \"n1\" has no address"),
                step(
                        "{run: \"echo ${n1.serial}\", node: n1}",
                        "lab.yaml:2:15: step 1: \"run\" refers to ${n1.serial}, but a node has only address, bssid, channel, cid, index, mac, name, role, ssid, wired"),
                step(
                        "{run: [ls, -l], node: n1}",
                        "lab.yaml:2:15: step 1: \"run\" must be a single value, not a list"),
                step(
                        "ls",
                        "lab.yaml:2:9: step 1: a step must be a mapping (key: value), not a single value"));
    }

    private static Arguments mistake(String text, String message) {
        return Arguments.of(text, message);
    }

    private static Arguments node(String node, String message) {
        return mistake("nodes: {n1: " + node + "}", message.replace(":1:12:", ":1:13:"));
    }

    private static Arguments step(String step, String message) {
        return mistake("nodes: {n1: {role: bare}}\nsteps: [" + step + "]", message);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("mistakes")
    void tellsEachMistakeWithItsPlace(String text, String message) {
        assertThat(problemsOf(text)).containsExactly(message);
    }

    @Test
    void tellsSeveralMistakesInOneGoInTheOrderOfTheFile() {
        String text =
                """
                nodes:
                  ap1:
                    role: ap
                    hostapd: {ssid: lab, wpa: 2, wpa_passphrase: short}
                  sta1:
                    role: station
                    adress: 10.0.0.2/24
                    network: {ssid: lab, passphrse: airloom-demo}
                steps:
                  - {wait: associated, node: sta2}
                  - {run: "true", node: sta1, within: soon}
                """;
        assertThat(problemsOf(text))
                .hasSize(4)
                .satisfiesExactly(
                        p -> assertThat(p).startsWith("lab.yaml:4:50: node \"ap1\": hostapd:"),
                        p -> assertThat(p).startsWith("lab.yaml:7:5: node \"sta1\": unknown key"),
                        p -> assertThat(p).startsWith("lab.yaml:10:30: step 1: \"node\" refers"),
                        p -> assertThat(p).startsWith("lab.yaml:11:39: step 2: \"within\""));
    }

    @Test
    void saysWhereYamlIsBroken() {
        assertThat(problemsOf("nodes: {ap1: {role: ap}\nsteps: []\n"))
                .singleElement()
                .asString()
                .startsWith("lab.yaml:2:1: not YAML: ");
        assertThat(problemsOf("nodes:\n\tap1: {}"))
                .singleElement()
                .asString()
                .startsWith("lab.yaml:2:1: not YAML: ");
        assertThat(problemsOf("nodes: *nowhere"))
                .singleElement()
                .asString()
                .startsWith("lab.yaml:1:8: not YAML: ");
        assertThat(problemsOf("a: \u0007")).singleElement().asString().contains("not YAML");
    }

    @Test
    void endsQuicklyOnFilesMadeToHurt() {
        assertThat(problemsOf("[".repeat(100_000)))
                .containsExactly("lab.yaml:1:33: nested deeper than 32 levels");
        assertThat(problemsOf("- ".repeat(100_000)))
                .containsExactly("lab.yaml:1:65: nested deeper than 32 levels");
        assertThat(problemsOf("x".repeat(YamlFile.MAX_LENGTH + 1)))
                .containsExactly("lab.yaml: the file is longer than 1048576 characters");
        StringBuilder bomb = new StringBuilder("a0: &a0 {x: y}\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, "*a%d,".formatted(i - 1).repeat(9)));
        }
        assertThat(problemsOf(bomb.toString())).isNotEmpty();
        assertThat(problemsOf("&a nodes: &b {x: *b}")).isNotEmpty();
        assertThat(problemsOf("nodes: &b {x: *b, role: *b}")).isNotEmpty();
        assertThat(problemsOf("? [a]\n: b\n")).isNotEmpty();
    }

    @Test
    void limitsHowManyNodesAndMistakesThereAre() {
        StringBuilder nodes = new StringBuilder("nodes:\n");
        for (int i = 0; i < 65; i++) {
            nodes.append("  n").append(i).append(": {role: bare}\n");
        }
        assertThat(problemsOf(nodes.toString()))
                .containsExactly(
                        "lab.yaml:2:3: \"nodes\" has 65 members; a lab has at most 64 nodes");

        StringBuilder unknown = new StringBuilder("nodes: {a: {role: bare}}\n");
        for (int i = 0; i < 60; i++) {
            unknown.append("zzz").append(i).append(": 1\n");
        }
        assertThat(problemsOf(unknown.toString()))
                .hasSize(51)
                .last()
                .isEqualTo("lab.yaml: and 10 more mistakes");
    }

    @Test
    void showsNoControlCharactersOfTheFile() {
        assertThat(problemsOf("nodes: {a: {role: \"\\e[31m\"}}"))
                .containsExactly(
                        "lab.yaml:1:19: node \"a\": \"role\" is unknown: \"\\x1b[31m\"; known: ap,"
                                + " station, ibss, mesh, bare");
    }

    @Test
    void anAliasStandsForWhatItNames() {
        Topology topology =
                TopologyParser.parse(
                        "lab.yaml",
                        """
                        nodes:
                          a: {role: station, network: &net {ssid: lab}}
                          b: {role: station, network: *net}
                        """);
        assertThat(topology.nodes().get(1).network()).isEqualTo(topology.nodes().get(0).network());
    }

    @Test
    void offersMadeUpNetworksToNodesWithVsock(@TempDir Path folder) throws IOException {
        String nodes = "nodes: {a: {role: bare, vsock: true}}\n";
        String written = "proxy: {networks: [{ssid: home}]}\n";
        Topology topology =
                TopologyParser.parse(
                        "lab.yaml",
                        written
                                + nodes
                                + "steps: [{proxy: signal my home -70}, {proxy: status, expect: home}]");
        assertThat(topology.proxy()).isInstanceOf(NetworksSource.Written.class);
        assertThat(((Step.Proxy) topology.steps().getFirst()).order())
                .isEqualTo(new ProxyOrder.Signal(Ssid.of("my home"), -70));
        Path file = Files.writeString(folder.resolve("net.yaml"), "networks: [{ssid: home}]");
        Path lab = Files.writeString(folder.resolve("lab.yaml"), "proxy: net.yaml\n" + nodes);
        assertThat(TopologyParser.parse(lab).proxy()).isEqualTo(new NetworksSource.InFile(file));

        assertThat(problemsOf("proxy: /nowhere/net.yaml\n" + nodes))
                .containsExactly(
                        "lab.yaml:1:8: \"proxy\" names a file with a mistake: /nowhere/net.yaml: no"
                                + " such file");
        assertThat(problemsOf("proxy: {networks: [{sid: x}]}\nnodes: {a: {role: bare}}"))
                .containsExactly(
                        "lab.yaml:1:8: \"proxy\" is for nodes with vsock: true, and there is none",
                        "lab.yaml:1:20: network 1: has no \"ssid\"; add for example ssid: home",
                        "lab.yaml:1:21: network 1: unknown key \"sid\", did you mean \"ssid\"?");
        assertThat(problemsOf(nodes + "steps: [{proxy: status}]"))
                .containsExactly(
                        "lab.yaml:2:8: \"steps\" has orders for a proxy; say which networks there"
                                + " are: proxy: {networks: …}");
        assertThat(problemsOf(written + nodes + "steps: [{proxy: sgnal home -7, node: a}]"))
                .containsExactly(
                        "lab.yaml:3:17: step 1: \"proxy\" is no order: unknown order \"sgnal\", did"
                                + " you mean \"signal\"?",
                        "lab.yaml:3:32: step 1: unknown key \"node\"; known: proxy, expect, within");
    }

    @Test
    void takesACountryWhereFiveGigahertzIsUsed() {
        Topology topology =
                TopologyParser.parse(
                        "lab.yaml", "nodes: {a: {role: ap, hostapd: {ssid: lab, channel: 36}}}");
        assertThat(topology.country()).isEqualTo("US");
    }

    @Test
    void saysWhyAFileCannotBeRead(@TempDir Path folder) throws IOException {
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, 0});
        assertThat(messageOf(folder.resolve("none.yaml"))).endsWith("none.yaml: no such file");
        assertThat(messageOf(folder)).endsWith(": is a directory, not a topology file");
        assertThat(messageOf(binary)).endsWith("binary.yaml: the file is not UTF-8 text");
    }

    @Test
    void neverFailsInAnotherWayWhateverTheTextIs() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
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
                TopologyParser.parse("lab.yaml", text.toString());
            } catch (InputFileException e) {
                assertThat(e.problems()).as("seed %d, round %d", seed, round).isNotEmpty();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round + ":\n" + text, e);
            }
        }
    }

    private static List<String> problemsOf(String text) {
        InputFileException e =
                catchThrowableOfType(
                        InputFileException.class, () -> TopologyParser.parse("lab.yaml", text));
        assertThat(e).as("no mistake found in: %s", text).isNotNull();
        return e.problems().stream().map(Problem::toString).toList();
    }

    private static String messageOf(Path path) {
        return catchThrowableOfType(InputFileException.class, () -> TopologyParser.parse(path))
                .getMessage();
    }

    @Test
    void givesANodeVsockAndTellsItsCid() {
        Topology topology =
                TopologyParser.parse(
                        "lab.yaml",
                        """
                        vsock: {between-nodes: true}
                        nodes: {a: {role: bare}, b: {role: bare, vsock: true}}
                        steps: [{node: a, run: "connect ${b.cid}"}]
                        """);
        assertThat(topology.vsockBetweenNodes()).isTrue();
        assertThat(topology.nodes()).extracting(NodeSpec::vsock).containsExactly(false, true);
        assertThat(topology.nodes().getLast().cid()).isEqualTo(4);
        assertThat(topology.steps().getFirst().toString()).contains("connect 4");
    }
}

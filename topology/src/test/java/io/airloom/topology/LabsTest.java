package io.airloom.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.InputFileException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Topologies in Java say what topologies in YAML say.
class LabsTest {
    private static TopologyBuilder wpa2() {
        return Labs.topology("wpa2")
                .country("US")
                .engine("uml")
                .airDelay(Duration.ofMillis(20))
                .airSeed(7)
                .variable("domain", "lab.example")
                .ap(
                        "ap1",
                        n ->
                                n.address("172.16.16.1/24")
                                        .hostapd("ssid", "lab")
                                        .hostapd("wpa", 2)
                                        .hostapd("bss_load_test", "1:2:3", "4:5:6")
                                        .hostapd("wpa_passphrase", "yes: #1 \"word\""))
                .station(
                        "sta1",
                        n ->
                                n.network("ssid", "lab")
                                        .network("psk", "yes: #1 \"word\"")
                                        .memory(128)
                                        .file("/etc/motd", "cost: $${ten} in ${lab.domain}\n")
                                        .files("/bin/app", Map.of("from", "app", "mode", "0755"))
                                        .variables("note", "no"))
                .step(Map.of("wait", "associated", "node", "sta1"));
    }

    @Test
    void saysTheSameAsItsYaml() {
        Topology inYaml =
                TopologyParser.parse(
                        "topology wpa2",
                        """
                        name: wpa2
                        country: US
                        engine: uml
                        air: {delay: 20ms, seed: 7}
                        variables: {domain: lab.example}
                        nodes:
                          ap1:
                            role: ap
                            address: 172.16.16.1/24
                            hostapd: {ssid: lab, wpa: 2, bss_load_test: ["1:2:3", "4:5:6"], wpa_passphrase: 'yes: #1 "word"'}
                          sta1:
                            role: station
                            network: {ssid: lab, psk: 'yes: #1 "word"'}
                            memory: 128
                            variables: {note: "no"}
                            files: {/etc/motd: "cost: $${ten} in ${lab.domain}\\n"}
                        steps:
                          - {wait: associated, node: sta1}
                        """);
        Topology inJava = wpa2().build();
        assertThat(inJava.nodes().getFirst()).isEqualTo(inYaml.nodes().getFirst());
        assertThat(inJava.steps()).isEqualTo(inYaml.steps());
        assertThat(inJava.air()).isEqualTo(inYaml.air());
        NodeSpec station = inJava.nodes().get(1);
        assertThat(station.network()).isEqualTo(inYaml.nodes().get(1).network());
        assertThat(station.variables()).isEqualTo(Map.of("note", "no"));
        assertThat(station.files().get("/etc/motd"))
                .isEqualTo(inYaml.nodes().get(1).files().get("/etc/motd"));
    }

    @Test
    void equalTextsMakeEqualTopologies() {
        assertThat(wpa2().build()).isEqualTo(wpa2().build());
        assertThat(TopologyParser.parse("topology wpa2", wpa2().yaml())).isEqualTo(wpa2().build());
    }

    @Test
    void namesOfFilesBeginWhereToldTo() {
        FileSource source = wpa2().build(Path.of("/srv")).nodes().get(1).files().get("/bin/app");
        assertThat(((FileSource.From) source).from().path()).isEqualTo(Path.of("/srv/app"));
    }

    @Test
    void everyKeyOfANodeHasAMethod() {
        List<String> methods =
                Arrays.stream(NodeBuilder.class.getMethods()).map(Method::getName).toList();
        assertThat(methods).containsAll(NodeParser.KEYS);
    }

    @Test
    void mistakesAreToldInTheParsersWordsWithoutLinesThatNobodyWrote() {
        TopologyBuilder wrong =
                Labs.topology("wrong")
                        .engine("umll")
                        .ap("ap1", n -> n.hostapd("ssid", "lab").with("adress", "10.0.0.1/24"));
        assertThatThrownBy(wrong::build)
                .isInstanceOf(InputFileException.class)
                .hasMessageContaining("did you mean \"uml\"?")
                .hasMessageContaining(
                        "topology wrong: node \"ap1\": unknown key \"adress\", did you mean"
                                + " \"address\"?")
                .hasMessageNotContainingAny("wrong:2", "wrong:3");
    }

    @Test
    void aNodeIsNamedOnce() {
        TopologyBuilder builder = Labs.topology("two").bare("a", n -> n.radios(1));
        assertThatThrownBy(() -> builder.bare("a", n -> n.radios(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("topology two has two nodes called a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*a",
                "&a",
                "!a b",
                "",
                " x ",
                "yes",
                "0x10",
                "a\nb\n",
                "é€𝄞",
                "'\"",
                "- a",
                "{",
                "# c",
                "\u0007\u0085\u2028"
            })
    void anyTextStaysAsItIs(String text) {
        Topology topology =
                Labs.topology("texts")
                        .bare("a", n -> n.files("/a", Map.of("text", text, "template", false)))
                        .build();
        assertThat(topology.nodes().getFirst().files().get("/a"))
                .isEqualTo(new FileSource.Text(text, 0644, false));
    }
}

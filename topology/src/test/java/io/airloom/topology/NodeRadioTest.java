package io.airloom.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.InputFileException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How a topology says by which way a node's radios reach the air, and what it says of the others.
class NodeRadioTest {
    private static NodeSpec node(String keys) {
        return TopologyParser.parse("lab.yaml", "nodes:\n  n1: {" + keys + "}\n")
                .nodes()
                .getFirst();
    }

    @Test
    void aNodeHasAVirtioRadioUnlessItSaysOtherwise() {
        NodeSpec node = node("role: bare");
        assertThat(node.radio()).isEqualTo(NodeRadio.VIRTIO);
        assertThat(node.hasVsock()).isFalse();
        assertThat(node.memoryMib(Engine.UML)).isEqualTo(96);
    }

    @Test
    void anAgentNeedsAVsockDeviceAndMemory() {
        NodeSpec node = node("role: bare, radio: agent");
        assertThat(node.radio()).isEqualTo(NodeRadio.AGENT);
        assertThat(node.transport()).isEqualTo(AgentTransport.VSOCK);
        assertThat(node.hasVsock()).isTrue();
        assertThat(node.memoryMib(Engine.QEMU)).isGreaterThanOrEqualTo(192);
        assertThat(node.memoryMib(Engine.UML)).isGreaterThanOrEqualTo(192);
        assertThat(node("role: bare, radio: agent, transport: tcp").hasVsock()).isFalse();
        assertThat(node("role: bare, radio: vwifi").hasVsock()).isTrue();
        assertThat(node("role: bare, radio: none").hasVsock()).isFalse();
    }

    @Test
    void aNodeWithoutAnAirMayHaveNoRadios() {
        assertThat(node("role: bare, radio: none, radios: 0").radios()).isZero();
        assertThat(node("role: bare, radio: none, radios: 3").radios()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "role: bare, radio: virtoi | \"radio\" is unknown: \"virtoi\", did you mean \"virtio\"?",
                "role: bare, radio: agent, transport: tpc | did you mean \"tcp\"?",
                "role: bare, transport: tcp | \"transport\" is for radio: agent, not virtio",
                "role: bare, radio: none, transport: vsock | is for radio: agent, not none",
                "role: bare, radios: 0 | \"radios\" 0 needs radio: none",
                "role: bare, radio: none, radios: 0, address: 10.0.0.1/8 | \"radios\" 0 needs role: bare and no address",
                "role: bare, radio: none, radios: 101 | 101",
                "role: bare, radio: agent, root: host, engine: uml | \"radio\" agent needs root: image",
                "role: bare, engine: uml, radio: agent, transport: serial | \"transport\" serial needs engine: qemu",
                "role: bare, engine: uml, radio: agent, transport: tcp | uml has transport: vsock",
                "role: bare, start: '${airloom} doctor' | \"start\" refers to ${airloom}, but node \"n1\" does not see this program; give it root: image+host, or root: host",
            })
    void saysWhatIsWrong(String keys, String problem) {
        assertThatThrownBy(() -> node(keys))
                .isInstanceOf(InputFileException.class)
                .hasMessageStartingWith("lab.yaml:2:")
                .hasMessageContaining(problem);
    }

    @Test
    void thisProgramIsAScriptInNodesThatHaveTheHostsFiles() {
        Topology topology =
                TopologyParser.parse(
                        "lab.yaml",
                        """
                        nodes:
                          n1:
                            role: bare
                            root: host
                            start: ${airloom} air &
                            files: {/root/go: "${airloom} decode"}
                        steps:
                          - {node: n1, run: "${airloom} doctor; echo ${HOME}"}
                        """);
        NodeSpec node = topology.nodes().getFirst();
        assertThat(node.start()).isEqualTo("/etc/airloom/airloom air &");
        assertThat(node.files())
                .containsEntry(
                        "/root/go", new FileSource.Text("/etc/airloom/airloom decode", 0644, true));
        assertThat(topology.steps().getFirst().describe())
                .isEqualTo("/etc/airloom/airloom doctor; echo ${HOME}");
        List<String> program = List.of("/usr/bin/java", "-cp", "/tmp/a b/x:/home/u/it's");
        NodeFile script = NodeFiles.of(node, topology, program).get(HostProgram.PATH);
        assertThat(script).isNotNull();
        assertThat(new String(script.content(), StandardCharsets.UTF_8))
                .contains("mount -t hostfs -o '/tmp/a b' host '/tmp/a b'")
                .endsWith("exec '/usr/bin/java' '-cp' '/tmp/a b/x:/home/u/it'\\''s' \"$@\"\n");
    }

    @Test
    void thisProgramRunsAmongTheHostsFilesInNodesWithAnImage() {
        Topology topology =
                TopologyParser.parse(
                        "lab.yaml",
                        "nodes: {n1: {role: bare, root: image+host, start: '${airloom} air &'}}");
        NodeSpec node = topology.nodes().getFirst();
        assertThat(node.start()).isEqualTo("/etc/airloom/airloom air &");
        assertThat(node.memoryMib(Engine.UML)).isEqualTo(96 + 256);
        assertThat(NodeFiles.upScript(node, topology))
                .contains("mount -t hostfs -o ro host /host\n");
        List<String> program = List.of("/opt/it's/java", "-cp");
        NodeFile script = NodeFiles.of(node, topology, program).get(HostProgram.PATH);
        assertThat(script).isNotNull();
        assertThat(new String(script.content(), StandardCharsets.UTF_8))
                .startsWith("#!/bin/sh\nexec chroot /host /bin/sh -c '")
                .endsWith("\"$@\"\n' \"$PWD\" \"$@\"\n");
    }

    @Test
    void onlyUmlHasTheHostsFilesBesideAnImage() {
        assertThatThrownBy(() ->
                        TopologyParser.parse(
                                "lab.yaml",
                                "nodes: {n1: {role: bare, engine: qemu, root: image+host}}"))
                .hasMessageContaining("\"root\" image+host needs engine: uml");
    }
}

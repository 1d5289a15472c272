package io.airloom.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What starts the agent in a node.
class AgentFilesTest {
    @Test
    void startsTheAgentWithTheWayThatTheNodeHas() {
        Topology topology =
                TopologyParser.parse(
                        "lab.yaml",
                        """
                        nodes:
                          n1: {role: bare, radio: agent}
                          n2: {role: bare, radio: agent, transport: serial}
                          n3: {role: bare, radio: agent, transport: tcp}
                        """);
        List<NodeSpec> nodes = topology.nodes();
        assertThat(script(nodes.get(0), ""))
                .contains(
                        "to=vsock:8215\n",
                        " --radios 1 --to \"$to\" --name n1 >>/run/airloom/agent.log");
        assertThat(script(nodes.get(1), "")).contains("-lsx io.airloom.agent", "to=serial:/dev/");
        assertThat(script(nodes.get(2), "geheim"))
                .contains("02:00:00:02:03:00", "to=tcp:10.0.2.100:8215", "--secret /etc/airloom")
                .doesNotContain("geheim");
        assertThat(NodeFiles.upScript(nodes.get(0), topology)).contains("on the air");
    }

    private static String script(NodeSpec node, String secret) {
        NodeFile file = AgentFiles.of(node, secret).get(AgentFiles.START_SCRIPT);
        assertThat(file).isNotNull();
        return new String(file.content(), StandardCharsets.UTF_8);
    }
}

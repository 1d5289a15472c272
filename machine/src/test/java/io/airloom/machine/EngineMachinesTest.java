package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.InputFileException;
import io.airloom.topology.Engine;
import io.airloom.topology.Topology;
import io.airloom.topology.TopologyParser;
import org.junit.jupiter.api.Test;

/// What engines cannot do for nodes.
class EngineMachinesTest {
    @Test
    void whatAnEngineHasNotIsSaidAlsoWhenTheCommandLineChoseIt() {
        Topology topology =
                TopologyParser.parse(
                        "lab.yaml", "nodes: {n1: {role: bare, radio: agent, transport: serial}}");
        EngineMachines.checkNodes(topology, null);
        assertThatThrownBy(() -> EngineMachines.checkNodes(topology, Engine.UML))
                .isInstanceOf(InputFileException.class)
                .hasMessageContaining("node \"n1\": \"transport\" serial needs engine: qemu");
    }

    @Test
    void aMissingFileIsToldWhereItIsNamed() {
        Topology topology =
                TopologyParser.parse("/labs/x.yaml", "nodes: {n: {role: bare, disk: nowhere.img}}");
        assertThatThrownBy(() -> EngineMachines.checkNodes(topology, null))
                .isInstanceOf(InputFileException.class)
                .hasMessage("/labs/x.yaml:1:31: /labs/nowhere.img is not there");
    }
}

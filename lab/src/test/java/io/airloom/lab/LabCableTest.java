package io.airloom.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.EnvironmentException;
import io.airloom.machine.MachineFiles;
import io.airloom.topology.Topology;
import io.airloom.topology.TopologyParser;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: a lab's Ethernet has a socket for each wired node, and leaves nothing when it cannot.
final class LabCableTest {
    private static final String NODES =
            """
            nodes:
              one: {role: bare, wired: 192.168.7.1/24}
              two: {role: bare}
              six: {role: bare, wired: 192.168.7.6/24}
            """;

    @TempDir Path folder;

    private Topology topology() throws Exception {
        return TopologyParser.parse(Files.writeString(folder.resolve("lab.yaml"), NODES));
    }

    private Path socket(String node) {
        return new MachineFiles(folder, node).lan();
    }

    @Test
    void listensForTheNodesThatAreWired() throws Exception {
        try (LabCable _ = LabCable.of(topology(), folder)) {
            assertThat(socket("one")).exists();
            assertThat(socket("two")).doesNotExist();
            assertThat(socket("six")).exists();
        }
        assertThat(socket("one")).doesNotExist();
    }

    @Test
    void saysWhyItCannotAndTakesBackWhatItHas() throws Exception {
        Topology topology = topology();
        Files.createDirectory(socket("six"));
        assertThatThrownBy(() -> LabCable.of(topology, folder))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("the lab's Ethernet cannot listen")
                .hasMessageContaining(socket("six").toString());
        assertThat(socket("one")).doesNotExist();
    }
}

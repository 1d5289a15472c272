package io.airloom.lab;

import io.airloom.machine.MachineFiles;
import io.airloom.topology.AgentFiles;
import io.airloom.topology.AgentTransport;
import io.airloom.topology.NodeSpec;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/// Where the air of a lab expects the agent of a node.
///
/// @param node the node's name
/// @param address as `airloom air --agents` takes it
/// @param secret what the agent is to prove itself with; empty if nothing
record AgentPlace(String node, String address, String secret) {
    private static final int SECRET_OCTETS = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /// The place of a node that has a vsock device or another way for an agent.
    ///
    /// @param directory of the run
    static AgentPlace of(NodeSpec node, Path directory) {
        MachineFiles files = new MachineFiles(directory, node.name());
        if (node.hasVsock()) {
            return new AgentPlace(node.name(), "unix:" + vsockPort(files, AgentFiles.PORT), "");
        }
        boolean tcp = node.transport() == AgentTransport.TCP;
        return new AgentPlace(node.name(), "serial:" + files.agentLine(), tcp ? newSecret() : "");
    }

    /// Where a program of the host listens for connections of a guest to a vsock port.
    static Path vsockPort(MachineFiles files, int port) {
        return Path.of(files.vsockDoor() + "_" + port);
    }

    private static String newSecret() {
        byte[] octets = new byte[SECRET_OCTETS];
        RANDOM.nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }
}

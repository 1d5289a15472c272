package io.airloom.machine;

import io.airloom.topology.AgentFiles;
import java.util.List;

/// The devices of QEMU over which the agent in a guest reaches the lab, apart from vsock. Whatever
/// the guest sees, the other end is a Unix socket of the run directory.
final class QemuAgentLine {
    private static final String ID = "radio";

    private QemuAgentLine() {}

    /// Options of QEMU's command line; none for a machine without such a line.
    static List<String> of(MachineSpec spec, MachineFiles files) {
        String socket = QemuCommand.server(ID, files.agentLine());
        return switch (spec.agentLine()) {
            case null -> List.of();
            case VSOCK -> List.of();
            case SERIAL ->
                    List.of(
                            "-chardev",
                            socket,
                            "-device",
                            "virtserialport,chardev=" + ID + ",name=" + AgentFiles.SERIAL_PORT);
            // QEMU ends the guest's TCP itself: nothing else of the host can be reached.
            case TCP ->
                    List.of(
                            "-chardev",
                            socket,
                            "-netdev",
                            "user,id=%s,restrict=on,ipv6=off,guestfwd=tcp:%s:%d-chardev:%s"
                                    .formatted(ID, AgentFiles.TCP_HOST, AgentFiles.PORT, ID),
                            "-device",
                            "virtio-net-pci,netdev=%s,romfile=,mac=%s"
                                    .formatted(ID, AgentFiles.macAddress(spec.index())));
        };
    }
}

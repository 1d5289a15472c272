package io.airloom.lab;

import io.airloom.image.EnvironmentException;
import io.airloom.linux.LinuxException;
import io.airloom.machine.MachineFiles;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.Topology;
import io.airloom.vhost.EthernetThread;
import io.airloom.vhost.SessionListener;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The Ethernet of a lab: a switch with a socket in the run directory for each node that is wired.
/// There is none if no node is.
final class LabCable implements AutoCloseable {
    private final @Nullable EthernetThread lan;

    private LabCable(@Nullable EthernetThread lan) {
        this.lan = lan;
    }

    /// Lays it.
    ///
    /// @throws EnvironmentException if a socket cannot be made
    static LabCable of(Topology topology, Path directory) {
        if (topology.nodes().stream().allMatch(node -> node.wired() == null)) {
            return new LabCable(null);
        }
        EthernetThread lan = EthernetThread.start(SessionListener.NONE);
        try {
            for (NodeSpec node : topology.nodes()) {
                if (node.wired() != null) {
                    lan.listen(new MachineFiles(directory, node.name()).lan(), node.name());
                }
            }
            return new LabCable(lan);
        } catch (LinuxException e) {
            lan.close();
            throw new EnvironmentException(
                    "the lab's Ethernet cannot listen: " + e.getMessage(),
                    "make room in " + directory + " and allow more open files (ulimit -n)",
                    e);
        }
    }

    @Override
    public void close() {
        if (lan != null) {
            lan.close();
        }
    }
}

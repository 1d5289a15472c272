package io.airloom.lab;

import io.airloom.image.EnvironmentException;
import io.airloom.machine.MachineFiles;
import io.airloom.proxy.UdsTransport;
import io.airloom.proxy.WifiProxy;
import io.airloom.topology.NetworksSource;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.ProxyOrder;
import io.airloom.topology.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The proxy of a lab: offers made-up networks to each node with vsock, by the door of its device.
/// There is none if the topology says none.
final class LabProxy implements ProxyDesk, AutoCloseable {
    private final @Nullable WifiProxy proxy;
    private final ProxyDesk desk;

    private LabProxy(@Nullable WifiProxy proxy) {
        this.proxy = proxy;
        this.desk = proxy == null ? ProxyDesk.NONE : ProxyDesk.of(proxy);
    }

    /// Serves the nodes from now on.
    ///
    /// @param note is told of what changes in a networks file
    /// @throws EnvironmentException if it cannot
    static LabProxy of(Topology topology, Path directory, Consumer<String> note) {
        NetworksSource networks = topology.proxy();
        if (networks == null) {
            return new LabProxy(null);
        }
        WifiProxy.Builder builder = WifiProxy.builder().madeUp(networks.provider(note));
        for (NodeSpec node : topology.nodes()) {
            if (node.hasVsock()) {
                Path door = new MachineFiles(directory, node.name()).vsockDoor();
                builder.listen(UdsTransport.at(door).named(node.name()));
            }
        }
        try {
            return new LabProxy(builder.start());
        } catch (IOException e) {
            throw new EnvironmentException(
                    "no proxy for this lab: " + e.getMessage(), "run it again", e);
        }
    }

    @Override
    public Answer order(ProxyOrder order) {
        return desk.order(order);
    }

    @Override
    public void close() {
        if (proxy != null) {
            proxy.close();
        }
    }
}

package io.airloom.lab;

import io.airloom.machine.MachineFiles;
import io.airloom.medium.ChannelSettings;
import io.airloom.topology.AirSpec;
import io.airloom.topology.NodeRadio;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.Positions;
import io.airloom.topology.Topology;
import io.airloom.vwifi.VwifiOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Where the nodes of a lab come to a medium that is a process of its own.
///
/// @param virtio nodes with a socket for their virtio radios
/// @param options of `airloom air` for all others, and for the air itself
record MediumDoors(List<String> virtio, List<String> options) {
    MediumDoors {
        virtio = List.copyOf(virtio);
        options = List.copyOf(options);
    }

    /// The doors of its nodes, and how its air is. No secret is asked of anybody: they are sockets
    /// of the run directory.
    static MediumDoors of(Topology topology, Path directory) {
        List<String> virtio = new ArrayList<>();
        List<String> options = new ArrayList<>();
        AirSpec air = topology.air();
        if (air.delay().isPositive()) {
            options.addAll(List.of("--delay", air.delay().toMillis() + "ms"));
        }
        options.addAll(List.of("--seed", String.valueOf(air.seed())));
        ChannelSettings channel = air.channel();
        if (channel != null) {
            options.addAll(List.of("--model", "channel"));
            options.addAll(List.of("--exponent", String.valueOf(channel.exponent())));
            options.addAll(List.of("--noise-figure", String.valueOf(channel.noiseFigureDb())));
            channel.positions()
                    .forEach((node, position) ->
                            options.addAll(
                                    List.of("--position", node + "=" + Positions.text(position))));
        }
        for (NodeSpec node : topology.nodes()) {
            if (node.radio() == NodeRadio.VIRTIO) {
                virtio.add(node.name());
            }
            if (node.mayHaveAgent()) {
                AgentPlace place = AgentPlace.of(node, directory);
                options.addAll(List.of("--agents", node.name() + "=" + place.address()));
            }
            if (node.radio() == NodeRadio.VWIFI) {
                MachineFiles files = new MachineFiles(directory, node.name());
                Path door = AgentPlace.vsockPort(files, VwifiOptions.VSOCK_PORT);
                options.addAll(List.of("--vwifi-guest", node.cid() + "=" + door));
            }
        }
        if (options.contains("--vwifi-guest")) {
            options.addAll(List.of("--vwifi-seed", String.valueOf(air.seed())));
        }
        return new MediumDoors(virtio, options);
    }
}

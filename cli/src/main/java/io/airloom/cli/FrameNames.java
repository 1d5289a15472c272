package io.airloom.cli;

import io.airloom.ieee80211.MacAddress;
import io.airloom.ieee80211.Names;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who has which address, learnt from who sends with it; and each node's number, which is its
/// colour.
final class FrameNames implements Names {
    /// More addresses than this are shown as addresses: a guest may make up as many as it likes.
    private static final int MAX_ADDRESSES = 4096;

    private final Map<Long, String> names = new HashMap<>();
    private final List<String> nodes = new ArrayList<>();

    /// The nodes of a topology and their radios.
    static FrameNames of(Topology topology) {
        FrameNames names = new FrameNames();
        for (NodeSpec node : topology.nodes()) {
            for (int radio = 0; radio < node.radios(); radio++) {
                names.learn(MacAddress.parse(node.macAddress(radio)), node.name());
            }
            names.number(node.name());
        }
        return names;
    }

    /// `node` owns `address`; an earlier owner keeps it.
    void learn(long address, String node) {
        boolean usable = address != MacAddress.NONE && !MacAddress.isGroup(address);
        if (usable && names.size() < MAX_ADDRESSES) {
            names.putIfAbsent(address, node);
        }
    }

    /// The number of a node, in the order of first asking.
    int number(String node) {
        int index = nodes.indexOf(node);
        if (index >= 0) {
            return index;
        }
        if (nodes.size() < MAX_ADDRESSES) {
            nodes.add(node);
        }
        return nodes.size() - 1;
    }

    @Override
    public @Nullable String nameOf(long macAddress) {
        return names.get(macAddress);
    }
}

package io.airloom.topology;

import io.airloom.ieee80211.MacAddress;
import io.airloom.ieee80211.Names;
import io.airloom.image.Recipes;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A lab as somebody wrote it down: its nodes, and what is done with them.
///
/// @param name short name; `[A-Za-z0-9._-]`, at most 64 characters
/// @param country regulatory domain (ISO 3166 alpha-2) set in every node, or null for the world
/// @param engine what runs the machines of nodes that do not say; null leaves it to others
/// @param image name or file of the recipe for nodes that do not say; null for the usual one
/// @param air how the air is between them
/// @param variables of its own, for templates
/// @param choices which combination of its matrix this is: `security` to `wpa3`; empty without one
/// @param tags words by which it is chosen or left out
/// @param preparations what is built before it boots
/// @param nodes at least one, at most [#MAX_NODES]
/// @param steps in order; may be empty
/// @param vsockBetweenNodes whether nodes with vsock reach each other, not only the host
/// @param proxy the networks that nodes with vsock are offered by proxy_wifi; null if that is not
///   offered
public record Topology(
        String name,
        @Nullable String country,
        @Nullable Engine engine,
        @Nullable String image,
        AirSpec air,
        SequencedMap<String, String> variables,
        SequencedMap<String, String> choices,
        List<String> tags,
        List<Preparation> preparations,
        List<NodeSpec> nodes,
        List<Step> steps,
        boolean vsockBetweenNodes,
        @Nullable NetworksSource proxy) {
    /// Most nodes in one lab: the index must fit one octet of a hardware address, and each node is
    /// a virtual machine.
    public static final int MAX_NODES = 64;

    /// Most steps in one lab.
    public static final int MAX_STEPS = 1000;

    /// What a machine's program needs beside the machine's memory.
    private static final long BESIDE_MIB = 64;

    public Topology {
        variables = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(variables));
        choices = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(choices));
        tags = List.copyOf(tags);
        preparations = List.copyOf(preparations);
        nodes = List.copyOf(nodes);
        steps = List.copyOf(steps);
    }

    /// What runs the machine of `node`: what the node says, else what was chosen, else what the
    /// topology says, else QEMU. If the engine is an axis of the matrix, that is no matter of
    /// choice.
    ///
    /// @param chosen on the command line, or null
    public Engine engineOf(NodeSpec node, @Nullable Engine chosen) {
        Engine wanted = choices.containsKey("engine") ? null : chosen;
        for (Engine engine : new @Nullable Engine[] {node.engine(), wanted, this.engine}) {
            if (engine != null) {
                return engine;
            }
        }
        return Engine.QEMU;
    }

    /// The image that `node` has, by name or by its recipe's file; its file's name for a system of
    /// the user's own.
    public String imageOf(NodeSpec node) {
        NodeSystem system = node.system();
        if (system.isForeign()) {
            HostFile file =
                    system.disks().isEmpty() ? system.initrd() : system.disks().getFirst().file();
            return file == null ? Recipes.DEFAULT : String.valueOf(file.path().getFileName());
        }
        if (system.image() != null) {
            return system.image();
        }
        return image == null ? Recipes.DEFAULT : image;
    }

    /// The same without a recipe's folder and ending.
    public String imageTitle(NodeSpec node) {
        return Recipes.title(imageOf(node));
    }

    /// Memory that its machines have, in MiB, with what runs them beside it.
    ///
    /// @param chosen the engine that was chosen on the command line, or null
    public long memoryMib(@Nullable Engine chosen) {
        return nodes.stream()
                .mapToLong(node -> {
                    Engine engine = engineOf(node, chosen);
                    return node.memoryMib(engine) + BESIDE_MIB;
                })
                .sum();
    }

    /// The same, with another seed of its air.
    ///
    /// @param seed 0 to [AirSpec#MAX_SEED]
    public Topology withSeed(long seed) {
        return new Topology(
                name,
                country,
                engine,
                image,
                air.withSeed(seed),
                variables,
                choices,
                tags,
                preparations,
                nodes,
                steps,
                vsockBetweenNodes,
                proxy);
    }

    /// What `${ap1.address}` and the like stand for.
    NodeVariables references() {
        SequencedMap<String, NodeSpec> byName = new LinkedHashMap<>();
        nodes.forEach(node -> byName.put(node.name(), node));
        return new NodeVariables(name, country, variables, byName);
    }

    /// Which node has which hardware address, of radios that are the lab's.
    public Names names() {
        Map<Long, String> owners = new HashMap<>();
        for (NodeSpec node : nodes) {
            for (int radio = 0; radio < node.radios(); radio++) {
                owners.put(MacAddress.parse(node.macAddress(radio)), node.name());
            }
        }
        return owners::get;
    }

    /// The names of its nodes.
    public List<String> nodeNames() {
        return nodes.stream().map(NodeSpec::name).toList();
    }

    /// The node of that name, or null.
    public @Nullable NodeSpec node(String nodeName) {
        for (NodeSpec node : nodes) {
            if (node.name().equals(nodeName)) {
                return node;
            }
        }
        return null;
    }
}

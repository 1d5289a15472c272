package io.airloom.topology;

import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads one member of `nodes`.
final class NodeParser {
    /// Keys of a node.
    static final List<String> KEYS =
            List.of(
                    "role",
                    "engine",
                    "root",
                    "image",
                    "kernel",
                    "initrd",
                    "disk",
                    "firmware",
                    "architecture",
                    "append",
                    "commands",
                    "login",
                    "address",
                    "wired",
                    "hostapd",
                    "network",
                    "memory",
                    "radios",
                    "radio",
                    "transport",
                    "start",
                    "daemon",
                    "files",
                    "variables",
                    "vsock",
                    "position");

    private static final List<String> ROLES = Arrays.stream(Role.values()).map(Role::word).toList();

    private NodeParser() {}

    /// Reads a node. What is wrong is reported; what comes back then is good enough to go on
    /// looking for further mistakes.
    ///
    /// @param folders where the names of files begin
    static NodeSpec node(YamlValue entry, int index, Folders folders) {
        String name = entry.key();
        String context = "node " + Printable.quoted(name) + ": ";
        if (!name.matches("[a-z][a-z0-9-]{0,30}")) {
            entry.file()
                    .problem(
                            entry.keyNode(),
                            context
                                    + "a node's name is a small letter, then at most 30 small"
                                    + " letters, digits or -");
        }
        if (NodeVariables.RESERVED.contains(name)) {
            entry.file()
                    .problem(
                            entry.keyNode(),
                            context + "that name is taken: ${" + name + ".…} has a meaning");
        }
        YamlMap map =
                entry.node() instanceof MappingNode
                        ? YamlMap.of(entry.file(), context, "", entry.node())
                        : null;
        if (map == null) {
            entry.file()
                    .problem(
                            entry.node() instanceof ScalarNode s && s.getValue().isEmpty()
                                    ? entry.keyNode()
                                    : entry.node(),
                            context
                                    + "must be a mapping such as {role: bare}, not "
                                    + YamlMap.kind(entry.node()));
            return bare(name, index);
        }
        map.allowOnly(KEYS);
        Role role = role(map);
        checkSections(map, role);
        Engine engine = TopologyParser.engine(map.value("engine"));
        NodeRoot root = root(map, engine);
        NodeRadio radio = RadioParser.radio(map, root);
        InterfaceAddress address = address(map.value("address"));
        int radios = RadioParser.radios(map, role, address, radio);
        YamlValue memory = map.value("memory");
        return new NodeSpec(
                name,
                index,
                role == null ? Role.BARE : role,
                address,
                address(map.value("wired")),
                role == Role.AP ? section(map, "hostapd", context) : new LinkedHashMap<>(),
                role != null && role.usesSupplicant()
                        ? section(map, "network", context)
                        : new LinkedHashMap<>(),
                engine,
                root,
                SystemParser.system(map, folders, root, engine),
                memory == null ? null : memory.integer(64, 65_536),
                radios,
                radio,
                RadioParser.transport(map, radio, engine),
                start(map.value("start"), name, root),
                daemon(map.value("daemon"), name, role, root),
                new FileParser(name, root, folders).files(map.value("files")),
                variables(map.value("variables"), context + "variables: ", NodeVariables.TAKEN),
                bool(map.value("vsock")));
    }

    /// `true` or `false`; false if there is none.
    static boolean bool(@Nullable YamlValue value) {
        String text = value == null ? null : value.text();
        if (value != null && text != null && !text.equals("true") && !text.equals("false")) {
            value.problem("must be true or false, not " + Printable.quoted(text));
        }
        return "true".equals(text);
    }

    private static NodeSpec bare(String name, int index) {
        return new NodeSpec(
                name,
                index,
                Role.BARE,
                null,
                null,
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                null,
                NodeRoot.IMAGE,
                NodeSystem.USUAL,
                null,
                1,
                NodeRadio.VIRTIO,
                AgentTransport.VSOCK,
                null,
                null,
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                false);
    }

    /// Where the key `key` of a node's mapping has its value; the node itself if it has none.
    static Node place(YamlValue entry, String key) {
        if (entry.node() instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode k && k.getValue().equals(key)) {
                    return tuple.getValueNode();
                }
            }
        }
        return entry.node();
    }

    private static @Nullable Role role(YamlMap map) {
        YamlValue value = map.required("role", "role: station");
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return null;
        }
        Role role = Role.of(text);
        if (role == null) {
            value.problem("is unknown: " + Printable.quoted(text) + Suggestion.after(text, ROLES));
        }
        return role;
    }

    private static NodeRoot root(YamlMap map, @Nullable Engine engine) {
        YamlValue value = map.value("root");
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return NodeRoot.IMAGE;
        }
        NodeRoot root = NodeRoot.of(text);
        if (root == null) {
            value.problem(
                    "is unknown: "
                            + Printable.quoted(text)
                            + Suggestion.after(text, NodeRoot.WORDS));
            return NodeRoot.IMAGE;
        }
        if (root != NodeRoot.IMAGE && engine == Engine.QEMU) {
            value.problem(root.word() + " needs engine: uml");
        }
        return root;
    }

    private static void checkSections(YamlMap map, @Nullable Role role) {
        if (role == null) {
            return;
        }
        YamlValue hostapd = map.value("hostapd");
        if (hostapd != null && role != Role.AP) {
            hostapd.file()
                    .problem(
                            hostapd.keyNode(),
                            map.context() + "\"hostapd\" is for role ap, not " + role.word());
        }
        YamlValue network = map.value("network");
        if (network != null && !role.usesSupplicant()) {
            network.file()
                    .problem(
                            network.keyNode(),
                            map.context()
                                    + "\"network\" is for roles station, ibss and mesh, not "
                                    + role.word());
        }
    }

    private static SequencedMap<String, List<String>> section(
            YamlMap map, String key, String context) {
        YamlValue value = map.required(key, key + ": {ssid: lab}");
        YamlMap section = value == null ? null : value.map(context + key + ": ");
        if (section == null) {
            return new LinkedHashMap<>();
        }
        return key.equals("hostapd") ? WifiChecks.hostapd(section) : WifiChecks.network(section);
    }

    private static @Nullable InterfaceAddress address(@Nullable YamlValue value) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return null;
        }
        InterfaceAddress address = InterfaceAddress.parse(text);
        if (address == null) {
            value.problem(
                    "must be an address with its prefix length such as 172.16.16.1/24, not "
                            + Printable.quoted(text));
        }
        return address;
    }

    private static @Nullable String start(@Nullable YamlValue value, String name, NodeRoot root) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return null;
        }
        if (text.indexOf('\0') >= 0) {
            value.problem("holds a zero character");
            return null;
        }
        return HostProgram.replace(value, text, name, root);
    }

    private static @Nullable String daemon(
            @Nullable YamlValue value, String name, @Nullable Role role, NodeRoot root) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return null;
        }
        if (role == Role.BARE) {
            value.problem("is for roles ap, station, ibss and mesh: in a bare node nothing runs");
            return null;
        }
        if (text.isBlank() || text.chars().anyMatch(c -> c < ' ')) {
            value.problem(
                    "must be one line such as \"hostapd -dd\", not " + Printable.quoted(text));
            return null;
        }
        return HostProgram.replace(value, text, name, root);
    }

    /// Variables of the user's own, of a node or of the whole topology.
    ///
    /// @param taken names that stand for something else
    static SequencedMap<String, String> variables(
            @Nullable YamlValue value, String context, List<String> taken) {
        SequencedMap<String, String> variables = new LinkedHashMap<>();
        YamlMap map = value == null ? null : value.map(context);
        for (YamlValue entry : map == null ? List.<YamlValue>of() : map.values().values()) {
            String name = entry.key();
            String text = entry.text();
            if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,63}")) {
                entry.file()
                        .problem(
                                entry.keyNode(),
                                context
                                        + "a variable's name is a letter, then letters, digits, _"
                                        + " and -, not "
                                        + Printable.quoted(name));
            } else if (taken.contains(name)) {
                entry.file()
                        .problem(
                                entry.keyNode(),
                                context + Printable.quoted(name) + " stands for something already");
            } else if (text != null) {
                variables.put(name, text);
            }
        }
        return variables;
    }

    /// Reports what a node's texts refer to and is not there; when all nodes are known.
    static void checkTexts(YamlValue entry, NodeSpec node, NodeVariables variables) {
        if (!(entry.node() instanceof MappingNode)) {
            return;
        }
        String context = "node " + Printable.quoted(node.name()) + ": ";
        YamlMap map = YamlMap.of(entry.file(), context, "", entry.node());
        if (map == null) {
            return;
        }
        YamlValue start = map.value("start");
        if (start != null && node.start() != null) {
            variables.replace(start, node.start(), node);
        }
        YamlValue daemon = map.value("daemon");
        if (daemon != null && node.daemon() != null) {
            variables.replace(daemon, node.daemon(), node);
        }
        FileParser.check(map.value("files"), node, variables);
    }
}

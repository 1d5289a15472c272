package io.airloom.topology;

import io.airloom.image.InputFile;
import io.airloom.image.InputFileException;
import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.image.YamlFile;
import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/// Reads a topology from YAML. Every mistake is told with its line and column, all of them in one
/// go; no input makes it fail in another way than by a [InputFileException].
public final class TopologyParser {
    /// Keys of the file itself.
    static final List<String> TOP_KEYS =
            List.of(
                    "name",
                    "include",
                    "country",
                    "engine",
                    "image",
                    "air",
                    "vsock",
                    "proxy",
                    "variables",
                    "matrix",
                    "tags",
                    "prepare",
                    "nodes",
                    "steps");

    private static final List<String> VSOCK_KEYS = List.of("between-nodes");

    /// Country where 5 GHz is used and none is given: without one, nobody may start a network
    /// there.
    static final String DEFAULT_COUNTRY = "US";

    private static final int MAX_TAGS = 16;

    private final YamlFile file;
    private final String fileName;
    private final Map<String, String> set;
    private final TopologyTree tree;

    private TopologyParser(String fileName, Path folder, Map<String, String> set) {
        this.fileName = fileName;
        this.file = new YamlFile(fileName);
        this.set = set;
        this.tree = new TopologyTree(file, fileName, folder);
    }

    /// The folder of a topology.
    private static Path folderOf(String fileName) {
        try {
            return Path.of(fileName).toAbsolutePath().resolveSibling("");
        } catch (InvalidPathException e) {
            // The name is for messages only.
            return Path.of("").toAbsolutePath();
        }
    }

    /// Reads a file.
    ///
    /// @throws InputFileException if it cannot be read or is not a topology
    public static Topology parse(Path path) {
        return parse(path, Map.of());
    }

    /// Reads a file, and lets some of its variables have other values. Of a file with a matrix, the
    /// first combination.
    ///
    /// @param set values by the names of variables that it has
    /// @throws InputFileException if it cannot be read, is not a topology, or has no such variable
    public static Topology parse(Path path, Map<String, String> set) {
        return parser(path, set).read(text(path), Map.of(), 1).getFirst();
    }

    /// Reads a file with all combinations of its matrix; without one, there is one.
    ///
    /// @param set values by the names of variables that it has
    /// @param only values of axes that are wanted; of other axes, all are
    /// @throws InputFileException if it cannot be read, is not a topology, or has no such variable,
    ///   axis or value
    public static List<Topology> parseAll(
            Path path, Map<String, String> set, Map<String, List<String>> only) {
        return parser(path, set).read(text(path), only, Matrix.MAX_COMBINATIONS);
    }

    private static TopologyParser parser(Path path, Map<String, String> set) {
        Path folder = path.toAbsolutePath().resolveSibling("");
        return new TopologyParser(Printable.line(path.toString()), folder, set);
    }

    private static String text(Path path) {
        String name = Printable.line(path.toString());
        return InputFile.text(path, name, "is a directory, not a topology file");
    }

    /// Reads `text`; messages call it `fileName`.
    ///
    /// @throws InputFileException if it is not a topology
    public static Topology parse(String fileName, String text) {
        return parse(fileName, text, folderOf(fileName));
    }

    /// Reads `text`, which stands in `folder`.
    ///
    /// @throws InputFileException if it is not a topology
    static Topology parse(String fileName, String text, Path folder) {
        return new TopologyParser(fileName, folder, Map.of()).read(text, Map.of(), 1).getFirst();
    }

    /// The first combinations that are wanted, at most `limit`; at least one.
    private List<Topology> read(String text, Map<String, List<String>> only, int limit) {
        MappingNode root = tree.read(text);
        YamlMap map = root == null ? null : YamlMap.of(file, "", "a topology", root);
        List<Topology> all = new ArrayList<>();
        if (root != null && map != null) {
            Matrix matrix = Matrix.of(map.value("matrix"));
            for (String name : set.keySet()) {
                if (matrix.hasAxis(name)) {
                    map.problem(
                            "has an axis %s of its matrix; choose with --only %s=%s"
                                    .formatted(name, name, Printable.line(set.get(name))));
                }
            }
            matrix.combinations(file, root, only).stream()
                    .limit(limit)
                    .map(choices -> topology(matrix.applied(file, root, choices), choices))
                    .filter(Objects::nonNull)
                    .forEach(all::add);
        }
        if (all.isEmpty() || file.hasProblems()) {
            throw new InputFileException(file.problems());
        }
        return all;
    }

    private @Nullable Topology topology(MappingNode root, SequencedMap<String, String> choices) {
        YamlMap map = YamlMap.of(file, "", "a topology", root);
        if (map == null) {
            return null;
        }
        map.allowOnly(TOP_KEYS);
        String name = name(map.value("name"));
        String country = country(map.value("country"));
        Engine engine = engine(map.value("engine"));
        SequencedMap<String, NodeSpec> nodes = nodes(map);
        String domain = country == null ? countryFor(nodes) : country;
        SequencedMap<String, String> own = variables(map);
        NodeVariables variables = new NodeVariables(name, domain, own, nodes);
        checkTexts(map.value("nodes"), nodes, variables);
        NetworksSource proxy = proxy(map.value("proxy"), nodes);
        List<Step> steps = StepParser.steps(map.value("steps"), nodes, variables, tree);
        checkOrders(map, steps);
        AirSpec air = AirSpec.of(map.value("air"), map.value("nodes"), nodes);
        checkMoves(map, air, steps);
        return nodes.isEmpty()
                ? null
                : new Topology(
                        name,
                        domain,
                        engine,
                        SystemParser.image(map.value("image"), tree::folderOf),
                        air,
                        own,
                        choices,
                        tags(map.value("tags")),
                        Preparation.list(map.value("prepare"), tree::folderOf),
                        List.copyOf(nodes.values()),
                        steps,
                        vsockBetweenNodes(map.value("vsock")),
                        proxy);
    }

    private static List<String> tags(@Nullable YamlValue value) {
        List<YamlValue> items = value == null ? null : value.items();
        List<String> tags = new ArrayList<>();
        for (YamlValue item : items == null ? List.<YamlValue>of() : items) {
            String tag = item.text();
            if (tag != null && !tag.matches("[a-z][a-z0-9-]{0,30}")) {
                item.problem(
                        "has a tag that is not a small letter, then small letters, digits and -: "
                                + Printable.quoted(tag));
            } else if (tag != null && !tags.contains(tag)) {
                tags.add(tag);
            }
        }
        if (value != null && tags.size() > MAX_TAGS) {
            value.problem("has " + tags.size() + " members; at most " + MAX_TAGS);
        }
        return tags;
    }

    private SequencedMap<String, String> variables(YamlMap map) {
        SequencedMap<String, String> own =
                NodeParser.variables(map.value("variables"), "variables: ", NodeVariables.TAKEN);
        set.forEach((name, text) -> {
            if (own.replace(name, text) == null) {
                map.problem(
                        "has no variable "
                                + Printable.quoted(name)
                                + " to set"
                                + Suggestion.after(name, own.keySet()));
            }
        });
        return own;
    }

    private @Nullable NetworksSource proxy(
            @Nullable YamlValue value, SequencedMap<String, NodeSpec> nodes) {
        if (value != null
                && !nodes.isEmpty()
                && nodes.values().stream().noneMatch(NodeSpec::hasVsock)) {
            value.problem("is for nodes with vsock: true, and there is none");
        }
        return NetworksSource.of(value, tree::folderOf);
    }

    private static void checkOrders(YamlMap map, List<Step> steps) {
        YamlValue value = map.value("steps");
        if (value != null
                && map.value("proxy") == null
                && steps.stream().anyMatch(Step.Proxy.class::isInstance)) {
            value.problem(
                    "has orders for a proxy; say which networks there are: proxy: {networks: …}");
        }
    }

    private static void checkMoves(YamlMap map, AirSpec air, List<Step> steps) {
        YamlValue value = map.value("steps");
        if (value != null
                && air.channel() == null
                && steps.stream().anyMatch(TopologyParser::moves)) {
            value.problem("has steps that move nodes; add air: {model: channel}");
        }
    }

    private static boolean moves(Step step) {
        return step instanceof Step.Set(AirOrder order) && order instanceof AirOrder.Move;
    }

    private static boolean vsockBetweenNodes(@Nullable YamlValue value) {
        YamlMap map = value == null ? null : value.map("");
        if (map == null) {
            return false;
        }
        map.allowOnly(VSOCK_KEYS);
        return NodeParser.bool(map.value("between-nodes"));
    }

    /// The lab's name; without one, the file's.
    private String name(@Nullable YamlValue value) {
        String text = value == null ? null : value.text();
        if (value != null && text != null) {
            if (text.matches("[A-Za-z0-9._-]{1,64}")) {
                return text;
            }
            value.problem(
                    "must be 1 to 64 letters, digits or . _ -, not " + Printable.quoted(text));
        }
        String stem = fileName.substring(fileName.lastIndexOf('/') + 1);
        int dot = stem.lastIndexOf('.');
        String plain = (dot > 0 ? stem.substring(0, dot) : stem).replaceAll("[^A-Za-z0-9._-]", "-");
        return plain.isEmpty() ? "lab" : plain.substring(0, Math.min(64, plain.length()));
    }

    private static @Nullable String country(@Nullable YamlValue value) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return null;
        }
        if (!text.matches("[A-Z]{2}")) {
            value.problem(
                    "must be two capital letters such as US or DE, not " + Printable.quoted(text));
        }
        return text;
    }

    /// Of the file or of a node.
    static @Nullable Engine engine(@Nullable YamlValue value) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return null;
        }
        Engine engine = Engine.of(text);
        if (engine == null) {
            value.problem(
                    "is unknown: " + Printable.quoted(text) + Suggestion.after(text, Engine.WORDS));
        }
        return engine;
    }

    private static @Nullable String countryFor(SequencedMap<String, NodeSpec> nodes) {
        return nodes.values().stream().anyMatch(n -> NodeFiles.freqMhz(n) >= 5000)
                ? DEFAULT_COUNTRY
                : null;
    }

    private SequencedMap<String, NodeSpec> nodes(YamlMap top) {
        SequencedMap<String, NodeSpec> nodes = new LinkedHashMap<>();
        YamlValue value = top.required("nodes", "nodes: {ap1: {role: ap, hostapd: {ssid: lab}}}");
        YamlMap map = value == null ? null : value.map("");
        if (value == null || map == null) {
            return nodes;
        }
        if (map.values().isEmpty()) {
            value.problem("is empty; a lab has at least one node");
        }
        if (map.values().size() > Topology.MAX_NODES) {
            value.problem(
                    "has "
                            + map.values().size()
                            + " members; a lab has at most "
                            + Topology.MAX_NODES
                            + " nodes");
            return nodes;
        }
        List<String> addresses = new ArrayList<>();
        for (YamlValue entry : map.values().values()) {
            NodeSpec node = NodeParser.node(entry, nodes.size() + 1, tree::folderOf);
            nodes.put(entry.key(), node);
            InterfaceAddress address = node.address();
            if (address != null) {
                int other = addresses.indexOf(address.host());
                if (other >= 0) {
                    reportSharedAddress(map, entry.key(), address, nodes);
                }
                addresses.add(address.host());
            }
        }
        return nodes;
    }

    private static void checkTexts(
            @Nullable YamlValue value, Map<String, NodeSpec> nodes, NodeVariables variables) {
        YamlMap map = value != null && value.node() instanceof MappingNode ? value.map("") : null;
        for (YamlValue entry : map == null ? List.<YamlValue>of() : map.values().values()) {
            NodeSpec node = nodes.get(entry.key());
            if (node != null) {
                NodeParser.checkTexts(entry, node, variables);
            }
        }
    }

    private void reportSharedAddress(
            YamlMap map,
            String nodeName,
            InterfaceAddress address,
            SequencedMap<String, NodeSpec> nodes) {
        for (NodeSpec other : nodes.values()) {
            InterfaceAddress taken = other.address();
            YamlValue entry = map.value(nodeName);
            if (taken != null && taken.host().equals(address.host()) && entry != null) {
                file.problem(
                        NodeParser.place(entry, "address"),
                        "node \""
                                + nodeName
                                + "\": address "
                                + address.host()
                                + " is already node \""
                                + other.name()
                                + "\"'s");
                return;
            }
        }
    }
}

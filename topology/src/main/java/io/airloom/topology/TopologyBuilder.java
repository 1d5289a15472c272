package io.airloom.topology;

import io.airloom.image.InputFileException;
import io.airloom.image.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/// A topology while it is written in Java. It becomes YAML and is read by the same [TopologyParser]
/// as a file, so that everything means what docs/topology.md says, and mistakes are told in the
/// same words. One thread.
public final class TopologyBuilder {
    private final String name;
    private final SequencedMap<String, Object> top = new LinkedHashMap<>();
    private final SequencedMap<String, Object> nodes = new LinkedHashMap<>();
    private final List<Object> steps = new ArrayList<>();

    TopologyBuilder(String name) {
        this.name = name;
        top.put("name", name);
    }

    /// Regulatory domain of every node: `US`.
    public TopologyBuilder country(String letters) {
        return with("country", letters);
    }

    /// What runs the machines of nodes that do not say: `qemu` or `uml`.
    public TopologyBuilder engine(String word) {
        return with("engine", word);
    }

    /// What nodes boot that do not say: a shipped recipe's name or a recipe's file.
    public TopologyBuilder image(String recipe) {
        return with("image", recipe);
    }

    /// How long frames are on their way, at most ten seconds.
    public TopologyBuilder airDelay(Duration delay) {
        YamlTree.map(top, "air").put("delay", delay.toMillis() + "ms");
        return this;
    }

    /// What chance decides on the air follows from this number: at most 15 digits, 1 at first.
    public TopologyBuilder airSeed(long seed) {
        YamlTree.map(top, "air").put("seed", seed);
        return this;
    }

    /// Who hears whom: `ideal`, or `channel`, on which signals fall with distance.
    public TopologyBuilder airModel(String word) {
        YamlTree.map(top, "air").put("model", word);
        return this;
    }

    /// A text of your own, for templates: `${lab.NAME}`.
    public TopologyBuilder variable(String key, Object text) {
        YamlTree.map(top, "variables").put(key, text);
        return this;
    }

    /// An access point, with hostapd.
    public TopologyBuilder ap(String node, Consumer<NodeBuilder> settings) {
        return node(node, "ap", settings);
    }

    /// A station, with wpa_supplicant.
    public TopologyBuilder station(String node, Consumer<NodeBuilder> settings) {
        return node(node, "station", settings);
    }

    /// A node of a network without access points.
    public TopologyBuilder ibss(String node, Consumer<NodeBuilder> settings) {
        return node(node, "ibss", settings);
    }

    /// A node of a mesh.
    public TopologyBuilder mesh(String node, Consumer<NodeBuilder> settings) {
        return node(node, "mesh", settings);
    }

    /// A node in which nothing runs but what is told to.
    public TopologyBuilder bare(String node, Consumer<NodeBuilder> settings) {
        return node(node, "bare", settings);
    }

    /// A node of any role.
    ///
    /// @throws IllegalArgumentException if there is one of that name
    public TopologyBuilder node(String node, String role, Consumer<NodeBuilder> settings) {
        NodeBuilder builder = new NodeBuilder(role);
        settings.accept(builder);
        if (nodes.putIfAbsent(node, builder.tree()) != null) {
            throw new IllegalArgumentException(
                    "topology " + name + " has two nodes called " + node);
        }
        return this;
    }

    /// A step, by the keys that it has in a file: `step(Map.of("wait", "associated", "node",
    /// "sta"))`.
    public TopologyBuilder step(Map<String, ?> keys) {
        steps.add(new LinkedHashMap<>(keys));
        return this;
    }

    /// Any key of the file, for what has no method here. Texts, numbers, booleans, lists and maps
    /// of them.
    public TopologyBuilder with(String key, Object value) {
        top.put(key, value);
        return this;
    }

    /// The file that says the same, for `airloom lab run`.
    public String yaml() {
        SequencedMap<String, Object> file = new LinkedHashMap<>(top);
        file.put("nodes", nodes);
        if (!steps.isEmpty()) {
            file.put("steps", steps);
        }
        return new Dump(
                        DumpSettings.builder()
                                .setDefaultFlowStyle(FlowStyle.BLOCK)
                                .setDereferenceAliases(true)
                                .setSplitLines(false)
                                .build())
                .dumpToString(file);
    }

    /// The topology. Names of files in it begin at the working folder.
    ///
    /// @throws InputFileException if something in it cannot be; says all that is wrong
    public Topology build() {
        return build(Path.of(""));
    }

    /// The topology, with names of files that begin at `folder`.
    ///
    /// @throws InputFileException if something in it cannot be; says all that is wrong
    public Topology build(Path folder) {
        String title = "topology " + name;
        try {
            return TopologyParser.parse(title, yaml(), folder.toAbsolutePath());
        } catch (InputFileException e) {
            // Lines and columns are of a text that nobody has written.
            throw new InputFileException(
                    e.problems().stream()
                            .map(problem -> new Problem(title, 0, 0, problem.text()))
                            .toList());
        }
    }
}

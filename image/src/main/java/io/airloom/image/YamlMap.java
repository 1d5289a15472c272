package io.airloom.image;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// A mapping of a [YamlFile], checked for what any mapping must be: scalar keys, none twice.
///
/// @param file where its mistakes are reported
/// @param context put before each message: `node "sta1": `, or nothing
/// @param node the mapping's own place
/// @param values in the order of the file
public record YamlMap(
        YamlFile file, String context, Node node, SequencedMap<String, YamlValue> values) {

    /// `node` as a mapping, or null with the problem reported as `what must be a mapping …`.
    public static @Nullable YamlMap of(YamlFile file, String context, String what, Node node) {
        if (!(node instanceof MappingNode mapping)) {
            file.problem(
                    node, context + what + " must be a mapping (key: value), not " + kind(node));
            return null;
        }
        SequencedMap<String, YamlValue> values = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                file.problem(
                        entry.getKeyNode(),
                        context + "a key must be a word, not " + kind(entry.getKeyNode()));
                continue;
            }
            String word = key.getValue();
            YamlValue value = new YamlValue(file, context, word, key, entry.getValueNode());
            if (values.putIfAbsent(word, value) != null) {
                file.problem(key, context + "key " + Printable.quoted(word) + " stands twice");
            }
        }
        return new YamlMap(file, context, node, Collections.unmodifiableSequencedMap(values));
    }

    /// Reports every key that is not in `known`.
    public void allowOnly(Collection<String> known) {
        for (YamlValue value : values.values()) {
            if (!known.contains(value.key())) {
                file.problem(
                        value.keyNode(),
                        context
                                + "unknown key "
                                + Printable.quoted(value.key())
                                + Suggestion.after(value.key(), known));
            }
        }
    }

    public @Nullable YamlValue value(String key) {
        return values.get(key);
    }

    /// The value of `key`; if it is missing, that is reported as a problem of the mapping.
    public @Nullable YamlValue required(String key, String example) {
        YamlValue value = values.get(key);
        if (value == null) {
            problem("has no \"" + key + "\"; add for example " + example);
        }
        return value;
    }

    public void problem(String text) {
        file.problem(node, context + text);
    }

    /// What a node is, in words.
    public static String kind(Node node) {
        return switch (node.getNodeType()) {
            case MAPPING -> "a mapping";
            case SEQUENCE -> "a list";
            default ->
                    node instanceof ScalarNode scalar && scalar.getValue().isEmpty()
                            ? "nothing"
                            : "a single value";
        };
    }

    /// Names of the keys present.
    List<String> keys() {
        return List.copyOf(values.keySet());
    }
}

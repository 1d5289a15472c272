package io.airloom.topology;

import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.image.YamlFile;
import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// What a topology is run with: axes with values, every combination of which is a topology of its
/// own.
///
/// ```yaml
/// matrix:
///   security:                # parts of the file, laid over it
///     open: {}
///     wpa2: {nodes: {ap1: {hostapd: {wpa: 2, …}}}}
///   engine: [uml, qemu]      # values of the key engine; of another name, of a variable
///   without: [{security: wpa2, engine: qemu}]
/// ```
final class Matrix {
    /// Most combinations of one file.
    static final int MAX_COMBINATIONS = 256;

    private static final int MAX_AXES = 8;
    private static final String WITHOUT = "without";

    /// Keys of the file that a list gives values to.
    private static final List<String> FILE_KEYS = List.of("engine", "image", "country");

    private final SequencedMap<String, SequencedMap<String, MappingNode>> axes =
            new LinkedHashMap<>();
    private final List<SequencedMap<String, String>> without = new ArrayList<>();

    private Matrix() {}

    /// Reads it; without one, there is one combination of nothing. What is wrong is reported.
    static Matrix of(@Nullable YamlValue value) {
        Matrix matrix = new Matrix();
        YamlMap map = value == null ? null : value.map("matrix: ");
        if (map == null) {
            return matrix;
        }
        for (YamlValue entry : map.values().values()) {
            if (!entry.key().equals(WITHOUT)) {
                matrix.addAxis(entry);
            }
        }
        YamlValue excluded = map.value(WITHOUT);
        if (excluded != null) {
            matrix.leaveOut(excluded);
        }
        long size = 1;
        for (Map<String, MappingNode> axis : matrix.axes.values()) {
            size = Math.min(size * Math.max(1, axis.size()), Integer.MAX_VALUE);
        }
        if (matrix.axes.size() > MAX_AXES || size > MAX_COMBINATIONS) {
            map.problem(
                    "has %d axes with %d combinations; at most %d with %d"
                            .formatted(matrix.axes.size(), size, MAX_AXES, MAX_COMBINATIONS));
            matrix.axes.clear();
        }
        return matrix;
    }

    private void addAxis(YamlValue axis) {
        SequencedMap<String, MappingNode> values = new LinkedHashMap<>();
        if (!axis.key().matches("[a-z][a-z0-9-]{0,30}")) {
            axis.file()
                    .problem(
                            axis.keyNode(),
                            "matrix: an axis is a small letter, then small letters, digits and -,"
                                    + " not "
                                    + Printable.quoted(axis.key()));
            return;
        }
        if (axis.node() instanceof MappingNode) {
            YamlMap map = axis.map("matrix: " + axis.key() + ": ");
            for (YamlValue value : map == null ? List.<YamlValue>of() : map.values().values()) {
                if (isName(value, value.keyNode(), value.key())) {
                    addPart(axis, value, values);
                }
            }
        } else {
            List<YamlValue> items = axis.items();
            for (YamlValue item : items == null ? List.<YamlValue>of() : items) {
                String text = item.text();
                if (text != null && isName(item, item.node(), text)) {
                    addText(axis, item, text, values);
                }
            }
        }
        if (values.isEmpty() && !axis.file().hasProblems()) {
            axis.problem("has no values");
        }
        axes.put(axis.key(), values);
    }

    private static boolean isName(YamlValue value, Node place, String name) {
        boolean isName = name.matches("[A-Za-z0-9][A-Za-z0-9._+-]{0,31}");
        if (!isName) {
            value.file()
                    .problem(
                            place,
                            "matrix: a value's name is letters, digits and . _ + -, at most 32, not "
                                    + Printable.quoted(name));
        }
        return isName;
    }

    /// A value that is a part of the file.
    private static void addPart(
            YamlValue axis, YamlValue value, SequencedMap<String, MappingNode> values) {
        Node node = value.node();
        boolean isEmpty = node instanceof ScalarNode scalar && scalar.getValue().isEmpty();
        if (!isEmpty && !(node instanceof MappingNode)) {
            value.problem("must be a part of the file such as {engine: uml}");
            return;
        }
        MappingNode part = node instanceof MappingNode mapping ? mapping : mapping(List.of());
        YamlMap map = YamlMap.of(value.file(), "matrix: " + value.key() + ": ", "", part);
        if (map != null) {
            for (String key : List.of("matrix", "include")) {
                YamlValue wrong = map.value(key);
                if (wrong != null) {
                    wrong.problem("is not possible in a value of a matrix");
                }
            }
        }
        if (NodeVariables.TAKEN.contains(axis.key())) {
            values.put(value.key(), part);
            return;
        }
        MappingNode variable = variable(axis, scalar(value.keyNode(), value.key()));
        values.put(value.key(), new Overlay(value.file()).over(variable, part));
    }

    /// A value that is a text.
    private static void addText(
            YamlValue axis, YamlValue item, String text, SequencedMap<String, MappingNode> values) {
        if (values.containsKey(text)) {
            item.problem("has " + Printable.quoted(text) + " twice");
            return;
        }
        boolean ofFile = FILE_KEYS.contains(axis.key());
        if (!ofFile && NodeVariables.TAKEN.contains(axis.key())) {
            axis.problem(
                    "cannot be a list, because ${lab."
                            + axis.key()
                            + "} stands for something already; give each value its part of the"
                            + " file: {a: {…}, b: {…}}");
            return;
        }
        List<NodeTuple> members = new ArrayList<>();
        if (!NodeVariables.TAKEN.contains(axis.key())) {
            members.addAll(variable(axis, item.node()).getValue());
        }
        if (ofFile) {
            members.add(new NodeTuple(axis.keyNode(), item.node()));
        }
        values.put(text, mapping(members));
    }

    /// `variables: {AXIS: value}`.
    private static MappingNode variable(YamlValue axis, Node value) {
        NodeTuple variable = new NodeTuple(scalar(axis.keyNode(), axis.key()), value);
        return mapping(
                List.of(
                        new NodeTuple(
                                scalar(axis.keyNode(), "variables"), mapping(List.of(variable)))));
    }

    private static ScalarNode scalar(Node place, String text) {
        return new ScalarNode(
                Tag.STR, true, text, ScalarStyle.PLAIN, place.getStartMark(), place.getEndMark());
    }

    private static MappingNode mapping(List<NodeTuple> members) {
        return new MappingNode(Tag.MAP, members, FlowStyle.FLOW);
    }

    private void leaveOut(YamlValue value) {
        List<YamlValue> items = value.items();
        for (YamlValue item : items == null ? List.<YamlValue>of() : items) {
            YamlMap map = item.map("matrix: without: ");
            SequencedMap<String, String> combination = new LinkedHashMap<>();
            for (YamlValue entry : map == null ? List.<YamlValue>of() : map.values().values()) {
                String text = entry.text();
                String wrong = text == null ? null : wrong(entry.key(), text);
                if (wrong != null) {
                    entry.file().problem(entry.keyNode(), "matrix: without: " + wrong);
                } else if (text != null) {
                    combination.put(entry.key(), text);
                }
            }
            if (!combination.isEmpty()) {
                without.add(combination);
            }
        }
    }

    /// Why an axis has no such value; null if it has.
    private @Nullable String wrong(String axis, String value) {
        Map<String, MappingNode> values = axes.get(axis);
        if (axes.isEmpty()) {
            return "there is no matrix, so no " + Printable.quoted(axis);
        }
        if (values == null) {
            return "the matrix has no axis "
                    + Printable.quoted(axis)
                    + Suggestion.after(axis, axes.keySet());
        }
        return values.containsKey(value)
                ? null
                : "%s has no value %s%s"
                        .formatted(
                                axis,
                                Printable.quoted(value),
                                Suggestion.after(value, values.keySet()));
    }

    boolean hasAxis(String name) {
        return axes.containsKey(name);
    }

    /// All combinations, the last axis first; each says which value of each axis it is.
    ///
    /// @param only values of axes that are wanted; what is not there is told to `file`
    List<SequencedMap<String, String>> combinations(
            YamlFile file, Node root, Map<String, List<String>> only) {
        only.forEach((axis, values) ->
                values.forEach(value -> {
                    String wrong = wrong(axis, value);
                    if (wrong != null) {
                        file.problem(root, wrong);
                    }
                }));
        List<SequencedMap<String, String>> all = new ArrayList<>();
        all.add(new LinkedHashMap<>());
        axes.forEach((axis, values) -> {
            List<String> wanted = only.getOrDefault(axis, List.copyOf(values.keySet()));
            List<SequencedMap<String, String>> longer = new ArrayList<>();
            for (SequencedMap<String, String> begun : all) {
                for (String value : values.keySet()) {
                    if (wanted.contains(value)) {
                        SequencedMap<String, String> next = new LinkedHashMap<>(begun);
                        next.put(axis, value);
                        longer.add(next);
                    }
                }
            }
            all.clear();
            all.addAll(longer);
        });
        all.removeIf(combination ->
                without.stream().anyMatch(w -> combination.entrySet().containsAll(w.entrySet())));
        if (all.isEmpty() && !file.hasProblems()) {
            file.problem(root, "no combination of the matrix is left");
        }
        return all;
    }

    /// The file with the parts of one combination laid over it, in the order of the axes.
    MappingNode applied(YamlFile file, MappingNode root, SequencedMap<String, String> choices) {
        Overlay overlay = new Overlay(file);
        MappingNode whole = Overlay.without(root, java.util.Set.of("matrix"));
        for (Map.Entry<String, String> choice : choices.entrySet()) {
            Map<String, MappingNode> values = axes.get(choice.getKey());
            MappingNode part = values == null ? null : values.get(choice.getValue());
            whole = part == null ? whole : overlay.over(whole, part);
        }
        return whole;
    }
}

package io.airloom.topology;

import io.airloom.image.YamlFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Lays one mapping of YAML over another: what both have is taken from the upper one, but where
/// both have a mapping, these are laid over each other in turn. Neither is changed; every part
/// keeps its place, so that mistakes are told where they stand.
final class Overlay {
    /// A setting of a file of a node of a topology is the deepest that somebody may mean.
    private static final int MAX_DEPTH = 6;

    /// Aliases make small files of huge trees: more members than this nobody means.
    private static final int MAX_MEMBERS = 100_000;

    private final YamlFile file;
    private int members;

    Overlay(YamlFile file) {
        this.file = file;
    }

    /// `upper` over `lower`.
    MappingNode over(MappingNode lower, MappingNode upper) {
        return over(lower, upper, 1);
    }

    private MappingNode over(MappingNode lower, MappingNode upper, int depth) {
        List<NodeTuple> merged = new ArrayList<>(lower.getValue());
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < merged.size(); i++) {
            if (merged.get(i).getKeyNode() instanceof ScalarNode k) {
                places.putIfAbsent(k.getValue(), i);
            }
        }
        members += merged.size() + upper.getValue().size();
        if (members > MAX_MEMBERS) {
            file.problem(upper, "has too many members to be laid over another mapping");
            return lower;
        }
        for (NodeTuple tuple : upper.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode k ? k.getValue() : "";
            // A key that stands twice stays so, and is told by who reads it.
            Integer place = places.remove(key);
            if (place == null) {
                merged.add(tuple);
                continue;
            }
            boolean both =
                    merged.get(place).getValueNode() instanceof MappingNode
                            && tuple.getValueNode() instanceof MappingNode;
            merged.set(
                    place,
                    both && depth < MAX_DEPTH
                            ? new NodeTuple(
                                    tuple.getKeyNode(),
                                    over(
                                            (MappingNode) merged.get(place).getValueNode(),
                                            (MappingNode) tuple.getValueNode(),
                                            depth + 1))
                            : tuple);
        }
        return with(lower, merged);
    }

    /// A mapping without some of its keys.
    static MappingNode without(MappingNode node, Set<String> keys) {
        return with(
                node,
                node.getValue().stream()
                        .filter(tuple ->
                                !(tuple.getKeyNode() instanceof ScalarNode key
                                        && keys.contains(key.getValue())))
                        .toList());
    }

    /// A mapping with other members, at the same place.
    static MappingNode with(MappingNode node, List<NodeTuple> members) {
        return new MappingNode(
                node.getTag(),
                true,
                members,
                node.getFlowStyle(),
                node.getStartMark(),
                node.getEndMark());
    }
}

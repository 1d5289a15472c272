package io.airloom.topology;

import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import io.airloom.medium.Position;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/// Reads what a step changes the air in: an order in words ([AirOrders]), or a mapping.
final class SetParser {
    /// Keys, by the one that makes the order what it is.
    static final Map<String, List<String>> KEYS =
            Map.of(
                    "link", List.of("link", "up", "loss", "signal", "one-way"),
                    "power", List.of("power", "node"),
                    "position", List.of("position", "node"),
                    "delay", List.of("delay"));

    private static final List<String> KINDS = List.of("link", "power", "position", "delay");

    private final String context;
    private final Map<String, NodeSpec> nodes;

    /// @param context put before each message: `step 1: `
    SetParser(String context, Map<String, NodeSpec> nodes) {
        this.context = context;
        this.nodes = nodes;
    }

    /// Reads it; null after what is wrong was reported.
    @Nullable Step set(YamlValue value) {
        AirOrder order =
                value.node() instanceof MappingNode
                        ? mapping(value)
                        : read(
                                value,
                                text -> AirOrders.parse(Arrays.asList(text.strip().split("\\s+"))));
        if (order != null && !(value.node() instanceof MappingNode)) {
            checkNodes(order, value);
        }
        return order == null ? null : new Step.Set(order);
    }

    private @Nullable AirOrder mapping(YamlValue value) {
        YamlMap map = value.map(context + "set: ");
        if (map == null) {
            return null;
        }
        List<String> kinds = KINDS.stream().filter(k -> map.value(k) != null).toList();
        if (kinds.size() != 1) {
            map.problem(
                    kinds.isEmpty()
                            ? "says not what is set; known: " + String.join(", ", KINDS)
                            : "has both \"%s\" and \"%s\"; make two steps of it"
                                    .formatted(kinds.get(0), kinds.get(1)));
            return null;
        }
        String kind = kinds.getFirst();
        map.allowOnly(KEYS.getOrDefault(kind, List.of()));
        YamlValue main = map.value(kind);
        if (main == null) {
            return null;
        }
        return switch (kind) {
            case "link" -> link(map, main);
            case "power" -> {
                YamlValue place = map.required("node", "node: " + first());
                String node = place == null ? null : node(place);
                Integer dbm = read(main, AirOrders::power);
                yield node == null || dbm == null ? null : new AirOrder.Power(node, dbm);
            }
            case "position" -> {
                YamlValue place = map.required("node", "node: " + first());
                String node = place == null ? null : node(place);
                Position position = ChannelParser.position(main);
                yield node == null || position == null ? null : new AirOrder.Move(node, position);
            }
            default -> {
                var delay = read(main, AirOrders::delay);
                yield delay == null ? null : new AirOrder.Delay(delay);
            }
        };
    }

    private String first() {
        return nodes.keySet().stream().findFirst().orElse("ap1");
    }

    private @Nullable AirOrder link(YamlMap map, YamlValue ends) {
        List<YamlValue> both = ends.items();
        if (both == null) {
            return null;
        }
        if (both.size() != 2) {
            ends.problem("must be two nodes, [ap1, sta1], not " + both.size());
            return null;
        }
        String from = node(both.get(0));
        String to = node(both.get(1));
        YamlValue up = map.value("up");
        YamlValue loss = map.value("loss");
        YamlValue signal = map.value("signal");
        Boolean isUp = up == null ? null : Boolean.valueOf(NodeParser.bool(up));
        Double share = loss == null ? null : read(loss, AirOrders::loss);
        Integer dbm = signal == null ? null : read(signal, AirOrders::signal);
        boolean oneWay = NodeParser.bool(map.value("one-way"));
        if (from == null || to == null || ends.file().hasProblems()) {
            return null;
        }
        return read(ends, _ -> AirOrders.link(from, to, !oneWay, isUp, share, dbm), "");
    }

    private @Nullable String node(YamlValue value) {
        String name = value.text();
        return name == null || isKnown(value, name) ? name : null;
    }

    private boolean isKnown(YamlValue value, String name) {
        if (nodes.isEmpty() || nodes.containsKey(name)) {
            return true;
        }
        value.problem(
                "refers to an unknown node "
                        + Printable.quoted(name)
                        + Suggestion.after(name, nodes.keySet()));
        return false;
    }

    private void checkNodes(AirOrder order, YamlValue value) {
        switch (order) {
            case AirOrder.Link link -> {
                if (isKnown(value, link.from())) {
                    isKnown(value, link.to());
                }
            }
            case AirOrder.Power power -> isKnown(value, power.node());
            case AirOrder.Move move -> isKnown(value, move.node());
            case AirOrder.Delay _, AirOrder.Reset _ -> {}
        }
    }

    private static <T> @Nullable T read(YamlValue value, Function<String, T> reading) {
        String text = value.text();
        return text == null ? null : read(value, reading, text);
    }

    private static <T> @Nullable T read(YamlValue value, Function<String, T> reading, String text) {
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException e) {
            value.problem("cannot be: " + e.getMessage());
            return null;
        }
    }
}

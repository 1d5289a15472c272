package io.airloom.topology;

import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import io.airloom.medium.ChannelSettings;
import io.airloom.medium.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/// Reads what `air` says of a channel, and where the nodes are on it.
final class ChannelParser {
    /// Keys of `air`, of which the last ones are the channel's.
    static final List<String> KEYS = List.of("model", "exponent", "noise-figure");

    private static final List<String> OF_CHANNEL = List.of("exponent", "noise-figure");
    private static final List<String> MODELS = List.of("ideal", "channel");

    private ChannelParser() {}

    /// Reads it; null if everybody hears everybody.
    ///
    /// @param map the value of `air`, or null
    /// @param nodes the file's, of which the positions are wanted
    /// @param radios of the same nodes
    static @Nullable ChannelSettings channel(
            @Nullable YamlMap map, @Nullable YamlValue nodes, Map<String, NodeSpec> radios) {
        Map<String, YamlValue> places = places(nodes);
        if (map != null && isChannel(map.value("model"))) {
            refuseVwifi(map, radios);
            return channel(map, places);
        }
        places.values()
                .forEach(place ->
                        place.problem("says nothing without a channel; add air: {model: channel}"));
        if (map != null) {
            refuseSettings(map);
        }
        return null;
    }

    private static void refuseSettings(YamlMap map) {
        for (String key : OF_CHANNEL) {
            YamlValue value = map.value(key);
            if (value != null) {
                value.problem("is for model: channel");
            }
        }
    }

    private static boolean isChannel(@Nullable YamlValue value) {
        String text = value == null ? null : value.text();
        if (value != null && text != null && !MODELS.contains(text)) {
            value.problem("is unknown: " + Printable.quoted(text) + Suggestion.after(text, MODELS));
        }
        return "channel".equals(text);
    }

    private static ChannelSettings channel(YamlMap map, Map<String, YamlValue> places) {
        Map<String, Position> positions = new HashMap<>();
        places.forEach((node, place) -> {
            Position position = position(place);
            if (position != null) {
                positions.put(node, position);
            }
        });
        YamlValue noise = map.value("noise-figure");
        Integer figure =
                noise == null ? null : noise.integer(0, ChannelSettings.MAX_NOISE_FIGURE_DB);
        return new ChannelSettings(
                exponent(map.value("exponent")),
                figure == null ? ChannelSettings.USUAL_NOISE_FIGURE_DB : figure,
                positions);
    }

    private static double exponent(@Nullable YamlValue value) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return ChannelSettings.USUAL_EXPONENT;
        }
        double exponent = text.matches("\\d(\\.\\d{1,3})?") ? Double.parseDouble(text) : 0;
        if (exponent < ChannelSettings.MIN_EXPONENT || exponent > ChannelSettings.MAX_EXPONENT) {
            value.problem("must be a number from 1.5 to 6, not " + Printable.quoted(text));
            return ChannelSettings.USUAL_EXPONENT;
        }
        return exponent;
    }

    /// Reads `[10, 0]`, `[10, 0, 1.5]` or `10,0`; null after what is wrong was reported.
    static @Nullable Position position(YamlValue value) {
        List<String> texts = value.texts();
        if (texts == null) {
            return null;
        }
        try {
            return Positions.parse(String.join(",", texts));
        } catch (IllegalArgumentException e) {
            value.problem("cannot be: " + e.getMessage());
            return null;
        }
    }

    private static Map<String, YamlValue> places(@Nullable YamlValue nodes) {
        Map<String, YamlValue> places = new HashMap<>();
        if (nodes == null || !(nodes.node() instanceof MappingNode)) {
            return places;
        }
        YamlMap map = nodes.map("");
        for (YamlValue entry : map == null ? List.<YamlValue>of() : map.values().values()) {
            String context = "node " + Printable.quoted(entry.key()) + ": ";
            YamlMap node =
                    entry.node() instanceof MappingNode
                            ? YamlMap.of(entry.file(), context, "", entry.node())
                            : null;
            YamlValue place = node == null ? null : node.value("position");
            if (place != null) {
                places.put(entry.key(), place);
            }
        }
        return places;
    }

    private static void refuseVwifi(YamlMap map, Map<String, NodeSpec> radios) {
        if (radios.values().stream().anyMatch(node -> node.radio() == NodeRadio.VWIFI)) {
            map.problem("has model: channel; nodes with radio: vwifi have vwifi's own model");
        }
    }
}

package io.airloom.image;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// The value of one key. Every reading method returns null after it has reported what is wrong.
public record YamlValue(YamlFile file, String context, String key, Node keyNode, Node node) {
    /// Longest single value, in characters: files of a node may be this long.
    private static final int MAX_TEXT = 256 * 1024;

    /// A scalar exactly as it was written.
    public @Nullable String text() {
        if (!(node instanceof ScalarNode scalar)) {
            problem("must be a single value, not " + YamlMap.kind(node));
            return null;
        }
        if (scalar.getTag().equals(Tag.NULL)) {
            problem("has no value");
            return null;
        }
        if (scalar.getValue().length() > MAX_TEXT) {
            problem("is longer than " + MAX_TEXT + " characters");
            return null;
        }
        return scalar.getValue();
    }

    /// A scalar, or a list of scalars; at least one.
    public @Nullable List<String> texts() {
        if (!(node instanceof SequenceNode)) {
            String text = text();
            return text == null ? null : List.of(text);
        }
        List<YamlValue> items = items();
        List<String> texts = new ArrayList<>();
        for (YamlValue item : items == null ? List.<YamlValue>of() : items) {
            String text = item.text();
            if (text != null) {
                texts.add(text);
            }
        }
        if (texts.isEmpty()) {
            problem("has no value");
            return null;
        }
        return texts;
    }

    /// The members of a list.
    public @Nullable List<YamlValue> items() {
        if (!(node instanceof SequenceNode sequence)) {
            problem("must be a list (- …), not " + YamlMap.kind(node));
            return null;
        }
        return sequence.getValue().stream()
                .map(item -> new YamlValue(file, context, key, item, item))
                .toList();
    }

    /// A mapping; its own mistakes are told with `mapContext` in front.
    public @Nullable YamlMap map(String mapContext) {
        return node instanceof MappingNode
                ? YamlMap.of(file, mapContext, key, node)
                : YamlMap.of(file, context, '"' + key + '"', node);
    }

    /// A whole number within limits.
    public @Nullable Integer integer(int least, int most) {
        String text = text();
        if (text == null) {
            return null;
        }
        boolean digits = text.matches("-?\\d{1,9}");
        if (!digits || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            problem(
                    "must be a whole number from "
                            + least
                            + " to "
                            + most
                            + ", not "
                            + Printable.quoted(text));
            return null;
        }
        return Integer.valueOf(text);
    }

    /// A time: `20s`, `500ms`, `2min`, `1.5s`; at most a day.
    public @Nullable Duration duration() {
        String text = text();
        if (text == null) {
            return null;
        }
        Duration duration = TimeText.parse(text);
        if (duration != null && duration.isPositive()) {
            return duration;
        }
        problem(
                "must be a time such as 500ms, 20s or 2min (at most 24 h), not "
                        + Printable.quoted(text));
        return null;
    }

    /// A problem of this value, at the value, that is not reported: for what turns out only when
    /// the value is used.
    public Problem place(String text) {
        return file.at(node, text);
    }

    /// Reports a problem of this value, at the value.
    public void problem(String text) {
        file.problem(node, context + "\"" + key + "\" " + text);
    }
}

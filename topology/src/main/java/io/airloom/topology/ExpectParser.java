package io.airloom.topology;

import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads what a step expects of an output: a text, a mapping of [#KEYS], or a list of such.
final class ExpectParser {
    /// Keys of an expectation.
    static final List<String> KEYS = List.of("text", "pattern", "json", "not");

    private static final int MAX_DEPTH = 4;
    private static final int MAX_PATTERN = 1000;

    private final String context;
    private final BiFunction<YamlValue, String, String> variables;

    /// @param context put before each message: `step 1: `
    /// @param variables replaces references in a value's text
    ExpectParser(String context, BiFunction<YamlValue, String, String> variables) {
        this.context = context;
        this.variables = variables;
    }

    /// Reads one; null after what is wrong was reported.
    @Nullable Expectation read(YamlValue value) {
        return read(value, 1);
    }

    private @Nullable Expectation read(YamlValue value, int depth) {
        if (depth > MAX_DEPTH) {
            value.problem("is nested deeper than " + MAX_DEPTH + " levels");
            return null;
        }
        List<Expectation> parts = new ArrayList<>();
        if (value.node() instanceof SequenceNode) {
            List<YamlValue> items = value.items();
            for (YamlValue item : items == null ? List.<YamlValue>of() : items) {
                add(parts, read(item, depth + 1));
            }
        } else if (value.node() instanceof MappingNode) {
            YamlMap map = value.map(context + "expect: ");
            if (map == null) {
                return null;
            }
            map.allowOnly(KEYS);
            for (YamlValue entry : map.values().values()) {
                add(parts, entry(entry, depth));
            }
        } else {
            String text = value.text();
            return text == null ? null : new Expectation.Text(variables.apply(value, text));
        }
        if (parts.isEmpty() && !value.file().hasProblems()) {
            value.problem("expects nothing; known: " + String.join(", ", KEYS));
        }
        return parts.size() == 1 ? parts.getFirst() : new Expectation.All(parts);
    }

    private static void add(List<Expectation> parts, @Nullable Expectation part) {
        if (part != null) {
            parts.add(part);
        }
    }

    private @Nullable Expectation entry(YamlValue value, int depth) {
        return switch (value.key()) {
            case "text" -> {
                String text = value.text();
                yield text == null ? null : new Expectation.Text(variables.apply(value, text));
            }
            case "pattern" -> pattern(value);
            case "json" -> json(value);
            case "not" -> {
                Expectation unwanted = read(value, depth + 1);
                yield unwanted == null ? null : new Expectation.Not(unwanted);
            }
            default -> null;
        };
    }

    private @Nullable Expectation pattern(YamlValue value) {
        String text = value.text();
        if (text == null) {
            return null;
        }
        if (text.length() > MAX_PATTERN) {
            value.problem("is longer than " + MAX_PATTERN + " characters");
            return null;
        }
        try {
            String filled = variables.apply(value, text);
            return new Expectation.Pattern(Pattern.compile(filled, Pattern.MULTILINE));
        } catch (PatternSyntaxException e) {
            value.problem(
                    "is no regular expression: %s at character %d"
                            .formatted(e.getDescription(), e.getIndex() + 1));
            return null;
        } catch (StackOverflowError e) {
            // Java's compiler of expressions recurses.
            value.problem("is nested too deeply");
            return null;
        }
    }

    private @Nullable Expectation json(YamlValue value) {
        String text = value.text();
        if (text == null) {
            return null;
        }
        try {
            String filled = variables.apply(value, text);
            return new Expectation.Json(JsonCondition.parse(filled));
        } catch (IllegalArgumentException e) {
            value.problem(String.valueOf(e.getMessage()));
            return null;
        }
    }
}

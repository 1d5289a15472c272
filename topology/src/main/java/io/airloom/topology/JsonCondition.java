package io.airloom.topology;

import io.airloom.image.Printable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// What a value in JSON must be: `end.streams[0].bytes > 1000000`, `state == "up"`. Without an
/// operator, that it is there and not null.
///
/// @param path names of members, and places in arrays from 0 ([Integer])
/// @param operator one of [#OPERATORS], or empty
/// @param value what it is compared with
record JsonCondition(List<Object> path, String operator, String value) {
    /// How values are compared: all as numbers if both are, else as texts, which are only equal or
    /// not.
    static final List<String> OPERATORS = List.of("==", "!=", "<=", ">=", "<", ">");

    private static final Pattern FORM =
            Pattern.compile("(?s)\\s*([^\\s=!<>]+)\\s*(?:(==|!=|<=|>=|<|>)\\s*(.*?)\\s*)?");
    private static final Pattern PART =
            Pattern.compile("\\G(?:\\.?([A-Za-z0-9_$@-]+)|\\[(\\d{1,6})]|\\[\"([^\"\\]]+)\"])");
    private static final int MAX_PARTS = 32;
    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    JsonCondition {
        path = List.copyOf(path);
    }

    /// Reads one.
    ///
    /// @throws IllegalArgumentException if it is none; the message says why
    static JsonCondition parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "must be a path and what is there, such as end.streams[0].bytes > 1000, not "
                            + Printable.quoted(text));
        }
        String written = form.group(1);
        List<Object> path = new ArrayList<>();
        Matcher part = PART.matcher(written);
        int end = 0;
        while (end < written.length() && part.find()) {
            end = part.end();
            String name = part.group(1) == null ? part.group(3) : part.group(1);
            path.add(name == null ? Integer.valueOf(part.group(2)) : name);
        }
        if (end < written.length() || path.size() > MAX_PARTS) {
            throw new IllegalArgumentException(
                    "has no path such as end.streams[0].bytes before the operator, but "
                            + Printable.quoted(written));
        }
        String operator = form.group(2) == null ? "" : form.group(2);
        String value = form.group(3) == null ? "" : unquoted(form.group(3));
        if (value.isEmpty() && !operator.isEmpty() && !form.group(3).equals("\"\"")) {
            throw new IllegalArgumentException("has nothing after " + operator);
        }
        if (operator.matches("[<>]=?") && number(value) == null) {
            throw new IllegalArgumentException(
                    "has no number after " + operator + ", but " + Printable.quoted(value));
        }
        return new JsonCondition(path, operator, value);
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    /// What is wrong with an output; null if nothing is.
    @Nullable String wrong(String output, UnaryOperator<String> fill) {
        String wanted = fill.apply(value);
        String found;
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), output)) {
            json.nextToken();
            found = find(json);
        } catch (JacksonException e) {
            return "its output is not JSON: " + Printable.line(e.getOriginalMessage());
        }
        if (found == null) {
            return "its output has no " + Printable.line(pathText());
        }
        return operator.isEmpty() || holds(found, wanted)
                ? null
                : "%s is %s, which is not %s %s"
                        .formatted(
                                Printable.line(pathText()),
                                Printable.quoted(found),
                                operator,
                                Printable.quoted(wanted));
    }

    private boolean holds(String found, String wanted) {
        BigDecimal left = number(found);
        BigDecimal right = number(wanted);
        if (left == null || right == null) {
            return operator.equals("==")
                    ? found.equals(wanted)
                    : operator.equals("!=") && !found.equals(wanted);
        }
        int order = left.compareTo(right);
        return switch (operator) {
            case "==" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    /// Bounded: the guest chooses the text, and a huge exponent would make a huge number of it.
    private static @Nullable BigDecimal number(String text) {
        return text.length() <= 40 && text.matches("-?\\d+(\\.\\d+)?([eE][+-]?\\d{1,3})?")
                ? new BigDecimal(text)
                : null;
    }

    /// Goes along the path without keeping what is beside it; a parser that stands at the value.
    private @Nullable String find(JsonParser json) {
        for (Object part : path) {
            boolean there =
                    part instanceof Integer index ? element(json, index) : member(json, part);
            if (!there) {
                return null;
            }
        }
        JsonToken token = json.currentToken();
        if (token == null || token == JsonToken.VALUE_NULL) {
            return null;
        }
        return token.isScalarValue() ? json.getString() : token.asString();
    }

    private static boolean element(JsonParser json, int index) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return false;
        }
        for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
            if (json.currentToken() == null) {
                return false;
            }
            if (i == index) {
                return true;
            }
            json.skipChildren();
        }
        return false;
    }

    private static boolean member(JsonParser json, Object name) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return false;
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean found = json.currentName().equals(name);
            json.nextToken();
            if (found) {
                return true;
            }
            json.skipChildren();
        }
        return false;
    }

    private String pathText() {
        StringBuilder text = new StringBuilder();
        for (Object part : path) {
            text.append(part instanceof Integer ? "[" + part + "]" : "." + part);
        }
        return text.charAt(0) == '.' ? text.substring(1) : text.toString();
    }

    @Override
    public String toString() {
        return operator.isEmpty() ? pathText() : pathText() + " " + operator + " " + value;
    }
}

package io.airloom.capture;

import io.airloom.ieee80211.MacAddress;
import io.airloom.ieee80211.Printable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads a display filter by recursive descent:
///
/// ```
/// any  = both { ("or"  | "||") both }
/// both = one  { ("and" | "&&") one }
/// one  = ("not" | "!") one | "(" any ")" | test
/// test = FIELD [ ("==" | "!=" | "<" | "<=" | ">" | ">=" | "~") VALUE | "in" "{" VALUE … "}" ]
/// ```
final class FilterParser {
    /// Tests of a filter, values of sets included.
    private static final int MAX_TESTS = 256;

    private static final int MAX_DEPTH = 32;

    /// Names of nodes that are told if none of them is near.
    private static final int MAX_NAMES = 12;

    private static final Pattern FURTHER_RADIO = Pattern.compile("\\.\\d+$");
    private static final List<String> COMPARISONS = List.of("==", "!=", "<=", ">=", "<", ">", "~");
    private static final List<String> YES = List.of("true", "yes", "1");
    private static final List<String> NO = List.of("false", "no", "0");

    private final String filter;
    private final @Nullable Collection<String> nodes;
    private final List<FilterToken> tokens;
    private int at;
    private int depth;
    private int tests;

    /// @param nodes whose names are known; null if others may come
    FilterParser(String filter, @Nullable Collection<String> nodes) {
        this.filter = filter;
        this.nodes = nodes;
        this.tokens = FilterToken.of(filter);
    }

    /// @throws FilterException if it is none
    Predicate<FrameFacts> parse() {
        Predicate<FrameFacts> whole = any();
        if (peek().kind() != FilterToken.Kind.END) {
            throw wrong(peek(), "expected and, or, or the end, not " + peek().shown());
        }
        return whole;
    }

    private Predicate<FrameFacts> any() {
        Predicate<FrameFacts> left = both();
        while (take("or") || take("||")) {
            left = left.or(both());
        }
        return left;
    }

    private Predicate<FrameFacts> both() {
        Predicate<FrameFacts> left = one();
        while (take("and") || take("&&")) {
            left = left.and(one());
        }
        return left;
    }

    private Predicate<FrameFacts> one() {
        FilterToken first = peek();
        if (++depth > MAX_DEPTH) {
            throw wrong(first, "nested deeper than " + MAX_DEPTH);
        }
        try {
            if (take("not") || take("!")) {
                return one().negate();
            }
            if (!take("(")) {
                return test();
            }
            Predicate<FrameFacts> inner = any();
            if (!take(")")) {
                throw wrong(
                        peek().kind() == FilterToken.Kind.END ? first : peek(),
                        peek().kind() == FilterToken.Kind.END
                                ? "this parenthesis is not closed"
                                : "expected and, or or ), not " + peek().shown());
            }
            return inner;
        } finally {
            depth--;
        }
    }

    private Predicate<FrameFacts> test() {
        FilterToken name = next();
        if (name.kind() != FilterToken.Kind.WORD) {
            throw wrong(name, "expected a field such as type or node, not " + name.shown());
        }
        FilterField field = FilterField.ALL.get(name.text().toLowerCase(Locale.ROOT));
        if (field == null) {
            throw wrong(name, unknown(name.text()));
        }
        count(name);
        if (take("in")) {
            return oneOf(field);
        }
        FilterToken operator = peek();
        if (operator.kind() != FilterToken.Kind.OPERATOR
                || !COMPARISONS.contains(operator.text())) {
            return isThere(field);
        }
        at++;
        return compare(field, operator, value(field));
    }

    private static String unknown(String word) {
        if (FrameFacts.subtypeWords().contains(word)) {
            return "\"" + word + "\" is no field; write subtype==" + word;
        }
        String near = near(word, FilterField.ALL.keySet());
        return "no field "
                + FilterToken.shown(word)
                + (near == null
                        ? "; there are: " + String.join(", ", FilterField.ALL.keySet())
                        : ", did you mean " + near + "?");
    }

    private Predicate<FrameFacts> oneOf(FilterField field) {
        FilterToken open = peek();
        if (!take("{")) {
            throw wrong(open, "expected { and values such as {1, 6, 11}, not " + open.shown());
        }
        List<Predicate<FrameFacts>> values = new ArrayList<>();
        while (!take("}")) {
            if (peek().kind() == FilterToken.Kind.END) {
                throw wrong(open, "this set is not closed with }");
            }
            FilterToken value = value(field);
            count(value);
            values.add(equal(field, value));
            take(",");
        }
        return facts -> values.stream().anyMatch(value -> value.test(facts));
    }

    private FilterToken value(FilterField field) {
        FilterToken value = next();
        if (value.kind() != FilterToken.Kind.WORD && value.kind() != FilterToken.Kind.STRING) {
            throw wrong(value, "expected a value for " + field.name() + ", not " + value.shown());
        }
        return value;
    }

    private static Predicate<FrameFacts> isThere(FilterField field) {
        return switch (field) {
            case FilterField.Flag flag -> flag.value();
            case FilterField.Measure number -> facts -> number.value().applyAsLong(facts) > 0;
            case FilterField.Address address -> facts -> !address.texts(facts).isEmpty();
            case FilterField.Text text ->
                    facts -> text.values().apply(facts).stream().anyMatch(t -> !t.isEmpty());
        };
    }

    private Predicate<FrameFacts> compare(
            FilterField field, FilterToken operator, FilterToken value) {
        return switch (operator.text()) {
            case "==" -> equal(field, value);
            case "!=" -> equal(field, value).negate();
            case "~" -> like(field, operator, value);
            default -> {
                if (!(field instanceof FilterField.Measure number)) {
                    throw wrong(operator, field.name() + " is no number; use ==, !=, ~ or in");
                }
                LongPredicate order = order(operator.text(), number(number, value));
                yield facts -> {
                    long actual = number.value().applyAsLong(facts);
                    return actual != FilterField.NONE && order.test(actual);
                };
            }
        };
    }

    private static LongPredicate order(String operator, long wanted) {
        return switch (operator) {
            case "<" -> actual -> actual < wanted;
            case "<=" -> actual -> actual <= wanted;
            case ">" -> actual -> actual > wanted;
            default -> actual -> actual >= wanted;
        };
    }

    private Predicate<FrameFacts> equal(FilterField field, FilterToken value) {
        return switch (field) {
            case FilterField.Flag flag -> {
                String word = value.text().toLowerCase(Locale.ROOT);
                if (!YES.contains(word) && !NO.contains(word)) {
                    throw wrong(value, field.name() + " is true or false, not " + value.shown());
                }
                yield YES.contains(word) ? flag.value() : flag.value().negate();
            }
            case FilterField.Measure number -> {
                long wanted = number(number, value);
                yield facts -> number.value().applyAsLong(facts) == wanted;
            }
            case FilterField.Address address -> owner(address, value);
            case FilterField.Text text -> {
                if (text.equals(FilterField.NODE)) {
                    checkNode(value);
                }
                String wanted = text.words().isEmpty() ? value.text() : word(text, value);
                String shown = Printable.text(wanted);
                yield facts -> {
                    List<String> values = text.values().apply(facts);
                    return values.contains(wanted) || values.contains(shown);
                };
            }
        };
    }

    /// One of the words that a field may be.
    private String word(FilterField.Text field, FilterToken value) {
        String word = value.text().toLowerCase(Locale.ROOT);
        boolean longer =
                field.name().equals("type") && List.of("management", "control").contains(word);
        if (!longer && !field.words().contains(word)) {
            String near = near(word, field.words());
            String known = field.words().size() > 8 ? "" : ": " + String.join(", ", field.words());
            throw wrong(
                    value,
                    "no "
                            + field.name()
                            + " "
                            + value.shown()
                            + (near == null ? known : ", did you mean " + near + "?"));
        }
        return word;
    }

    /// A node that is not there sends nothing, and nobody would know why.
    private void checkNode(FilterToken value) {
        Collection<String> known = nodes;
        String name = value.text();
        if (known == null
                || known.contains(name)
                || known.contains(FURTHER_RADIO.matcher(name).replaceFirst(""))) {
            return;
        }
        String near = near(name, known);
        throw wrong(
                value,
                "no node "
                        + value.shown()
                        + (near != null
                                ? ", did you mean " + near + "?"
                                : known.isEmpty() ? "" : "; known: " + names(known)));
    }

    private static String names(Collection<String> known) {
        String names = known.stream().limit(MAX_NAMES).collect(Collectors.joining(", "));
        return known.size() > MAX_NAMES ? names + ", …" : names;
    }

    private Predicate<FrameFacts> owner(FilterField.Address field, FilterToken value) {
        String text = value.text();
        if (text.indexOf(':') < 0) {
            if (text.equalsIgnoreCase("broadcast")) {
                return is(field, MacAddress.BROADCAST);
            }
            checkNode(value);
            return facts -> field.texts(facts).contains(text);
        }
        try {
            return is(field, MacAddress.parse(text));
        } catch (IllegalArgumentException e) {
            throw wrong(
                    value,
                    value.shown()
                            + " is no MAC address such as 02:00:00:00:01:00; for a part of one: "
                            + field.name()
                            + " ~ "
                            + FilterToken.shown(text));
        }
    }

    private static Predicate<FrameFacts> is(FilterField.Address field, long wanted) {
        return facts -> {
            for (long address : field.values().apply(facts)) {
                if (address == wanted) {
                    return true;
                }
            }
            return false;
        };
    }

    /// Contains the value; or is like it as a whole where that has * (anything) or ? (one
    /// character). Ignores case.
    private Predicate<FrameFacts> like(FilterField field, FilterToken operator, FilterToken value) {
        GlobPattern pattern = GlobPattern.of(value.text());
        return switch (field) {
            case FilterField.Text text ->
                    facts -> text.values().apply(facts).stream().anyMatch(pattern::matches);
            case FilterField.Address address ->
                    facts -> address.texts(facts).stream().anyMatch(pattern::matches);
            default -> throw wrong(operator, field.name() + " is no text: ~ is for text");
        };
    }

    private long number(FilterField.Measure field, FilterToken value) {
        if (!value.text().matches("-?\\d{1,9}")) {
            throw wrong(value, field.name() + " is a number, not " + value.shown());
        }
        return Long.parseLong(value.text());
    }

    private void count(FilterToken token) {
        if (++tests > MAX_TESTS) {
            throw wrong(token, "more than " + MAX_TESTS + " tests and values");
        }
    }

    private FilterToken peek() {
        return tokens.get(at);
    }

    private FilterToken next() {
        FilterToken token = tokens.get(at);
        if (token.kind() != FilterToken.Kind.END) {
            at++;
        }
        return token;
    }

    private boolean take(String word) {
        boolean there = peek().is(word);
        at += there ? 1 : 0;
        return there;
    }

    private FilterException wrong(FilterToken token, String reason) {
        return new FilterException(filter, token.offset(), token.length(), reason);
    }

    /// The word that differs in one letter, or in two neighbours that changed places. (The room may
    /// not use image.Suggestion.)
    private static @Nullable String near(String word, Collection<String> known) {
        return known.stream().filter(other -> differsOnce(word, other)).findFirst().orElse(null);
    }

    private static boolean differsOnce(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        int same = 0;
        while (same < shorter && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        int tail = 0;
        while (tail < shorter - same
                && a.charAt(a.length() - 1 - tail) == b.charAt(b.length() - 1 - tail)) {
            tail++;
        }
        return Math.max(a.length(), b.length()) - same - tail <= 2 && same + tail > 0;
    }
}

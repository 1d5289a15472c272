package io.airloom.topology;

import io.airloom.image.Printable;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// What the output of a command must be like.
public sealed interface Expectation {
    /// It contains a text.
    record Text(String text) implements Expectation {}

    /// A regular expression is found in it; `^` and `$` are at lines.
    record Pattern(java.util.regex.Pattern pattern) implements Expectation {}

    /// It is JSON, and a value in it is as it should be.
    record Json(JsonCondition condition) implements Expectation {}

    /// It is not like that.
    record Not(Expectation unwanted) implements Expectation {}

    /// It is like all of these.
    record All(List<Expectation> parts) implements Expectation {
        public All {
            parts = List.copyOf(parts);
        }
    }

    /// Nobody can tell whether an output is like that: a pattern takes too long on it.
    final class TooSlow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String why;

        private TooSlow(String why) {
            super(why, null, false, false);
            this.why = why;
        }

        /// What took too long, in a sentence for people.
        public String why() {
            return why;
        }
    }

    /// What is wrong with an output, in a line for people; null if nothing is.
    ///
    /// @param fill puts what was saved into the expected texts
    /// @throws TooSlow if nobody can tell
    default @Nullable String wrong(String output, UnaryOperator<String> fill) {
        return switch (this) {
            case Text(String text) ->
                    output.contains(fill.apply(text))
                            ? null
                            : "its output does not contain " + Printable.quoted(fill.apply(text));
            case Pattern(java.util.regex.Pattern pattern) ->
                    found(pattern, output)
                            ? null
                            : "its output does not match " + Printable.quoted(pattern.pattern());
            case Json(JsonCondition condition) -> condition.wrong(output, fill);
            case Not(Expectation unwanted) ->
                    unwanted.wrong(output, fill) == null
                            ? "its output is as it should not be: " + unwanted.text(fill)
                            : null;
            case All(List<Expectation> parts) -> {
                for (Expectation part : parts) {
                    String wrong = part.wrong(output, fill);
                    if (wrong != null) {
                        yield wrong;
                    }
                }
                yield null;
            }
        };
    }

    private String text(UnaryOperator<String> fill) {
        return switch (this) {
            case Text(String text) -> "it contains " + Printable.quoted(fill.apply(text));
            case Pattern(java.util.regex.Pattern pattern) ->
                    "it matches " + Printable.quoted(pattern.pattern());
            case Json(JsonCondition condition) -> Printable.line(condition.toString());
            case Not(Expectation wanted) -> "not: " + wanted.text(fill);
            case All(List<Expectation> parts) ->
                    String.join(" and ", parts.stream().map(part -> part.text(fill)).toList());
        };
    }

    /// Whether a pattern is found in what a guest wrote.
    ///
    /// @throws TooSlow if that takes more than a guest's words are worth
    private static boolean found(java.util.regex.Pattern pattern, String output) {
        Matcher matcher = pattern.matcher(new CountedText(output, new CountedText.Looks()));
        try {
            return matcher.find();
        } catch (CountedText.TooManyLooks | StackOverflowError e) {
            // Java's engine goes back and forth, and deep, for some patterns on some texts: both
            // are bounded here, because the text is the guest's.
            throw new TooSlow(
                    "the pattern "
                            + Printable.quoted(pattern.pattern())
                            + " takes too long on this output; write it so that it need not try"
                            + " again, without (…+)+ and the like");
        }
    }
}

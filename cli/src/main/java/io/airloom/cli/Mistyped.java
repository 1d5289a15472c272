package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Says what is wrong with a command line that could not be read, in the words of files: what was
/// probably meant, and which values there are.
final class Mistyped {
    private Mistyped() {}

    /// One sentence, or what the parser says where that is clear already. Safe to print.
    static String words(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        ArgSpec argument = e.getArgSpec();
        String value = e.getValue();
        return argument == null || value == null
                ? Printable.lines(String.valueOf(e.getMessage()))
                : name(argument) + value(argument.type(), e) + ", not " + Printable.quoted(value);
    }

    /// What stands after the first unknown word may well be right: only that one is named.
    private static String unmatched(UnmatchedArgumentException e) {
        String word = e.getUnmatched().getFirst();
        CommandLine command = e.getCommandLine();
        if (word.startsWith("-") && word.length() > 1) {
            String name = word.split("=", 2)[0];
            return "no option " + Printable.quoted(name) + meant(name, options(command));
        }
        List<String> commands = new ArrayList<>(command.getSubcommands().keySet());
        return commands.isEmpty()
                ? "a word too many: " + Printable.quoted(word)
                : "no command " + Printable.quoted(word) + meant(word, commands);
    }

    private static List<String> options(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .flatMap(option -> Arrays.stream(option.names()))
                .filter(name -> name.startsWith("--"))
                .toList();
    }

    /// All that there are would be a page of them; the help has that.
    private static String meant(String word, List<String> known) {
        String nearest = Suggestion.nearest(word, known);
        return nearest == null ? "" : ", did you mean " + nearest + "?";
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String value(Class<?> type, ParameterException e) {
        if (type.isEnum()) {
            List<String> words =
                    Arrays.stream(type.getEnumConstants())
                            .map(word -> word.toString().toLowerCase(Locale.ROOT))
                            .toList();
            return " must be "
                    + String.join(", ", words.subList(0, words.size() - 1))
                    + " or "
                    + words.getLast();
        }
        if (type == double.class) {
            return " must be a number";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return " must be a whole number";
        }
        return e.getCause() instanceof InvalidPathException
                ? " must be a path in the characters of this locale (is LC_ALL=C set?)"
                : " must be a " + type.getSimpleName().toLowerCase(Locale.ROOT);
    }
}

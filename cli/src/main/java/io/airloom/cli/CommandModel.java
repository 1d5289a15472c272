package io.airloom.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// A command as data, with the commands below it: what the manual pages, the shells' completion and
/// the reference on the site are made of. Texts are plain, without markup and line breaks; what is
/// hidden in `--help` is not here.
///
/// @param words how it is called: `airloom`, `lab`, `run`
/// @param description paragraphs; the first says in a sentence what it does
/// @param synopsis one line, from `airloom` on
/// @param parameters what follows the options, in their order
/// @param options its own
/// @param commonOptions what it inherits: options that are the same for all commands (at the
///   program itself they are its own)
/// @param notes what `--help` ends with: examples, exit codes
/// @param commands its subcommands
public record CommandModel(
        List<String> words,
        List<String> description,
        String synopsis,
        List<Parameter> parameters,
        List<Option> options,
        List<Option> commonOptions,
        List<Note> notes,
        List<CommandModel> commands) {
    /// Wider than any synopsis, so that it is one line.
    private static final int WIDTH = 4_000;

    private static final Pattern GAP = Pattern.compile("\\s{2,}");

    public CommandModel {
        words = List.copyOf(words);
        description = List.copyOf(description);
        parameters = List.copyOf(parameters);
        options = List.copyOf(options);
        commonOptions = List.copyOf(commonOptions);
        notes = List.copyOf(notes);
        commands = List.copyOf(commands);
    }

    /// What may stand for a parameter or an option's value.
    public enum Kind {
        /// Nothing: an option without a value.
        NONE,
        /// A file or folder.
        FILE,
        /// Any word.
        TEXT
    }

    /// An option.
    ///
    /// @param names `-q`, `--quiet`
    /// @param label what stands for its value: `FILE`; empty if it has none
    /// @param description one paragraph
    /// @param candidates the words that may be its value, if only these may
    public record Option(
            List<String> names,
            String label,
            String description,
            Kind kind,
            List<String> candidates,
            boolean required,
            boolean repeatable) {
        public Option {
            names = List.copyOf(names);
            candidates = List.copyOf(candidates);
        }

        Option withDescription(String text) {
            return new Option(names, label, text, kind, candidates, required, repeatable);
        }
    }

    /// A parameter by its place.
    ///
    /// @param label `FILE`
    /// @param candidates the words that may stand there, if only these may
    public record Parameter(
            String label,
            String description,
            Kind kind,
            List<String> candidates,
            boolean required,
            boolean repeatable) {
        public Parameter {
            candidates = List.copyOf(candidates);
        }
    }

    /// A part of what `--help` ends with.
    ///
    /// @param title `Examples`; empty if it has none
    /// @param lines as they are laid out there, without the indentation that they share
    public record Note(String title, List<String> lines) {
        public Note {
            lines = List.copyOf(lines);
        }
    }

    /// A command line that works.
    ///
    /// @param comment what it does; may be empty
    public record Example(String command, String comment) {}

    /// The whole program.
    public static CommandModel ofProgram() {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
        Terminal nobody = new Terminal(nowhere, nowhere, false, false, WIDTH, false);
        return of(Airloom.commandLine(nobody), List.of());
    }

    /// Its name as one text: `airloom lab run`.
    public String name() {
        return String.join(" ", words);
    }

    /// It and all commands below it, each before its own.
    public Stream<CommandModel> all() {
        return Stream.concat(Stream.of(this), commands.stream().flatMap(CommandModel::all));
    }

    /// The examples among its notes.
    public List<Example> examples() {
        return notes.stream()
                .filter(note -> isOfExamples(note.title()))
                .flatMap(note -> note.lines().stream())
                .map(CommandModel::example)
                .toList();
    }

    /// Whether a note of this title consists of examples.
    public static boolean isOfExamples(String title) {
        return title.startsWith("Example") || title.equals("Start with");
    }

    private static Example example(String line) {
        String[] parts = GAP.split(line.strip(), 2);
        return new Example(parts[0], parts.length == 2 ? parts[1] : "");
    }

    private static CommandModel of(CommandLine commandLine, List<String> above) {
        CommandSpec spec = commandLine.getCommandSpec();
        List<String> words = new ArrayList<>(above);
        words.add(spec.name());
        if (spec.name().equals(AgentCommand.NAME) && above.size() == 1) {
            return AgentHelp.model(words);
        }
        Map<CommandSpec, CommandModel> commands = new LinkedHashMap<>();
        commandLine.getSubcommands().values().stream()
                .filter(below -> !below.getCommandSpec().usageMessage().hidden())
                .forEach(below -> commands.put(below.getCommandSpec(), of(below, words)));
        return new CommandModel(
                words,
                plain(spec.usageMessage().description()).filter(line -> !line.isBlank()).toList(),
                synopsis(commandLine),
                spec.positionalParameters().stream()
                        .filter(parameter -> !parameter.hidden())
                        .sorted(Comparator.comparing(PositionalParamSpec::index))
                        .map(CommandModel::parameter)
                        .toList(),
                options(spec, false),
                options(spec, true),
                notes(plain(spec.usageMessage().footer()).toList()),
                List.copyOf(commands.values()));
    }

    private static String synopsis(CommandLine commandLine) {
        CommandLine.Help help =
                new CommandLine.Help(
                        commandLine.getCommandSpec(),
                        CommandLine.Help.defaultColorScheme(Ansi.OFF));
        commandLine.getCommandSpec().usageMessage().width(WIDTH);
        return GAP.matcher(help.synopsis(0).strip()).replaceAll(" ");
    }

    private static List<Option> options(CommandSpec spec, boolean inherited) {
        return spec.options().stream()
                .filter(option -> !option.hidden() && option.inherited() == inherited)
                .map(CommandModel::option)
                .toList();
    }

    private static Option option(OptionSpec option) {
        boolean bare = option.arity().max() == 0;
        return new Option(
                Arrays.stream(option.names())
                        .sorted(Comparator.comparingInt(String::length))
                        .toList(),
                bare ? "" : option.paramLabel(),
                description(option),
                bare ? Kind.NONE : kind(option),
                candidates(option),
                option.required(),
                option.isMultiValue());
    }

    private static Parameter parameter(PositionalParamSpec parameter) {
        return new Parameter(
                parameter.paramLabel(),
                description(parameter),
                kind(parameter),
                candidates(parameter),
                parameter.arity().min() > 0,
                parameter.isMultiValue());
    }

    private static String description(ArgSpec argument) {
        return String.join(" ", plain(argument.description()).map(String::strip).toList());
    }

    private static Kind kind(ArgSpec argument) {
        return argument.auxiliaryTypes()[0] == Path.class ? Kind.FILE : Kind.TEXT;
    }

    private static List<String> candidates(ArgSpec argument) {
        Class<?> type = argument.auxiliaryTypes()[0];
        @Nullable Iterable<String> words = argument.completionCandidates();
        if (words == null || type == boolean.class || type == Boolean.class) {
            return List.of();
        }
        // Any case is taken; small letters are what is shown.
        return StreamSupport.stream(words.spliterator(), false)
                .map(word -> type.isEnum() ? word.toLowerCase(Locale.ROOT) : word)
                .toList();
    }

    /// Takes a footer apart at its empty lines.
    static List<Note> notes(List<String> footer) {
        List<Note> notes = new ArrayList<>();
        List<String> block = new ArrayList<>();
        for (String line : footer) {
            if (!line.isBlank()) {
                block.add(line);
            } else if (!block.isEmpty()) {
                notes.add(note(block));
                block = new ArrayList<>();
            }
        }
        if (!block.isEmpty()) {
            notes.add(note(block));
        }
        return notes;
    }

    private static Note note(List<String> block) {
        String first = block.getFirst();
        boolean titled = block.size() > 1 && first.endsWith(":") && !first.startsWith(" ");
        return new Note(
                titled ? first.substring(0, first.length() - 1) : "",
                String.join("\n", titled ? block.subList(1, block.size()) : block)
                        .stripIndent()
                        .lines()
                        .toList());
    }

    private static Stream<String> plain(String[] texts) {
        return Arrays.stream(texts)
                .map(text -> Ansi.OFF.string(text).replace("%%", "%").stripTrailing());
    }
}

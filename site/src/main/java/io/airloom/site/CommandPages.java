package io.airloom.site;

import io.airloom.cli.CommandModel;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The reference of all commands, made of the same model as `--help`.
final class CommandPages {
    private static final Pattern SPECIAL = Pattern.compile("([\\\\`*_{}\\[\\]<>|#!~&])");

    private CommandPages() {}

    /// One page: each command with its words, parameters, options and examples.
    static Page page() {
        CommandModel program = CommandModel.ofProgram();
        StringBuilder text = new StringBuilder("# Commands\n\n");
        text.append("What `airloom COMMAND --help` says, made of the same texts. ")
                .append("Options that every command has:\n\n");
        options(
                text,
                program.commonOptions().isEmpty() ? program.options() : program.commonOptions());
        text.append("| command | |\n| --- | --- |\n");
        program.all()
                .skip(1)
                .forEach(command ->
                        text.append(
                                "| [`%s`](#%s) | %s |\n"
                                        .formatted(
                                                shortName(command),
                                                anchor(command),
                                                escape(summary(command)))));
        program.notes().forEach(note -> note(text, note));
        program.all().skip(1).forEach(command -> section(text, command));
        Path source = Path.of("docs", "commands.md");
        return new Page(source, Path.of("commands.html"), "Commands", text.toString());
    }

    private static String shortName(CommandModel command) {
        return String.join(" ", command.words().subList(1, command.words().size()));
    }

    private static String anchor(CommandModel command) {
        return command.name().replace(' ', '-');
    }

    private static String summary(CommandModel command) {
        return command.description().isEmpty() ? "" : command.description().getFirst();
    }

    private static void section(StringBuilder text, CommandModel command) {
        text.append(
                "\n%s %s\n\n".formatted(command.words().size() > 2 ? "###" : "##", command.name()));
        text.append(escape(String.join(" ", command.description()))).append("\n\n");
        text.append("    ").append(command.synopsis()).append("\n\n");
        if (!command.parameters().isEmpty()) {
            text.append("| parameter | |\n| --- | --- |\n");
            command.parameters()
                    .forEach(parameter ->
                            row(
                                    text,
                                    "`" + parameter.label() + "`",
                                    parameter.description(),
                                    parameter.candidates()));
            text.append('\n');
        }
        if (!command.options().isEmpty()) {
            options(text, command.options());
        }
        command.notes().forEach(note -> note(text, note));
    }

    private static void options(StringBuilder text, List<CommandModel.Option> options) {
        text.append("| option | |\n| --- | --- |\n");
        for (CommandModel.Option option : options) {
            String names =
                    option.names().stream()
                            .map(name -> "`" + name + "`")
                            .collect(Collectors.joining(", "));
            row(
                    text,
                    option.label().isEmpty() ? names : names + " `" + option.label() + "`",
                    option.description(),
                    option.candidates());
        }
        text.append('\n');
    }

    private static void row(
            StringBuilder text, String name, String description, List<String> candidates) {
        String words =
                candidates.isEmpty() ? "" : " One of: " + String.join(", ", candidates) + ".";
        text.append(
                "| %s | %s |\n".formatted(name.replace("|", "\\|"), escape(description + words)));
    }

    private static void note(StringBuilder text, CommandModel.Note note) {
        text.append('\n');
        if (!note.title().isEmpty()) {
            text.append(escape(note.title())).append(":\n\n");
        }
        boolean words = !CommandModel.isOfExamples(note.title()) && note.lines().size() == 1;
        note.lines()
                .forEach(line -> text.append(words ? escape(line) : "    " + line).append('\n'));
        text.append('\n');
    }

    private static String escape(String text) {
        return SPECIAL.matcher(text).replaceAll("\\\\$1");
    }
}

package io.airloom.cli;

import io.airloom.cli.CommandModel.Kind;
import io.airloom.cli.CommandModel.Option;
import io.airloom.cli.CommandModel.Parameter;
import io.airloom.image.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Completion for zsh: a function of `_arguments` for each command, with what is said of each
/// option.
final class ZshCompletion {
    private static final int MAX_DESCRIPTION = 80;

    private ZshCompletion() {}

    static String of(CommandModel program) {
        StringBuilder script = new StringBuilder("#compdef airloom\n");
        script.append("# zsh completion for airloom; made by: airloom completion zsh\n");
        program.all().forEach(command -> function(command, script));
        // As a file of fpath it is the function itself; sourced, it has to be made known.
        script.append(
                """
                if [[ ${funcstack[1]-} == _airloom ]]; then _airloom "$@"; else compdef _airloom airloom; fi
                """);
        return script.toString();
    }

    private static void function(CommandModel command, StringBuilder script) {
        List<String> arguments = new ArrayList<>();
        Stream.concat(command.options().stream(), command.commonOptions().stream())
                .forEach(option -> arguments.addAll(option(option)));
        script.append("\n(( $+functions[").append(name(command)).append("] )) ||\n");
        script.append(name(command)).append("() {\n");
        if (command.commands().isEmpty()) {
            command.parameters().forEach(parameter -> arguments.add(parameter(parameter)));
            append("_arguments -s", arguments, script);
        } else {
            arguments.add("1: :->command");
            arguments.add("*:: :->rest");
            script.append("  local curcontext=$curcontext state line\n  typeset -A opt_args\n");
            append("_arguments -s -C", arguments, script);
            below(command, script);
        }
        script.append("}\n");
    }

    private static void below(CommandModel command, StringBuilder script) {
        script.append("  local -a commands=(\n");
        for (CommandModel below : command.commands()) {
            String text = below.words().getLast() + ":" + ManualPages.firstSentence(below);
            script.append("    ").append(ShellWord.quoted(text)).append('\n');
        }
        script.append("  )\n  case $state in\n");
        script.append("    command) _describe command commands ;;\n");
        script.append("    rest) case $words[1] in\n");
        for (CommandModel below : command.commands()) {
            script.append("      ").append(below.words().getLast()).append(") ");
            script.append(name(below)).append(" ;;\n");
        }
        script.append("    esac ;;\n  esac\n");
    }

    private static void append(String program, List<String> arguments, StringBuilder script) {
        script.append("  ").append(program);
        arguments.forEach(text -> script.append(" \\\n    ").append(ShellWord.quoted(text)));
        script.append('\n');
    }

    private static List<String> option(Option option) {
        String text = option.description();
        String brief =
                text.length() > MAX_DESCRIPTION ? text.substring(0, MAX_DESCRIPTION) + "…" : text;
        String repeat = option.repeatable() ? "*" : "";
        return option.names().stream()
                .map(name ->
                        repeat
                                + name
                                + (option.kind() != Kind.NONE && name.startsWith("--") ? "=" : "")
                                + "["
                                + escaped(brief)
                                + "]"
                                + value(option.label(), option.kind(), option.candidates()))
                .toList();
    }

    private static String parameter(Parameter parameter) {
        return (parameter.repeatable() ? "*" : parameter.required() ? "" : ":")
                + value(parameter.label(), parameter.kind(), parameter.candidates());
    }

    private static String value(String label, Kind kind, List<String> candidates) {
        return switch (kind) {
            case NONE -> "";
            case FILE -> ":" + escaped(label) + ":_files";
            case TEXT ->
                    ":"
                            + escaped(label)
                            + ":"
                            + (candidates.isEmpty()
                                    ? " "
                                    : "(" + String.join(" ", candidates) + ")");
        };
    }

    private static String name(CommandModel command) {
        return "_" + String.join("_", command.words()).replace('-', '_');
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("]", "\\]")
                .replace(":", "\\:");
    }
}

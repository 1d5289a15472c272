package io.airloom.cli;

import io.airloom.cli.CommandModel.Kind;
import io.airloom.cli.CommandModel.Option;
import io.airloom.cli.CommandModel.Parameter;
import io.airloom.image.ShellWord;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Completion for bash: one function, with a table of commands. It needs no bash-completion.
final class BashCompletion {
    private static final String HEAD =
            """
            # bash completion for airloom; made by: airloom completion bash
            _airloom() {
              local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=airloom i
              local commands='' options='' value='' argument=''
              # bash makes three words of --name=value.
              if [[ $current == = ]]; then current=''; elif [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi
              for ((i = 1; i < COMP_CWORD; i++)); do
                case "$command ${COMP_WORDS[i]}" in
            """;
    private static final String TAIL =
            """
              esac
              [[ -n $value ]] || case $current in
                -*) value=$options ;;
                *) value=${commands:-$argument} ;;
              esac
              COMPREPLY=()
              case $value in
                FILE) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
                TEXT) ;;
                *) mapfile -t COMPREPLY < <(compgen -W "$value" -- "$current") ;;
              esac
            }
            complete -F _airloom airloom ./airloom
            """;

    private BashCompletion() {}

    static String of(CommandModel program) {
        StringBuilder script = new StringBuilder(HEAD);
        String all =
                program.all()
                        .skip(1)
                        .map(command -> ShellWord.quoted(command.name()))
                        .collect(Collectors.joining("|"));
        script.append("      ").append(all).append(") command+=\" ${COMP_WORDS[i]}\" ;;\n");
        script.append("    esac\n  done\n  case $command in\n");
        program.all().forEach(command -> arm(command, script));
        return script.append(TAIL).toString();
    }

    private static void arm(CommandModel command, StringBuilder script) {
        List<Option> options =
                Stream.concat(command.options().stream(), command.commonOptions().stream())
                        .toList();
        script.append("    ").append(ShellWord.quoted(command.name())).append(")\n");
        assign(
                "commands",
                words(command.commands().stream().map(c -> c.words().getLast())),
                script);
        assign("options", words(options.stream().flatMap(o -> o.names().stream())), script);
        assign("argument", argument(command.parameters()), script);
        List<Option> valued = options.stream().filter(o -> o.kind() != Kind.NONE).toList();
        if (!valued.isEmpty()) {
            script.append("      case $before in\n");
            for (Option option : valued) {
                script.append("        ").append(String.join("|", option.names())).append(") ");
                script.append("value=");
                script.append(ShellWord.quoted(value(option.kind(), option.candidates())))
                        .append(" ;;\n");
            }
            script.append("      esac\n");
        }
        script.append("      ;;\n");
    }

    private static String argument(List<Parameter> parameters) {
        return parameters.isEmpty()
                ? ""
                : value(parameters.getLast().kind(), parameters.getLast().candidates());
    }

    private static String value(Kind kind, List<String> candidates) {
        return candidates.isEmpty() ? kind.name() : String.join(" ", candidates);
    }

    private static String words(Stream<String> words) {
        return words.collect(Collectors.joining(" "));
    }

    private static void assign(String name, String value, StringBuilder script) {
        if (!value.isEmpty()) {
            script.append("      ")
                    .append(name)
                    .append('=')
                    .append(ShellWord.quoted(value))
                    .append('\n');
        }
    }
}

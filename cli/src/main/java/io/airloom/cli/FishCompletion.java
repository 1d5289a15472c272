package io.airloom.cli;

import io.airloom.cli.CommandModel.Kind;
import io.airloom.cli.CommandModel.Option;
import io.airloom.cli.CommandModel.Parameter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Completion for fish: a `complete` for each command and option, each of which counts after its
/// command's words only.
final class FishCompletion {
    private FishCompletion() {}

    static String of(CommandModel program) {
        StringBuilder script = new StringBuilder();
        script.append("# fish completion for airloom; made by: airloom completion fish\n");
        script.append("function __airloom_at\n    set -l command airloom\n");
        script.append("    for word in (commandline -opc)[2..-1]\n");
        script.append("        switch \"$command $word\"\n            case ");
        script.append(
                program.all()
                        .skip(1)
                        .map(command -> quoted(command.name()))
                        .collect(Collectors.joining(" ")));
        script.append("\n                set command \"$command $word\"\n        end\n    end\n");
        script.append("    test \"$command\" = \"$argv\"\nend\n");
        script.append("complete -c airloom -f\n");
        program.all().forEach(command -> lines(command, script));
        return script.toString();
    }

    private static void lines(CommandModel command, StringBuilder script) {
        String start = "complete -c airloom -n '__airloom_at " + command.name() + "'";
        for (CommandModel below : command.commands()) {
            script.append(start).append(" -a ").append(quoted(below.words().getLast()));
            script.append(" -d ").append(quoted(ManualPages.firstSentence(below))).append('\n');
        }
        for (Parameter parameter : command.parameters()) {
            if (parameter.kind() == Kind.FILE) {
                script.append(start).append(" -F\n");
            } else if (!parameter.candidates().isEmpty()) {
                script.append(start).append(words(parameter.candidates())).append('\n');
            }
        }
        Stream.concat(command.options().stream(), command.commonOptions().stream())
                .forEach(option -> script.append(start).append(option(option)).append('\n'));
    }

    private static String option(Option option) {
        String names =
                option.names().stream()
                        .map(name ->
                                name.startsWith("--")
                                        ? " -l " + name.substring(2)
                                        : " -s " + name.substring(1))
                        .collect(Collectors.joining());
        String value =
                switch (option.kind()) {
                    case NONE -> "";
                    case FILE -> " -r -F";
                    case TEXT -> " -x" + words(option.candidates());
                };
        return names + value + " -d " + quoted(option.description());
    }

    private static String words(List<String> candidates) {
        return candidates.isEmpty() ? "" : " -a " + quoted(String.join(" ", candidates));
    }

    private static String quoted(String word) {
        return "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}

package io.airloom.cli;

import io.airloom.agent.AgentProgram;
import io.airloom.cli.CommandModel.Kind;
import io.airloom.cli.CommandModel.Note;
import io.airloom.cli.CommandModel.Option;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The agent's command line as data. Its room has no picocli, and reads its options by itself; what
/// it says of them has the layout of `--help` and is read from there.
final class AgentHelp {
    private static final Pattern OPTION =
            Pattern.compile(" {2}(-[-a-z]+(?:, -[-a-z]+)*)(?: ([A-Z]+|[a-z]+))?(?: {2,}(.*))?");
    private static final Pattern CONTINUED = Pattern.compile(" {8,}(.*)");

    private AgentHelp() {}

    static CommandModel model(List<String> words) {
        String[] blocks = AgentProgram.help().split("\n\n");
        String synopsis = blocks[0].replaceFirst("^Usage: ", "").replaceAll("\\s+", " ");
        List<String> description = new ArrayList<>();
        List<Option> options = new ArrayList<>();
        List<Note> notes = new ArrayList<>();
        for (String block : Arrays.asList(blocks).subList(1, blocks.length)) {
            List<String> lines = block.lines().toList();
            if (OPTION.matcher(lines.getFirst()).matches()) {
                options.addAll(options(lines, synopsis));
            } else if (options.isEmpty()) {
                description.add(block.replaceAll("\\s+", " ").strip());
            } else {
                notes.addAll(CommandModel.notes(lines));
            }
        }
        return new CommandModel(
                words, description, synopsis, List.of(), options, List.of(), notes, List.of());
    }

    private static List<Option> options(List<String> lines, String synopsis) {
        List<Option> options = new ArrayList<>();
        for (String line : lines) {
            Matcher start = OPTION.matcher(line);
            Matcher more = CONTINUED.matcher(line);
            if (start.matches()) {
                String label = start.group(2) == null ? "" : start.group(2);
                String text = start.group(3) == null ? "" : start.group(3);
                options.add(
                        new Option(
                                List.of(start.group(1).split(", ")),
                                label,
                                text,
                                label.isEmpty() ? Kind.NONE : kind(label),
                                label.matches("[a-z]+") ? List.of(label) : List.of(),
                                false,
                                synopsis.contains(start.group(1) + " " + label + "]...")));
            } else if (more.matches() && !options.isEmpty()) {
                Option last = options.removeLast();
                String text = joined(last.description(), more.group(1));
                options.add(last.withDescription(text.strip()));
            }
        }
        return options;
    }

    /// Lines of a list in two columns become parts of a sentence.
    private static String joined(String before, String line) {
        String part = line.replaceFirst(" {2,}", " – ");
        boolean listed = !part.equals(line) && !before.endsWith(":");
        return before + (listed ? "; " : " ") + part;
    }

    private static Kind kind(String label) {
        return label.equals("FILE") ? Kind.FILE : Kind.TEXT;
    }
}

package io.airloom.cli;

import io.airloom.cli.CommandModel.Note;
import io.airloom.cli.CommandModel.Option;
import io.airloom.cli.CommandModel.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The manual pages of all commands, in section 1: `airloom.1`, `airloom-lab-run.1`. The language
/// is man(7)'s roff, for groff and mandoc.
final class ManualPages {
    private final CommandModel command;
    private final String version;
    private final StringBuilder text = new StringBuilder();

    private ManualPages(CommandModel command, String version) {
        this.command = command;
        this.version = version;
    }

    /// Writes them into a folder; run by `dist/archive.sh`.
    ///
    /// @param args the folder
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        String version = Version.number();
        for (CommandModel command : CommandModel.ofProgram().all().toList()) {
            Files.writeString(folder.resolve(name(command) + ".1"), page(command, version));
        }
    }

    /// A command's page.
    static String page(CommandModel command, String version) {
        return new ManualPages(command, version).page();
    }

    private static String name(CommandModel command) {
        return String.join("-", command.words());
    }

    private String page() {
        String name = name(command);
        line(
                ".TH "
                        + name.toUpperCase(Locale.ROOT).replace("-", "\\-")
                        + " 1 \"\" \"Airloom "
                        + escape(version)
                        + "\" \"Airloom\"");
        line(".ad l");
        section("name");
        line(escape(name) + " \\- " + escape(firstSentence(command)));
        section("synopsis");
        line(".nh");
        synopsis();
        line(".hy");
        section("description");
        paragraphs(command.description());
        commands();
        parameters();
        options(command.words().size() == 1 ? "options" : "options of its own", command.options());
        options("common options", command.commonOptions());
        command.notes().forEach(this::note);
        seeAlso();
        return text.toString();
    }

    private void synopsis() {
        String rest = command.synopsis().substring(command.name().length()).strip();
        line("\\fB" + escape(command.name()) + "\\fR " + escape(rest));
    }

    private void commands() {
        if (!command.commands().isEmpty()) {
            section("commands");
            for (CommandModel below : command.commands()) {
                item("\\fB" + escape(below.words().getLast()) + "\\fR", firstSentence(below));
            }
        }
    }

    private void parameters() {
        if (!command.parameters().isEmpty()) {
            section("arguments");
            for (Parameter parameter : command.parameters()) {
                String more = parameter.repeatable() ? " ..." : "";
                item("\\fI" + escape(parameter.label() + more) + "\\fR", parameter.description());
            }
        }
    }

    private void options(String title, List<Option> options) {
        if (!options.isEmpty()) {
            section(title);
            for (Option option : options) {
                String names =
                        option.names().stream()
                                .map(name -> "\\fB" + escape(name) + "\\fR")
                                .collect(Collectors.joining(", "));
                String value =
                        option.label().isEmpty() ? "" : " \\fI" + escape(option.label()) + "\\fR";
                item(names + value, option.description());
            }
        }
    }

    private void note(Note note) {
        if (note.title().isEmpty()) {
            section(note.lines().getFirst().startsWith("Exit codes") ? "exit status" : "notes");
            line(escape(String.join(" ", note.lines())));
            return;
        }
        section(note.title());
        line(".nf");
        note.lines().forEach(each -> line(escape(each)));
        line(".fi");
    }

    private void seeAlso() {
        section("see also");
        String above =
                command.words().size() == 1
                        ? ""
                        : reference(command.words().subList(0, command.words().size() - 1)) + ", ";
        String below =
                command.commands().stream()
                        .map(CommandModel::words)
                        .map(words -> reference(words) + ", ")
                        .collect(Collectors.joining());
        line(above + below + "/usr/share/doc/airloom");
    }

    private static String reference(List<String> words) {
        return "\\fB" + escape(String.join("-", words)) + "\\fR(1)";
    }

    private void section(String title) {
        line(".SH " + escape(title.toUpperCase(Locale.ROOT)));
    }

    private void item(String term, String description) {
        line(".TP");
        line(term);
        line(escape(description));
    }

    private void paragraphs(List<String> paragraphs) {
        String glue = "";
        for (String paragraph : paragraphs) {
            if (!glue.isEmpty()) {
                line(glue);
            }
            line(escape(paragraph));
            glue = ".PP";
        }
    }

    private void line(String roff) {
        text.append(roff).append('\n');
    }

    /// What a command does, without the full stop.
    static String firstSentence(CommandModel command) {
        String all = command.description().getFirst();
        int end = all.indexOf(". ");
        String first = end < 0 ? all : all.substring(0, end);
        return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    }

    /// A line of text: backslashes and hyphens are themselves, and no line is a request.
    static String escape(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("~", "\\(ti");
        escaped = escaped.replace("^", "\\(ha").replace("`", "\\(ga").replace("'", "\\(aq");
        return escaped.startsWith(".") ? "\\&" + escaped : escaped;
    }
}

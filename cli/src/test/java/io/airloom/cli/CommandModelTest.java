package io.airloom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.airloom.cli.CommandModel.Example;
import io.airloom.cli.CommandModel.Kind;
import io.airloom.cli.CommandModel.Note;
import io.airloom.cli.CommandModel.Option;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// Goal: what is made of the command model says what `--help` says. Method: the program's own.
class CommandModelTest {
    private static final CommandModel PROGRAM = CommandModel.ofProgram();

    @Test
    void hasEveryCommandWithADescriptionASynopsisAndAnExample() {
        List<CommandModel> all = PROGRAM.all().toList();
        assertThat(all).hasSizeGreaterThan(25);
        for (CommandModel command : all) {
            assertThat(command.description()).as(command.name()).isNotEmpty();
            assertThat(command.synopsis()).startsWith(command.name()).doesNotContain("\n");
            assertThat(command.examples()).as(command.name()).isNotEmpty();
        }
    }

    @Test
    void hasPlainTextsOnly() {
        PROGRAM.all()
                .flatMap(command -> command.options().stream().map(Option::description))
                .forEach(text ->
                        assertThat(text)
                                .isNotBlank()
                                .doesNotContain("${")
                                .doesNotContain("@|")
                                .doesNotContain("\u001b"));
    }

    /// Picocli formats what it shows: a single percent sign is a warning on the user's terminal.
    @Test
    void isWrittenAsPicocliFormatsIt() {
        Terminal terminal =
                new Terminal(
                        new PrintStream(OutputStream.nullOutputStream()),
                        new PrintStream(OutputStream.nullOutputStream()),
                        false,
                        false,
                        100,
                        false);
        List<CommandLine> commands = new ArrayList<>();
        commands.add(Airloom.commandLine(terminal));
        for (int i = 0; i < commands.size(); i++) {
            commands.addAll(commands.get(i).getSubcommands().values());
            CommandLine.Model.CommandSpec spec = commands.get(i).getCommandSpec();
            Stream<String[]> texts =
                    Stream.concat(
                            Stream.of(
                                    spec.usageMessage().description(),
                                    spec.usageMessage().footer()),
                            spec.args().stream().map(CommandLine.Model.ArgSpec::description));
            texts.flatMap(Stream::of)
                    .forEach(text ->
                            assertThatCode(() -> new Formatter(Locale.ROOT).format(text))
                                    .as("%s: %s", spec.qualifiedName(), text)
                                    .doesNotThrowAnyException());
        }
        assertThat(commands).hasSizeGreaterThan(25);
    }

    @Test
    void knowsWhatAnOptionTakes() {
        CommandModel run = command("airloom lab run");

        assertThat(option(run, "--engine").candidates()).containsExactly("qemu", "uml");
        assertThat(option(run, "--accelerator").candidates()).containsExactly("auto", "kvm", "tcg");
        assertThat(option(run, "--capture").kind()).isEqualTo(Kind.FILE);
        assertThat(option(run, "--capture").label()).isEqualTo("FILE");
        assertThat(option(run, "--set").repeatable()).isTrue();
        assertThat(run.parameters().getFirst().kind()).isEqualTo(Kind.FILE);
        assertThat(run.parameters().getFirst().required()).isTrue();
        assertThat(run.commonOptions())
                .extracting(option -> option.names().getLast())
                .contains("--help", "--quiet", "--verbose", "--no-color");
    }

    @Test
    void readsTheAgentsOwnHelp() {
        CommandModel agent = command("airloom agent");

        assertThat(agent.synopsis()).startsWith("airloom agent [--to ADDRESS]... [--name NAME]");
        assertThat(agent.options())
                .extracting(option -> option.names().getLast())
                .containsExactly(
                        "--to",
                        "--name",
                        "--radios",
                        "--secret",
                        "--netns",
                        "--once",
                        "--quiet",
                        "--help",
                        "--speak");
        assertThat(option(agent, "--to").repeatable()).isTrue();
        assertThat(option(agent, "--name").repeatable()).isFalse();
        assertThat(option(agent, "--secret").kind()).isEqualTo(Kind.FILE);
        assertThat(option(agent, "--speak").candidates()).containsExactly("vwifi");
        assertThat(option(agent, "--to").description())
                .startsWith("where the air is; several are tried in turn:")
                .endsWith("/dev/virtio-ports/io.airloom.agent.");
    }

    @Test
    void takesFootersApart() {
        List<Note> notes =
                CommandModel.notes(
                        List.of("", "Examples:", "  airloom x   does x", "", "Exit codes: 0."));

        assertThat(notes)
                .containsExactly(
                        new Note("Examples", List.of("airloom x   does x")),
                        new Note("", List.of("Exit codes: 0.")));
        assertThat(PROGRAM.examples())
                .contains(new Example("airloom doctor", "what this machine has and lacks"));
    }

    private static CommandModel command(String name) {
        return PROGRAM.all()
                .filter(command -> command.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Option option(CommandModel command, String name) {
        return command.options().stream()
                .filter(option -> option.names().contains(name))
                .findFirst()
                .orElseThrow();
    }
}

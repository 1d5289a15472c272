package io.airloom.cli;

import io.airloom.lab.RunningLab;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Ends a lab.
@Command(
        name = "down",
        description =
                "End a running lab, as Ctrl-C at its own terminal does, and wait until it has.",
        footer = {
            "",
            "Examples:",
            "  ${COMMAND-FULL-NAME}                   the one that runs",
            "  ${COMMAND-FULL-NAME} two-stations"
        })
final class DownCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private final LabChoice choice = new LabChoice();

    @Parameters(
            arity = "0..1",
            paramLabel = "LAB",
            description = "Its name, or the number of its process, as with --lab.")
    private @Nullable String name;

    DownCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        RunningLab lab = choice.find(name);
        lab.down();
        terminal.note("  " + lab.name() + " is down");
        return ExitCode.OK.number();
    }
}

package io.airloom.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/// Completion of our command lines in the person's shell.
@Command(
        name = "completion",
        description = "Print a script that completes airloom's command lines in bash and zsh.",
        footer = {
            "",
            "Examples:",
            "  source <(airloom completion)                                           now",
            "  airloom completion > ~/.local/share/bash-completion/completions/airloom   for ever"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Terminal terminal;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().print(AutoComplete.bash("airloom", Airloom.commandLine(terminal)));
        terminal.out().flush();
        return ExitCode.OK.number();
    }
}

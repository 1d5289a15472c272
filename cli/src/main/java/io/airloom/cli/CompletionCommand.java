package io.airloom.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Completion of our command lines in the person's shell.
@Command(
        name = "completion",
        description = "Print a script that completes airloom's command lines in bash, zsh or fish.",
        footer = {
            "",
            "Examples:",
            "  source <(airloom completion bash)     now",
            "  airloom completion bash > ~/.local/share/bash-completion/completions/airloom     for ever",
            "  airloom completion zsh > ~/.zfunc/_airloom     with fpath+=~/.zfunc before compinit",
            "  airloom completion fish > ~/.config/fish/completions/airloom.fish"
        })
final class CompletionCommand implements Callable<Integer> {
    /// Shells that we know.
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    private final Terminal terminal;

    @Parameters(
            arity = "0..1",
            paramLabel = "SHELL",
            description = "bash, zsh or fish (default: what SHELL in the environment says).")
    private @Nullable Shell shell;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        CommandModel program = CommandModel.ofProgram();
        String script =
                switch (shell == null ? ofEnvironment() : shell) {
                    case BASH -> BashCompletion.of(program);
                    case ZSH -> ZshCompletion.of(program);
                    case FISH -> FishCompletion.of(program);
                };
        terminal.out().print(script);
        terminal.out().flush();
        return ExitCode.OK.number();
    }

    private static Shell ofEnvironment() {
        String path = String.valueOf(System.getenv("SHELL"));
        String name = path.substring(path.lastIndexOf('/') + 1).toUpperCase(Locale.ROOT);
        return name.equals("ZSH") ? Shell.ZSH : name.equals("FISH") ? Shell.FISH : Shell.BASH;
    }
}

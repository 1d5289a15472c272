package io.airloom.cli;

import io.airloom.agent.AgentProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/// Hands over to the agent, which reads its own options: in a guest it runs without this room.
@Command(
        name = AgentCommand.NAME,
        description =
                "Carry the frames of this machine's radios to an air, from inside a guest without a"
                        + " virtio radio.",
        footer = {"", "Examples:", "  airloom agent --radios 1", "  airloom agent --help"})
final class AgentCommand implements Callable<Integer> {
    static final String NAME = "agent";

    private final Terminal terminal;

    @Unmatched private List<String> words = new ArrayList<>();

    AgentCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return run(terminal, words);
    }

    /// Runs it with these options, its `--help` among them.
    static int run(Terminal terminal, List<String> words) {
        try {
            return AgentProgram.run(terminal.out(), terminal.err(), words.toArray(String[]::new));
        } finally {
            terminal.out().flush();
            terminal.err().flush();
        }
    }
}

package io.airloom.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// A node's serial console.
@Command(
        name = "console",
        description = "Talk to a node's serial console. Ctrl-] leaves it.",
        footer = {"", "Example:", "  ${COMMAND-FULL-NAME} sta1"})
final class ConsoleCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private final LabChoice choice = new LabChoice();

    @Parameters(paramLabel = "NODE", description = "The node.")
    private String node = "";

    ConsoleCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new SerialConsole(terminal).run(choice.withNode(node).console(node)).number();
    }
}

package io.airloom.cli;

import io.airloom.lab.RunningLab;
import io.airloom.machine.ExecEnd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A command in a node.
@Command(
        name = "exec",
        description = {
            "Run a command in a node of a running lab, and show what it writes as it comes: standard"
                    + " output and standard error apart, and octet for octet where they are no"
                    + " terminals.",
            "Ends with the command's own exit code: 127 if there is no such program, 126 if it cannot be"
                    + " executed, 128 + n if signal n ended it, 124 if it ran out of time; 3 if the"
                    + " node cannot be asked. With this command, as by Ctrl-C, that in the node ends,"
                    + " too."
        },
        footer = {
            "",
            "Examples:",
            "  ${COMMAND-FULL-NAME} sta1 -- ping -c 3 ap1",
            "  ${COMMAND-FULL-NAME} sta1 -- sh -c 'iw dev wlan0 link; ip addr'",
            "  ${COMMAND-FULL-NAME} --stdin ap1 -- tee /etc/motd < motd",
            "  ${COMMAND-FULL-NAME} ap1 -- tail -f /run/airloom/hostapd.log | grep STA",
            "  ${COMMAND-FULL-NAME} ap1 -- tar -c /etc > etc.tar"
        })
final class ExecCommand implements Callable<Integer> {
    private static final int MAX_INPUT = 4 << 20;

    /// As of a program that SIGPIPE ended.
    private static final int READER_HAS_GONE = 141;

    private final Terminal terminal;

    @Mixin private final LabChoice choice = new LabChoice();

    @Option(names = "--stdin", description = "Hand our standard input to the command.")
    private boolean withInput;

    @Option(
            names = "--within",
            paramLabel = "SECONDS",
            defaultValue = "3600",
            description = "Kill it after so long (default: ${DEFAULT-VALUE}).")
    private int withinSeconds;

    @Parameters(index = "0", paramLabel = "NODE", description = "The node.")
    private String node = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "COMMAND",
            description = "Program and arguments, after --.")
    private List<String> command = List.of();

    ExecCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (withinSeconds < 1) {
            throw new UsageException("--within must be at least 1, not " + withinSeconds);
        }
        List<String> line = new ArrayList<>(command);
        if (line.size() > 1 && line.getFirst().equals("--")) {
            line.removeFirst();
        }
        RunningLab lab = choice.withNode(node);
        byte[] input = withInput ? readInput() : new byte[0];
        ShownOutput shown = new ShownOutput(terminal);
        try {
            ExecEnd end = lab.exec(node, line, input, Duration.ofSeconds(withinSeconds), shown);
            return end.exitCode();
        } catch (UncheckedIOException e) {
            return READER_HAS_GONE;
        } finally {
            shown.end();
        }
    }

    private static byte[] readInput() {
        try {
            return System.in.readNBytes(MAX_INPUT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.machine.ExecResult;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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
            "Run a command in a node of a running lab.",
            "Ends with the command's own exit code; 124 if it ran out of time. With this command, as by"
                    + " Ctrl-C, that in the node ends, too."
        },
        footer = {
            "",
            "Examples:",
            "  ${COMMAND-FULL-NAME} sta1 -- ping -c 3 ap1",
            "  ${COMMAND-FULL-NAME} sta1 -- sh -c 'iw dev wlan0 link; ip addr'",
            "  ${COMMAND-FULL-NAME} --stdin ap1 -- tee /etc/motd < motd"
        })
final class ExecCommand implements Callable<Integer> {
    private static final int MAX_INPUT = 4 << 20;

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
        var lab = choice.withNode(node);
        byte[] input = withInput ? readInput() : new byte[0];
        return print(terminal, lab.exec(node, line, input, Duration.ofSeconds(withinSeconds)));
    }

    private static byte[] readInput() {
        try {
            return System.in.readNBytes(MAX_INPUT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Shows what a command in a node wrote.
    ///
    /// @return its exit code
    static int print(Terminal terminal, ExecResult result) {
        return print(terminal, result, 0);
    }

    /// Shows the rest of it.
    ///
    /// @param shown how many octets of its standard output were shown already
    static int print(Terminal terminal, ExecResult result, int shown) {
        byte[] out = result.stdoutBytes();
        byte[] rest = Arrays.copyOfRange(out, Math.min(shown, out.length), out.length);
        pass(terminal.out(), rest, terminal.isOutTerminal());
        pass(terminal.err(), result.stderrBytes(), terminal.isErrTerminal());
        return result.exitCode();
    }

    /// To a file as it is; to a terminal without what would move its cursor.
    static void pass(PrintStream stream, byte[] octets, boolean toTerminal) {
        if (toTerminal) {
            stream.print(Printable.lines(new String(octets, StandardCharsets.UTF_8)));
        } else {
            stream.write(octets, 0, octets.length);
        }
        stream.flush();
    }
}

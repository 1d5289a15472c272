package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.lab.NodeLog;
import io.airloom.lab.RunningLab;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What a node's daemon, its console, or any file of it says.
@Command(
        name = "log",
        description = {
            "Show the log of a node's daemon (hostapd, wpa_supplicant), its console, or any file in it;"
                    + " without a node, the daemons' logs of all nodes.",
            "With -f, go on with what is added, until Ctrl-C."
        },
        footer = {
            "",
            "Examples:",
            "  ${COMMAND-FULL-NAME} sta1",
            "  ${COMMAND-FULL-NAME} -f                     all nodes in one, a colour for each",
            "  ${COMMAND-FULL-NAME} sta1 console",
            "  ${COMMAND-FULL-NAME} -f -n 0 ap1 /run/airloom/hostapd.log"
        })
final class LogCommand implements Callable<Integer> {
    private static final long PAUSE_MILLIS = 300;
    private static final int MAX_LINES = 10_000;

    private final Terminal terminal;

    @Mixin private final LabChoice choice = new LabChoice();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is added.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "100",
            description = "How many lines of what is there already (default: ${DEFAULT-VALUE}).")
    private int lines;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NODE", description = "The node.")
    private @Nullable String node;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "console, or a file's path in the node (default: its daemon's log).")
    private @Nullable String file;

    /// One node's part of what is shown.
    private record Part(int number, String name, NodeLog log) {}

    LogCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (lines < 0 || lines > MAX_LINES) {
            throw new UsageException("--lines must be 0 to " + MAX_LINES + ", not " + lines);
        }
        List<Part> parts = parts();
        int width = parts.stream().mapToInt(part -> part.name().length()).max().orElse(0);
        for (Part part : parts) {
            print(part, width, parts.size() > 1, part.log().last(lines));
        }
        while (follow && !terminal.isOutClosed()) {
            for (Part part : parts) {
                print(part, width, parts.size() > 1, part.log().more());
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return ExitCode.OK.number();
    }

    private List<Part> parts() {
        String wanted = node;
        if (wanted != null) {
            RunningLab lab = choice.withNode(wanted);
            int number = LabChoice.nodes(lab).indexOf(wanted);
            return List.of(new Part(number, wanted, log(lab, wanted)));
        }
        RunningLab lab = choice.find(null);
        List<Part> parts = new ArrayList<>();
        for (RunningLab.Node each : lab.nodes()) {
            if (each.alive() && NodeLog.hasDaemon(each)) {
                parts.add(new Part(lab.nodes().indexOf(each), each.name(), log(lab, each.name())));
            }
        }
        return parts;
    }

    private NodeLog log(RunningLab lab, String name) {
        try {
            return NodeLog.of(lab, name, file);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private void print(Part part, int width, boolean named, List<String> text) {
        Paint paint = terminal.paint();
        String padded = part.name() + " ".repeat(width - part.name().length());
        for (String line : text) {
            String shown = Printable.line(line);
            terminal.print(named ? paint.node(part.number(), padded) + "  " + shown : shown);
        }
    }
}

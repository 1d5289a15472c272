package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.lab.ExecResult;
import io.airloom.lab.LabOptions;
import io.airloom.lab.NodeFile;
import io.airloom.lab.NodeSpec;
import io.airloom.lab.Rendering;
import io.airloom.lab.RunningLab;
import io.airloom.lab.Topology;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Labs from topology files, and a look into running ones.
@Command(
        name = "lab",
        description = "Run labs that a topology file describes (docs/topology.md).",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {LabRunCommand.class, LabTestCommand.class},
        footer = {
            "",
            "Examples:",
            "  airloom lab run examples/roaming.yaml",
            "  airloom lab test examples",
            "  airloom lab up examples/two-stations.yaml      (then, in another terminal:)",
            "  airloom lab exec sta1 -- ping -c 3 172.16.16.1"
        })
final class LabCommand {
    private static final long MAX_VSOCK_PORT = 0xffff_ffffL;

    private final Terminal terminal;

    LabCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "up",
            description =
                    "Boot a lab and keep it until Ctrl-C. Its steps are not done: you are the steps.",
            footer = {
                "",
                "Examples:",
                "  airloom lab up examples/two-stations.yaml",
                "  airloom lab exec sta1 -- wpa_cli -i wlan0 status        (in another terminal)",
                "  airloom lab up --tmux --engine uml examples/two-stations.yaml"
            })
    int up(
            @Mixin TopologyFile file,
            @Mixin MachineOptions machines,
            @Option(
                            names = "--tmux",
                            description =
                                    "Show it in tmux: each node's console, the frames, and a shell."
                                            + " Ctrl-Q ends it all (docs/terminal.md).")
                    boolean inTmux,
            @Option(
                            names = "--capture",
                            paramLabel = "FILE",
                            description = "Record all frames in FILE (pcapng).")
                    @Nullable Path capture) {
        machines.check();
        OutputFiles.check("--capture", capture);
        Topology topology = file.parse();
        if (inTmux) {
            TmuxWindow.check(terminal);
        }
        return new LabRun(terminal, topology, machines, null, capture, false)
                .run((lab, interruption) -> {
                    if (inTmux) {
                        TmuxWindow.show(terminal, lab);
                        return;
                    }
                    explainUp(topology);
                    interruption.await();
                })
                .number();
    }

    private void explainUp(Topology topology) {
        Paint paint = terminal.paint();
        String node = topology.nodes().getLast().name();
        terminal.print("  " + paint.bold(topology.name()) + " is up:");
        for (NodeSpec spec : topology.nodes()) {
            terminal.print(
                    String.format(
                            Locale.ROOT,
                            "    %-12s %-8s %-20s %s",
                            spec.name(),
                            spec.role().word(),
                            spec.address() == null ? "" : spec.address(),
                            spec.macAddress()));
        }
        terminal.print("  In another terminal:");
        terminal.print("    airloom lab exec " + node + " -- iw dev wlan0 link");
        terminal.print("    airloom lab console " + node);
        terminal.print("  Ctrl-C ends it.");
    }

    @Command(
            name = "render",
            description = {
                "Show every file that each node gets: its set-up, its daemons' configuration,",
                "its own files with all templates filled in. Nothing is run."
            },
            footer = {
                "",
                "Examples:",
                "  airloom lab render examples/wpa2-psk.yaml",
                "  airloom lab render --node sta1 examples/wpa2-psk.yaml",
                "  airloom lab render --out files examples/wpa2-psk.yaml"
            })
    int render(
            @Mixin TopologyFile file,
            @Option(names = "--node", paramLabel = "NAME", description = "Only this node's files.")
                    @Nullable String node,
            @Option(
                            names = "--out",
                            paramLabel = "FOLDER",
                            description =
                                    "Write them to FOLDER/NODE/…, a folder that is empty or new.")
                    @Nullable Path out) {
        Topology topology = file.parse();
        List<String> names = topology.nodes().stream().map(NodeSpec::name).toList();
        if (node != null && !names.contains(node)) {
            throw new UsageException(
                    "there is no node " + Printable.quoted(node) + Suggestion.after(node, names));
        }
        LabOptions options = LabOptions.standard().withProgram(OwnProgram.command());
        for (NodeSpec spec : topology.nodes()) {
            if (node != null && !node.equals(spec.name())) {
                continue;
            }
            SortedMap<String, NodeFile> files = Rendering.of(spec, topology, options);
            if (out == null) {
                files.forEach((path, content) -> show(spec.name(), path, content));
            } else {
                Rendering.write(files, out.resolve(spec.name()));
                terminal.note("  %s: %d files".formatted(spec.name(), files.size()));
            }
        }
        return ExitCode.OK.number();
    }

    private void show(String node, String path, NodeFile file) {
        byte[] content = file.content();
        terminal.print(terminal.paint().bold("== %s %s (%04o)".formatted(node, path, file.mode())));
        String text = new String(content, StandardCharsets.UTF_8);
        if (Arrays.equals(text.getBytes(StandardCharsets.UTF_8), content)) {
            terminal.print(Printable.lines(text.stripTrailing()));
        } else {
            terminal.print("(%,d octets that are no text)".formatted(content.length));
        }
        terminal.print("");
    }

    @Command(
            name = "ps",
            description = "List the labs of yours that run, and their nodes.",
            footer = {"", "Example:", "  airloom lab ps"})
    int ps() {
        List<RunningLab> labs = RunningLab.all();
        if (labs.isEmpty()) {
            terminal.note("no lab runs; start one with airloom lab up FILE");
            return ExitCode.OK.number();
        }
        terminal.print(row("LAB", "PROCESS", "NODE", "ENGINE", "ROLE", "ADDRESS", "MAC", "STATE"));
        for (RunningLab lab : labs) {
            if (lab.mediumPid() != lab.pid()) {
                String process = String.valueOf(lab.mediumPid());
                terminal.print(row(lab.name(), process, "(medium)", "-", "-", "-", "-", "up"));
            }
            for (RunningLab.Node node : lab.nodes()) {
                terminal.print(
                        row(
                                lab.name(),
                                String.valueOf(lab.pid()),
                                node.name(),
                                node.engine(),
                                node.role(),
                                node.address().isEmpty() ? "-" : node.address(),
                                node.mac(),
                                node.alive() ? "up" : "down"));
            }
        }
        return ExitCode.OK.number();
    }

    private static String row(Object... cells) {
        return Printable.line(
                String.format(Locale.ROOT, "%-16s %-9s %-12s %-7s %-8s %-20s %-18s %s", cells));
    }

    @Command(
            name = "exec",
            description = {
                "Run a command in a node of a running lab.",
                "Ends with the command's own exit code; 124 if it ran out of time."
            },
            footer = {
                "",
                "Examples:",
                "  airloom lab exec sta1 -- ping -c 3 172.16.16.1",
                "  airloom lab exec sta1 -- sh -c 'iw dev wlan0 link; ip addr'",
                "  airloom lab exec --stdin ap1 -- tee /etc/motd < motd"
            })
    int exec(
            @Option(
                            names = "--lab",
                            paramLabel = "NAME",
                            description = "Which lab, if several run that have such a node.")
                    @Nullable String labName,
            @Option(names = "--stdin", description = "Hand our standard input to the command.")
                    boolean withInput,
            @Option(
                            names = "--within",
                            paramLabel = "SECONDS",
                            defaultValue = "3600",
                            description = "Kill it after so long (default: ${DEFAULT-VALUE}).")
                    int withinSeconds,
            @Parameters(index = "0", paramLabel = "NODE", description = "The node.") String node,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "COMMAND",
                            description = "Program and arguments, after --.")
                    List<String> command) {
        if (withinSeconds < 1) {
            throw new UsageException("--within must be at least 1, not " + withinSeconds);
        }
        RunningLab lab = RunningLabs.withNode(node, labName);
        List<String> line = new ArrayList<>(command);
        if (line.size() > 1 && line.getFirst().equals("--")) {
            line.removeFirst();
        }
        byte[] input = withInput ? readInput() : new byte[0];
        ExecResult result = lab.exec(node, line, input, Duration.ofSeconds(withinSeconds));
        pass(terminal.out(), result.stdoutBytes(), terminal.isOutTerminal());
        pass(terminal.err(), result.stderrBytes(), terminal.isErrTerminal());
        return result.exitCode();
    }

    private static byte[] readInput() {
        try {
            return System.in.readNBytes(4 << 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// To a file as it is; to a terminal without what would move its cursor.
    private static void pass(PrintStream stream, byte[] octets, boolean toTerminal) {
        if (toTerminal) {
            stream.print(Printable.lines(new String(octets, StandardCharsets.UTF_8)));
        } else {
            stream.write(octets, 0, octets.length);
        }
        stream.flush();
    }

    @Command(
            name = "kill",
            description = {
                "End a node's machine at once, as if its power cord was pulled. The others go on.",
                "airloom lab restart NODE starts it again."
            },
            footer = {"", "Example:", "  airloom lab kill sta1"})
    int kill(
            @Option(
                            names = "--lab",
                            paramLabel = "NAME",
                            description = "Which lab, if several run that have such a node.")
                    @Nullable String labName,
            @Parameters(paramLabel = "NODE", description = "The node.") String node) {
        if (!RunningLabs.withNode(node, labName).kill(node)) {
            terminal.note("  it was down already");
        }
        return ExitCode.OK.number();
    }

    @Command(
            name = "restart",
            description = "Start a node's machine anew, and wait until it is up. The others go on.",
            footer = {"", "Example:", "  airloom lab restart sta1"})
    int restart(
            @Option(
                            names = "--lab",
                            paramLabel = "NAME",
                            description = "Which lab, if several run that have such a node.")
                    @Nullable String labName,
            @Parameters(paramLabel = "NODE", description = "The node.") String node) {
        RunningLabs.withNode(node, labName).restart(node);
        return ExitCode.OK.number();
    }

    @Command(
            name = "vsock",
            description =
                    "Connect standard input and output to a vsock port of a node (a program there"
                            + " listens: socat VSOCK-LISTEN:80,fork -).",
            footer = {"", "Example:", "  airloom lab vsock bob 80"})
    int vsock(
            @Option(
                            names = "--lab",
                            paramLabel = "NAME",
                            description = "Which lab, if several run that have such a node.")
                    @Nullable String labName,
            @Parameters(paramLabel = "NODE", description = "The node.") String node,
            @Parameters(paramLabel = "PORT", description = "Its port.") long port) {
        if (port < 0 || port > MAX_VSOCK_PORT) {
            throw new UsageException("PORT must be 0 to " + MAX_VSOCK_PORT + ", not " + port);
        }
        Path door = RunningLabs.withNode(node, labName).vsockDoor(node);
        VsockPipe.run(door, port, System.in, terminal.out());
        return ExitCode.OK.number();
    }

    @Command(
            name = "console",
            description = "Talk to a node's serial console. Ctrl-] leaves it.",
            footer = {"", "Example:", "  airloom lab console sta1"})
    int console(
            @Option(
                            names = "--lab",
                            paramLabel = "NAME",
                            description = "Which lab, if several run that have such a node.")
                    @Nullable String labName,
            @Parameters(paramLabel = "NODE", description = "The node.") String node) {
        return new SerialConsole(terminal)
                .run(RunningLabs.withNode(node, labName).console(node))
                .number();
    }
}

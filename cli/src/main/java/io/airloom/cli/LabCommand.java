package io.airloom.cli;

import io.airloom.capture.FrameFilter;
import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.topology.NodeFile;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.Rendering;
import io.airloom.topology.Topology;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
        // From PsCommand on: other names of the commands that act on a lab that runs.
        subcommands = {
            LabRunCommand.class,
            LabTestCommand.class,
            PsCommand.class,
            ExecCommand.class,
            PingCommand.class,
            SetCommand.class,
            FramesCommand.class,
            CaptureCommand.class,
            LogCommand.class,
            ConsoleCommand.class,
            StatsCommand.class,
            DownCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  airloom lab run examples/roaming.yaml",
            "  airloom lab test examples",
            "  airloom lab up examples/two-stations.yaml      (then, in another terminal:)",
            "  airloom ping sta1 ap1"
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
                "  airloom exec sta1 -- wpa_cli -i wlan0 status        (in another terminal)",
                "  airloom lab up --tmux --engine uml examples/two-stations.yaml"
            })
    int up(
            @Mixin TopologyFile file,
            @Mixin MachineOptions machines,
            @Mixin FilterOption filter,
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
        filter.filter();
        Topology topology = file.parse();
        FrameFilter wanted = filter.filter(topology.nodeNames());
        if (inTmux) {
            TmuxWindow.check(terminal);
        }
        // In tmux the frames have a pane, and are not printed.
        FrameFilter printed = inTmux ? FrameFilter.ALL : wanted;
        LabRun run = new LabRun(terminal, topology, machines, null, capture, false, printed);
        ExitCode code =
                run.run((lab, interruption) -> {
                    if (inTmux) {
                        TmuxWindow.show(terminal, lab, wanted);
                        return;
                    }
                    explainUp(topology);
                    interruption.await();
                });
        // Ctrl-C and `airloom down` are how a lab that is up ends when all is well.
        return (run.wasInterrupted() ? ExitCode.OK : code).number();
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
        terminal.print("    airloom exec " + node + " -- iw dev wlan0 link");
        terminal.print("    airloom frames");
        terminal.print("    airloom log -f " + node);
        terminal.print("  Ctrl-C ends it; airloom down, there, too.");
    }

    @Command(
            name = "render",
            description = {
                "Show every file that each node gets: its set-up, its daemons' configuration, its own"
                        + " files with all templates filled in. Nothing is run."
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
        List<String> program = OwnProgram.command();
        for (NodeSpec spec : topology.nodes()) {
            if (node != null && !node.equals(spec.name())) {
                continue;
            }
            SortedMap<String, NodeFile> files = Rendering.of(spec, topology, program);
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
            name = "kill",
            description = {
                "End a node's machine at once, as if its power cord was pulled. The others go on.",
                "airloom lab restart NODE starts it again."
            },
            footer = {"", "Example:", "  airloom lab kill sta1"})
    int kill(
            @Mixin LabChoice choice,
            @Parameters(paramLabel = "NODE", description = "The node.") String node) {
        if (!choice.withNode(node).kill(node)) {
            terminal.note("  it was down already");
        }
        return ExitCode.OK.number();
    }

    @Command(
            name = "restart",
            description = "Start a node's machine anew, and wait until it is up. The others go on.",
            footer = {"", "Example:", "  airloom lab restart sta1"})
    int restart(
            @Mixin LabChoice choice,
            @Parameters(paramLabel = "NODE", description = "The node.") String node) {
        choice.withNode(node).restart(node);
        return ExitCode.OK.number();
    }

    @Command(
            name = "vsock",
            description =
                    "Connect standard input and output to a vsock port of a node (a program there"
                            + " listens: socat VSOCK-LISTEN:80,fork -).",
            footer = {"", "Example:", "  airloom lab vsock bob 80"})
    int vsock(
            @Mixin LabChoice choice,
            @Parameters(paramLabel = "NODE", description = "The node.") String node,
            @Parameters(paramLabel = "PORT", description = "Its port.") long port) {
        if (port < 0 || port > MAX_VSOCK_PORT) {
            throw new UsageException("PORT must be 0 to " + MAX_VSOCK_PORT + ", not " + port);
        }
        Path door = choice.withNode(node).vsockDoor(node);
        VsockPipe.run(door, port, System.in, terminal.out());
        return ExitCode.OK.number();
    }
}

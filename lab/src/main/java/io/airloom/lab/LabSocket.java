package io.airloom.lab;

import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import io.airloom.machine.ExecOutput;
import io.airloom.machine.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What a running lab answers other terminals of the same user, at a [ControlSocket] in its run
/// directory:
///
/// | request | answer |
/// | --- | --- |
/// | `op: ps` | `lab`, `pid`, `medium` (its process), and lists with one entry a node: `nodes`, `roles`, `addresses`, `macs`, `alive` |
/// | `op: exec`, `node`, `command: […]`, `stdin` (base64), `limitMillis` | [ExecMessage]s, at last `exitCode`, `timedOut`; killed when the connection closes |
/// | `op: kill`, `node` | `ran`: whether its machine ran |
/// | `op: restart`, `node` | `up`, when it is |
/// | `op: stats` | [AirTimes] |
/// | `op: set`, an order | `set`: [OrderMessage] |
/// | `op: snapshot` | [AirSnapshot] |
/// | `op: frames`, `filter` | a flow of [FrameMessage]s |
/// | `op: down` | `down`: the lab is about to end |
/// | `op: console`, `node` | `socket`, `log`: paths; `commands`: whether they run over it |
///
/// What cannot be done is answered with `error`.
final class LabSocket implements ControlSocket.Answering {
    /// Its name in the run directory.
    static final String NAME = "control";

    private final Lab lab;
    private final LiveLab live;

    LabSocket(Lab lab) {
        this.lab = lab;
        this.live = lab.live();
    }

    /// Starts to answer for `lab` in `directory`.
    ///
    /// @throws EnvironmentException if the socket cannot be made
    static ControlSocket open(Lab lab, Path directory) {
        return ControlSocket.open(directory.resolve(NAME), new LabSocket(lab));
    }

    @Override
    public ControlAnswer answer(ControlMessage request) throws InterruptedException {
        try {
            return switch (request.text("op")) {
                case "ps" -> processes();
                case "stats" -> lab.air().times().message();
                case "frames" -> FrameMessage.flow(live.frames(FrameMessage.filter(request)));
                case "set" -> {
                    live.set(OrderMessage.parse(request));
                    yield ControlMessage.of("set", "true");
                }
                case "snapshot" -> live.snapshot().message();
                case "down" -> {
                    live.down();
                    yield ControlMessage.of("down", "true");
                }
                case "exec" -> exec(request);
                case "kill" -> {
                    boolean ran = lab.kill(request.text("node"));
                    yield ControlMessage.of("ran", String.valueOf(ran));
                }
                case "restart" -> {
                    lab.restart(request.text("node"));
                    yield ControlMessage.of("up", "true");
                }
                case "console" -> {
                    RunningLab.Console console = live.console(request.text("node"));
                    yield ControlMessage.of(
                            "socket", console.socket().toString(),
                            "log", console.log().toString(),
                            "commands", String.valueOf(console.commands()));
                }
                default ->
                        ControlMessage.error(
                                "unknown request " + Printable.quoted(request.text("op")));
            };
        } catch (IllegalArgumentException | EnvironmentException | LabFailure e) {
            return ControlMessage.error(String.valueOf(e.getMessage()));
        }
    }

    private ControlMessage processes() {
        List<RunningLab.Node> nodes = live.nodes();
        return ControlMessage.of(
                "lab", live.name(),
                "pid", String.valueOf(ProcessHandle.current().pid()),
                "medium", String.valueOf(lab.air().pid()),
                "nodes", nodes.stream().map(RunningLab.Node::name).toList(),
                "engines", nodes.stream().map(RunningLab.Node::engine).toList(),
                "roles", nodes.stream().map(RunningLab.Node::role).toList(),
                "addresses", nodes.stream().map(RunningLab.Node::address).toList(),
                "macs", nodes.stream().map(RunningLab.Node::mac).toList(),
                "alive", nodes.stream().map(node -> String.valueOf(node.alive())).toList());
    }

    private ControlAnswer exec(ControlMessage request) {
        List<String> command = request.texts("command");
        byte[] stdin = request.octets("stdin");
        long limitMillis = request.number("limitMillis", 0);
        if (command.isEmpty() || stdin == null || limitMillis < 1) {
            return ControlMessage.error("exec needs command, stdin and limitMillis");
        }
        Duration limit = Duration.ofMillis(Math.min(limitMillis, Duration.ofDays(1).toMillis()));
        String node = request.text("node");
        Patience patience = Patience.of(limit);
        return new ControlWork() {
            @Override
            public ControlMessage answer(Asker asker) throws InterruptedException {
                try {
                    ExecOutput output = ExecMessage.to(asker, patience);
                    return ExecMessage.end(lab.exec(node, command, stdin, patience, output));
                } catch (IllegalArgumentException | EnvironmentException e) {
                    return ControlMessage.error(String.valueOf(e.getMessage()));
                }
            }

            @Override
            public void giveUp() {
                patience.giveUp();
            }
        };
    }
}

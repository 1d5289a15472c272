package io.airloom.lab;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/// Where a running lab answers other terminals of the same user: a Unix socket (mode 0600) in its
/// run directory. A connection carries requests and answers in turn, one [ControlMessage] each:
///
/// | request | answer |
/// | --- | --- |
/// | `op: ps` | `lab`, `pid`, `medium` (its process), and lists with one entry a node: `nodes`, `roles`, `addresses`, `macs`, `alive` |
/// | `op: exec`, `node`, `command: […]`, `stdin` (base64), `limitMillis` | `exitCode`, `stdout`, `stderr` (base64), `timedOut` |
/// | `op: kill`, `node` | `ran`: whether its machine ran |
/// | `op: restart`, `node` | `up`, when it is |
/// | `op: console`, `node` | `socket`, `log`: paths |
///
/// What cannot be done is answered with `error`.
final class LabSocket implements AutoCloseable {
    /// Its name in the run directory.
    static final String NAME = "control";

    /// Connections at a time; more are closed at once.
    private static final int MAX_CONNECTIONS = 32;

    private static final System.Logger LOG = System.getLogger(LabSocket.class.getName());

    private final Lab lab;
    private final ServerSocketChannel server;
    private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);

    private LabSocket(Lab lab, ServerSocketChannel server) {
        this.lab = lab;
        this.server = server;
    }

    /// Starts to answer for `lab` in `directory`.
    ///
    /// @throws EnvironmentException if the socket cannot be made
    static LabSocket open(Lab lab, Path directory) {
        Path path = directory.resolve(NAME);
        try {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            LabSocket socket = new LabSocket(lab, server);
            Thread.ofPlatform().daemon().name("airloom-control").start(socket::accept);
            return socket;
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot listen on " + path + ": " + e.getMessage(),
                    "set XDG_RUNTIME_DIR to a folder of yours with a short path",
                    e);
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                if (!connections.tryAcquire()) {
                    client.close();
                    continue;
                }
                Thread.ofPlatform()
                        .daemon()
                        .name("airloom-control-client")
                        .start(() -> serve(client));
            }
        } catch (ClosedChannelException e) {
            LOG.log(System.Logger.Level.DEBUG, "the lab's socket is closed");
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the lab answers no more terminals", e);
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            InputStream in = new BufferedInputStream(Channels.newInputStream(client));
            OutputStream out = Channels.newOutputStream(client);
            ControlMessage request = ControlMessage.read(in, ControlMessage.MAX_REQUEST);
            while (request != null) {
                answer(request).write(out);
                request = ControlMessage.read(in, ControlMessage.MAX_REQUEST);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a terminal went away", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.release();
        }
    }

    /// Answers one request, whatever stands in it.
    ControlMessage answer(ControlMessage request) throws InterruptedException {
        try {
            return switch (request.text("op")) {
                case "ps" -> processes();
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
                    NodeMachine machine = lab.machine(request.text("node"));
                    yield ControlMessage.of(
                            "socket", machine.consoleSocket().toString(),
                            "log", machine.consoleLog().toString());
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
        List<String> addresses = new ArrayList<>();
        List<String> alive = new ArrayList<>();
        List<NodeSpec> nodes = lab.topology().nodes();
        for (NodeSpec node : nodes) {
            InterfaceAddress address = node.address();
            addresses.add(address == null ? "" : address.toString());
            alive.add(String.valueOf(lab.isAlive(node.name())));
        }
        return ControlMessage.of(
                "lab", lab.topology().name(),
                "pid", String.valueOf(ProcessHandle.current().pid()),
                "medium", String.valueOf(lab.mediumPid()),
                "nodes", nodes.stream().map(NodeSpec::name).toList(),
                "engines", nodes.stream().map(n -> lab.engine(n).word()).toList(),
                "roles", nodes.stream().map(n -> n.role().word()).toList(),
                "addresses", addresses,
                "macs", nodes.stream().map(NodeSpec::macAddress).toList(),
                "alive", alive);
    }

    private ControlMessage exec(ControlMessage request) throws InterruptedException {
        List<String> command = request.texts("command");
        byte[] stdin = request.octets("stdin");
        long limitMillis = request.number("limitMillis", 0);
        if (command.isEmpty() || stdin == null || limitMillis < 1) {
            return ControlMessage.error("exec needs command, stdin and limitMillis");
        }
        Duration limit = Duration.ofMillis(Math.min(limitMillis, Duration.ofDays(1).toMillis()));
        ExecResult result = lab.exec(request.text("node"), command, stdin, limit);
        return ControlMessage.of(
                "exitCode", String.valueOf(result.exitCode()),
                "stdout", ControlMessage.base64(result.stdoutBytes()),
                "stderr", ControlMessage.base64(result.stderrBytes()),
                "timedOut", String.valueOf(result.timedOut()));
    }

    /// Answers nobody any more.
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the lab's socket does not close", e);
        }
    }
}

package io.airloom.lab;

import io.airloom.capture.FrameFilter;
import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import io.airloom.machine.RunDirectory;
import io.airloom.topology.AirOrder;
import io.airloom.vhost.AirThread;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// An air without a lab that runs in another process of the same user, seen through its control
/// socket:
///
/// | request | answer |
/// | --- | --- |
/// | `op: stats` | [AirTimes] |
/// | `op: snapshot` | [AirSnapshot] |
/// | `op: frames`, `filter` | a flow of [FrameMessage]s |
/// | `op: set`, and the order as in [OrderMessage] | `done` |
///
/// What cannot be done is answered with `error`.
public final class RunningAir {
    private static final String PREFIX = "air-";

    private final Path socket;

    /// What answers for an air of this process.
    public interface Service extends AutoCloseable {
        @Override
        void close();
    }

    private RunningAir(Path socket) {
        this.socket = socket;
    }

    /// The one behind a control socket.
    public static RunningAir at(Path socket) {
        return new RunningAir(socket);
    }

    /// Those of this user at their usual paths. What dead ones have left there is removed.
    public static List<RunningAir> all() {
        return in(RunDirectory.base());
    }

    static List<RunningAir> in(Path base) {
        List<Path> sockets;
        try (Stream<Path> files = Files.list(base)) {
            sockets =
                    files.filter(file -> file.getFileName().toString().startsWith(PREFIX))
                            .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                            .toList();
        } catch (IOException e) {
            return List.of();
        }
        List<RunningAir> running = new ArrayList<>();
        for (Path socket : sockets) {
            if (isAlive(socket)) {
                running.add(new RunningAir(socket));
            }
        }
        return running;
    }

    private static boolean isAlive(Path socket) {
        try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return true;
        } catch (ConnectException e) {
            remove(socket);
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private static void remove(Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            // It goes on lying there, and does no harm.
            return;
        }
    }

    /// Where an air of this process answers if it is not told where.
    ///
    /// @throws EnvironmentException if this user's folder for that cannot be had
    public static Path usualSocket() {
        return RunDirectory.privateFolder().resolve(PREFIX + ProcessHandle.current().pid());
    }

    /// Answers for an air of this process, until that is closed.
    ///
    /// @param socket is replaced if a dead air left it there
    /// @throws EnvironmentException if it cannot listen there, for example because somebody does
    public static Service serve(Path socket, AirThread air, Supplier<AirTimes> times) {
        if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            // Of one that lives nothing is removed, and the socket cannot be made.
            isAlive(socket);
        }
        AirDesk desk = new AirDesk(air);
        AirStreams streams = new AirStreams(air);
        ControlSocket control =
                ControlSocket.open(socket, request -> answer(request, desk, streams, times));
        return () -> {
            streams.close();
            control.close();
            remove(socket);
        };
    }

    private static ControlAnswer answer(
            ControlMessage request, AirDesk desk, AirStreams streams, Supplier<AirTimes> times) {
        try {
            return switch (request.text("op")) {
                case "stats" -> times.get().message();
                case "frames" -> FrameMessage.flow(streams.open(FrameMessage.filter(request)));
                case "snapshot" -> desk.snapshot().message();
                case "set" -> {
                    desk.set(OrderMessage.parse(request));
                    yield ControlMessage.of("done", "true");
                }
                default ->
                        ControlMessage.error(
                                "unknown request " + Printable.quoted(request.text("op")));
            };
        } catch (IllegalArgumentException | EnvironmentException e) {
            return ControlMessage.error(String.valueOf(e.getMessage()));
        }
    }

    /// Where it answers.
    public Path socket() {
        return socket;
    }

    /// How long frames take on it.
    ///
    /// @throws EnvironmentException if it does not tell
    public AirTimes times() {
        return AirTimes.of(ask(ControlMessage.of("op", "stats")));
    }

    /// What it has carried and how, at this moment.
    ///
    /// @throws EnvironmentException if it does not tell
    public AirSnapshot snapshot() {
        try {
            return AirSnapshot.of(ask(ControlMessage.of("op", "snapshot")));
        } catch (IllegalArgumentException e) {
            throw new EnvironmentException(
                    socket + " tells nonsense of its air: " + Printable.line(e.toString()),
                    "name the control socket of an air of this version",
                    e);
        }
    }

    /// Changes it. Nodes that it does not know may be named: they may still come.
    ///
    /// @throws EnvironmentException if it does not do it
    public void set(AirOrder order) {
        ask(OrderMessage.of(order));
    }

    /// Frames from now on that match.
    ///
    /// @throws EnvironmentException if it does not show them
    public FrameStream frames(FrameFilter filter) {
        try {
            return SocketStream.open(socket, filter);
        } catch (IOException e) {
            throw nobody(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw nobody(new IOException("interrupted", e));
        }
    }

    private ControlMessage ask(ControlMessage request) {
        ControlMessage answer;
        try {
            answer = ControlSocket.ask(socket, request);
        } catch (IOException e) {
            throw nobody(e);
        }
        if (!answer.text("error").isEmpty()) {
            throw new EnvironmentException(
                    "the air at " + socket + " refuses: " + Printable.line(answer.text("error")),
                    "name the control socket of an air, or a lab");
        }
        return answer;
    }

    private EnvironmentException nobody(IOException cause) {
        return new EnvironmentException(
                "nobody answers at " + socket + ": " + cause.getMessage(),
                "start an air: airloom air --control " + socket,
                cause);
    }
}

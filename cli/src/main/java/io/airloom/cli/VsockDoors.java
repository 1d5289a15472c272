package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.linux.LinuxException;
import io.airloom.proxy.GuestId;
import io.airloom.proxy.GuestTransport;
import io.airloom.proxy.UdsTransport;
import io.airloom.vhost.GuestConnection;
import io.airloom.vhost.SessionEnd;
import io.airloom.vhost.SessionListener;
import io.airloom.vhost.VsockAddress;
import io.airloom.vhost.VsockOptions;
import io.airloom.vhost.VsockThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// vsock devices of our own for a proxy's guests: each has its door to the host in a folder that
/// only we can enter.
final class VsockDoors implements AutoCloseable {
    private final Path folder;
    private final VsockThread vsock;
    private int machines;

    private VsockDoors(Path folder, VsockThread vsock) {
        this.folder = folder;
        this.vsock = vsock;
    }

    /// Without a device yet.
    ///
    /// @param gone is told of a guest whose machine has ended or started again: it is not on any
    ///   network, and its driver says nothing of that. May take its time
    static VsockDoors open(Consumer<GuestId> gone) {
        SessionListener machines =
                new SessionListener() {
                    @Override
                    public void ready(GuestConnection connection) {
                        forget(connection);
                    }

                    @Override
                    public void disconnected(GuestConnection connection, SessionEnd end) {
                        forget(connection);
                    }

                    private void forget(GuestConnection connection) {
                        GuestId guest = new GuestId(connection.name());
                        Thread.ofVirtual()
                                .name("airloom-gone-" + guest)
                                .start(() -> gone.accept(guest));
                    }
                };
        try {
            return new VsockDoors(
                    Files.createTempDirectory("airloom-proxy"),
                    VsockThread.start(VsockOptions.usual().withListener(machines)));
        } catch (IOException e) {
            throw new EnvironmentException(
                    "no folder for sockets: " + e, "make room in the temporary folder", e);
        }
    }

    /// A device for the machine that connects to `socket`, and the way of its guest to a proxy.
    GuestTransport add(Terminal terminal, Path socket) {
        machines++;
        int cid = VsockAddress.HOST_CID + machines;
        String name = "vm" + machines;
        Path door = folder.resolve(name);
        try {
            vsock.listen(socket, cid, name, door);
        } catch (LinuxException e) {
            throw new EnvironmentException(
                    "--listen vhost-user:" + socket + ": " + e.getMessage(),
                    "end what listens there, or choose another path",
                    e);
        }
        if (!terminal.isQuiet()) {
            VsockAdvice.print(terminal, name, cid, socket);
        }
        return UdsTransport.at(door).named(name);
    }

    @Override
    public void close() {
        vsock.close();
        try (Stream<Path> left = Files.list(folder)) {
            for (Path file : left.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

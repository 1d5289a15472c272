package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.linux.LinuxException;
import io.airloom.proxy.GuestTransport;
import io.airloom.proxy.UdsTransport;
import io.airloom.vhost.VsockAddress;
import io.airloom.vhost.VsockOptions;
import io.airloom.vhost.VsockThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    static VsockDoors open() {
        try {
            return new VsockDoors(
                    Files.createTempDirectory("airloom-proxy"),
                    VsockThread.start(VsockOptions.usual()));
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

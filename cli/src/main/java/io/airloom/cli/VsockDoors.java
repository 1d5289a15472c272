package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.linux.LinuxException;
import io.airloom.machine.RunDirectory;
import io.airloom.proxy.GuestId;
import io.airloom.proxy.GuestTransport;
import io.airloom.proxy.UdsTransport;
import io.airloom.vhost.GuestConnection;
import io.airloom.vhost.SessionEnd;
import io.airloom.vhost.SessionListener;
import io.airloom.vhost.VsockAddress;
import io.airloom.vhost.VsockOptions;
import io.airloom.vhost.VsockThread;
import java.nio.file.Path;
import java.util.function.Consumer;

/// vsock devices of our own for a proxy's guests: each has its door to the host in a folder that
/// only we can enter.
final class VsockDoors implements AutoCloseable {
    /// Goes with its sockets, however this program ends.
    private final RunDirectory folder;

    private final VsockThread vsock;
    private int machines;

    private VsockDoors(RunDirectory folder, VsockThread vsock) {
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
        return new VsockDoors(
                RunDirectory.create(),
                VsockThread.start(VsockOptions.usual().withListener(machines)));
    }

    /// A device for the machine that connects to `socket`, and the way of its guest to a proxy.
    GuestTransport add(Terminal terminal, Path socket) {
        machines++;
        int cid = VsockAddress.HOST_CID + machines;
        String name = "vm" + machines;
        Path door = folder.path().resolve(name);
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
        folder.close();
    }
}

package io.airloom.vhost;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where one virtual machine gets its vsock device: a vhost-user socket, and perhaps a Unix socket
/// for programs of the host.
public final class VsockSocket implements AutoCloseable {
    private final Consumer<VsockSocket> closer;
    private final int cid;
    private final VhostUserServer server;
    private final @Nullable UnixDoor door;

    VsockSocket(
            Consumer<VsockSocket> closer,
            int cid,
            VhostUserServer server,
            @Nullable UnixDoor door) {
        this.closer = closer;
        this.cid = cid;
        this.server = server;
        this.door = door;
    }

    /// The path of the vhost-user socket.
    public Path path() {
        return server.path();
    }

    /// The guest's CID, unsigned.
    public int cid() {
        return cid;
    }

    /// Removes the sockets and disconnects the machine. From any thread; again does nothing.
    @Override
    public void close() {
        closer.accept(this);
    }

    /// On the loop's thread.
    void closeNow() {
        if (door != null) {
            door.close();
        }
        server.close();
    }
}

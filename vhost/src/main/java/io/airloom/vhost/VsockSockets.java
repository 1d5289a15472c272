package io.airloom.vhost;

import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The vsock devices that one loop offers, each to one virtual machine. On the loop's thread only.
final class VsockSockets implements AutoCloseable {
    private final EventLoop loop;
    private final Sessions sessions;
    private final VsockSwitch exchange;
    private final SessionListener listener;
    private final Consumer<VsockSocket> closer;
    private final List<VsockSocket> sockets = new ArrayList<>();

    /// @param sessions of the loop
    /// @param exchange where the guests meet; closed with this
    /// @param closer has [#close(VsockSocket)] called on the loop's thread, from any
    VsockSockets(
            EventLoop loop,
            Sessions sessions,
            VsockSwitch exchange,
            SessionListener listener,
            Consumer<VsockSocket> closer) {
        this.loop = loop;
        this.sessions = sessions;
        this.exchange = exchange;
        this.listener = listener;
        this.closer = closer;
    }

    /// @param cid the guest's, unsigned: 3 to 2^32-2, and nobody else's
    /// @param name what the guest is called to the listener
    /// @param door where programs of the host reach the guest, or null
    /// @throws LinuxException if it cannot listen there
    VsockSocket listen(Path path, int cid, String name, @Nullable Path door) {
        if (Integer.compareUnsigned(cid, VsockAddress.FIRST_GUEST_CID) < 0 || cid == -1) {
            throw new IllegalArgumentException("cid=" + Integer.toUnsignedString(cid));
        }
        if (sockets.stream().anyMatch(socket -> socket.cid() == cid)) {
            throw new IllegalArgumentException(
                    "cid=" + Integer.toUnsignedString(cid) + " is another guest's");
        }
        UnixDoor opened = door == null ? null : new UnixDoor(exchange, cid, door);
        try {
            VsockSocket socket = new VsockSocket(closer, cid, server(path, cid, name), opened);
            sockets.add(socket);
            return socket;
        } catch (LinuxException e) {
            if (opened != null) {
                opened.close();
            }
            throw e;
        }
    }

    private VhostUserServer server(Path path, int cid, String name) {
        return new VhostUserServer(
                loop,
                path,
                new NodeNaming.OneNode(name),
                connection -> new VsockDevice(exchange, cid, connection.counters()),
                listener,
                sessions,
                VsockThread.MAX_GUESTS);
    }

    void close(VsockSocket socket) {
        socket.closeNow();
        sockets.remove(socket);
    }

    /// Removes the sockets and disconnects the machines. To be called before the sessions end.
    void closeAll() {
        List.copyOf(sockets).forEach(this::close);
    }

    /// What outlived its guest ends. To be called after the sessions have ended.
    @Override
    public void close() {
        exchange.close();
    }
}

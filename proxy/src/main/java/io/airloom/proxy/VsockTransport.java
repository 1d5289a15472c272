package io.airloom.proxy;

import io.airloom.linux.Errno;
import io.airloom.linux.LinuxException;
import io.airloom.linux.SocketListener;
import io.airloom.linux.VsockSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Guests that come by this kernel's own AF_VSOCK: those of `/dev/vhost-vsock`, or of the machine
/// that this one is a guest of. A guest is a CID, which it cannot choose.
///
/// Within a guest anybody may ask, root or not; and so might programs of this machine, by CIDs that
/// are no guest's. Those are refused unless they are named.
public final class VsockTransport implements GuestTransport {
    /// The CID of the first guest; those below are this machine and the one around it.
    private static final int FIRST_GUEST_CID = 3;

    private static final int BACKLOG = 1024;

    private final int requestPort;
    private final int notificationPort;
    private final Set<Integer> allowed;
    private @Nullable SocketListener<VsockSocket> listener;

    private VsockTransport(int requestPort, int notificationPort, Set<Integer> allowed) {
        this.requestPort = requestPort;
        this.notificationPort = notificationPort;
        this.allowed = Set.copyOf(allowed);
    }

    /// For every guest, at the ports that drivers know.
    public static VsockTransport forGuests() {
        return new VsockTransport(
                TcpTransport.REQUEST_PORT, TcpTransport.NOTIFICATION_PORT, Set.of());
    }

    /// The same at other ports, unsigned.
    public VsockTransport ports(int request, int notification) {
        return new VsockTransport(request, notification, allowed);
    }

    /// The same, but only for these CIDs, unsigned, and also if they are below 3.
    ///
    /// @param cids none lets every guest in
    public VsockTransport allowing(Set<Integer> cids) {
        return new VsockTransport(requestPort, notificationPort, cids);
    }

    @Override
    public String address() {
        String cids =
                allowed.stream()
                        .map(Integer::toUnsignedString)
                        .sorted()
                        .collect(Collectors.joining(","));
        return "vsock:" + (cids.isEmpty() ? "any" : cids) + ":" + port(requestPort);
    }

    @Override
    public void start(Acceptor acceptor) throws IOException {
        try {
            VsockSocket socket = VsockSocket.listen(requestPort, BACKLOG);
            listener =
                    new SocketListener<>(
                            SocketStream.loop(),
                            socket,
                            socket::accept,
                            accepted -> accepted(acceptor, accepted));
            listener.start();
        } catch (LinuxException e) {
            throw new IOException(address() + ": " + why(e), e);
        }
    }

    private static String why(LinuxException e) {
        return e.errno() == Errno.EAFNOSUPPORT
                ? "this kernel has no AF_VSOCK; its module vhost_vsock has it, and our vhost-user"
                        + " device needs no module"
                : String.valueOf(e.getMessage());
    }

    private void accepted(Acceptor acceptor, VsockSocket socket) {
        int cid = (int) (socket.peer() >>> Integer.SIZE);
        if (!isWelcome(cid)) {
            System.getLogger(VsockTransport.class.getName())
                    .log(System.Logger.Level.WARNING, () -> address() + ": not for " + cid(cid));
            socket.close();
            return;
        }
        Peer peer = new Peer(cid);
        acceptor.accepted(peer, new SocketStream(socket, peer.id()));
    }

    boolean isWelcome(int cid) {
        return allowed.isEmpty()
                ? Integer.compareUnsigned(cid, FIRST_GUEST_CID) >= 0
                : allowed.contains(cid);
    }

    /// A guest with a CID.
    private final class Peer implements Caller {
        private final int cid;
        private final GuestId id;

        Peer(int cid) {
            this.cid = cid;
            this.id = new GuestId("vsock:" + cid(cid));
        }

        @Override
        public GuestId id() {
            return id;
        }

        @Override
        public GuestStream connect(Duration within) throws IOException {
            try {
                return new SocketStream(VsockSocket.connect(cid, notificationPort), id)
                        .connected(within);
            } catch (LinuxException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }

    private static String cid(int cid) {
        return Integer.toUnsignedString(cid);
    }

    private static String port(int port) {
        return Integer.toUnsignedString(port);
    }

    @Override
    public void close() {
        SocketListener<VsockSocket> open = listener;
        if (open != null) {
            open.close();
        }
    }
}

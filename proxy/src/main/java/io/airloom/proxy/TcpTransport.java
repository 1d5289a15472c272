package io.airloom.proxy;

import io.airloom.linux.LinuxException;
import io.airloom.linux.SocketListener;
import io.airloom.linux.TcpSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Guests that come by TCP, over IPv4 or IPv6: for tests, and for machines without vsock. A guest
/// is an address; it is told of something at the one it asked from last, or at one that was given.
///
/// Nothing is encrypted, and the PMKs of networks go over the wire: only for networks that are
/// trusted as the machine itself is.
public final class TcpTransport implements GuestTransport {
    /// Where drivers ask, and where they are told of something.
    public static final int REQUEST_PORT = 12345;

    /// The port of guests for notifications.
    public static final int NOTIFICATION_PORT = 12346;

    private static final int BACKLOG = 1024;

    private final InetSocketAddress at;
    private final @Nullable InetAddress notified;
    private final int notificationPort;
    private final Set<InetAddress> allowed;
    private @Nullable SocketListener<TcpSocket> listener;
    private volatile @Nullable InetSocketAddress bound;

    private TcpTransport(
            InetSocketAddress at,
            @Nullable InetAddress notified,
            int notificationPort,
            Set<InetAddress> allowed) {
        this.at = at;
        this.notified = notified;
        this.notificationPort = notificationPort;
        this.allowed = Set.copyOf(allowed);
    }

    /// Listens at an address, for whoever can reach it, and tells guests at the address that they
    /// ask from, port 12346.
    ///
    /// @param at port 0 lets the kernel choose ([#port])
    /// @throws IllegalArgumentException if it is a name that could not be resolved
    public static TcpTransport at(InetSocketAddress at) {
        if (at.isUnresolved()) {
            throw new IllegalArgumentException("unresolved: " + at);
        }
        return new TcpTransport(at, null, NOTIFICATION_PORT, Set.of());
    }

    /// The same, but guests are told of something at this address; port 0 never listens.
    public TcpTransport notifying(InetSocketAddress guest) {
        return new TcpTransport(
                at, Objects.requireNonNull(guest.getAddress()), guest.getPort(), allowed);
    }

    /// The same, but guests are told of something at another port of their own address.
    public TcpTransport notifyingPort(int port) {
        return new TcpTransport(at, notified, port, allowed);
    }

    /// The same, but only for guests that ask from one of these addresses.
    ///
    /// @param guests none lets everybody in
    public TcpTransport allowing(Set<InetAddress> guests) {
        return new TcpTransport(at, notified, notificationPort, guests);
    }

    @Override
    public String address() {
        InetSocketAddress known = bound;
        return "tcp:" + text(known == null ? at : known);
    }

    /// The port that it listens on.
    public int port() {
        InetSocketAddress known = bound;
        return (known == null ? at : known).getPort();
    }

    @Override
    public void start(Acceptor acceptor) throws IOException {
        try {
            TcpSocket socket = TcpSocket.listen(at, BACKLOG);
            bound = socket.local();
            listener =
                    new SocketListener<>(
                            SocketStream.loop(),
                            socket,
                            socket::accept,
                            accepted -> accepted(acceptor, accepted));
            listener.start();
        } catch (LinuxException e) {
            throw new IOException(address() + ": " + e.getMessage(), e);
        }
    }

    private void accepted(Acceptor acceptor, TcpSocket socket) {
        InetAddress from = socket.peer().getAddress();
        if (!allowed.isEmpty() && !allowed.contains(from)) {
            System.getLogger(TcpTransport.class.getName())
                    .log(System.Logger.Level.WARNING, () -> address() + ": not for " + text(from));
            socket.close();
            return;
        }
        Peer peer = new Peer(from);
        acceptor.accepted(peer, new SocketStream(socket, peer.id()));
    }

    /// A guest that came from an address.
    private final class Peer implements Caller {
        private final GuestId id;
        private final InetSocketAddress notifiedAt;

        Peer(InetAddress from) {
            this.id = new GuestId("tcp:" + text(from));
            this.notifiedAt =
                    new InetSocketAddress(notified == null ? from : notified, notificationPort);
        }

        @Override
        public GuestId id() {
            return id;
        }

        @Override
        public GuestStream connect(Duration within) throws IOException {
            try {
                return new SocketStream(TcpSocket.connect(notifiedAt), id).connected(within);
            } catch (LinuxException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }

    private static String text(InetSocketAddress address) {
        String ip = text(address.getAddress());
        return (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + address.getPort();
    }

    private static String text(InetAddress address) {
        return address.getHostAddress();
    }

    @Override
    public void close() {
        SocketListener<TcpSocket> open = listener;
        if (open != null) {
            open.close();
        }
    }
}

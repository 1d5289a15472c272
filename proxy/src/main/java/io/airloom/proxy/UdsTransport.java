package io.airloom.proxy;

import io.airloom.linux.LinuxException;
import io.airloom.linux.SocketListener;
import io.airloom.linux.UnixSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The one guest behind the Unix sockets of a hybrid vsock, as Firecracker, cloud-hypervisor and
/// our own vhost-user device have it: with the socket at `UDS`, what the guest connects to arrives
/// at `UDS_12345`; who connects to `UDS` and says `CONNECT 12346` reaches the guest.
///
/// Both paths are for their owner only: the machine has to run as the same user.
public final class UdsTransport implements GuestTransport {
    private static final int BACKLOG = 128;

    private final Path uds;
    private final Path requests;
    private final int requestPort;
    private final int notificationPort;
    private final Peer guest;
    private @Nullable SocketListener<UnixSocket> listener;

    private UdsTransport(Path uds, String guest, int requestPort, int notificationPort) {
        this.uds = uds;
        this.requests = Path.of(uds + "_" + Integer.toUnsignedString(requestPort));
        this.requestPort = requestPort;
        this.notificationPort = notificationPort;
        this.guest = new Peer(new GuestId(guest));
    }

    /// For the guest of a machine with its vsock at this path, at the ports that drivers know. The
    /// machine may come later, and again.
    public static UdsTransport at(Path uds) {
        return new UdsTransport(
                uds, "uds:" + uds, TcpTransport.REQUEST_PORT, TcpTransport.NOTIFICATION_PORT);
    }

    /// The same, but the guest is called so, instead of by the path.
    public UdsTransport named(String name) {
        return new UdsTransport(uds, name, requestPort, notificationPort);
    }

    /// The same at other ports, unsigned.
    public UdsTransport ports(int request, int notification) {
        return new UdsTransport(uds, guest.id().name(), request, notification);
    }

    @Override
    public String address() {
        return "uds:" + uds;
    }

    @Override
    public void start(Acceptor acceptor) throws IOException {
        try {
            UnixSocket socket = UnixSocket.listen(requests, BACKLOG);
            listener =
                    new SocketListener<>(
                            SocketStream.loop(),
                            socket,
                            socket::accept,
                            accepted ->
                                    acceptor.accepted(
                                            guest, new SocketStream(accepted, guest.id())));
            listener.start();
        } catch (LinuxException e) {
            throw new IOException(address() + ": " + e.getMessage(), e);
        }
    }

    /// The guest, whoever runs it.
    private final class Peer implements Caller {
        private final GuestId id;

        Peer(GuestId id) {
            this.id = id;
        }

        @Override
        public GuestId id() {
            return id;
        }

        @Override
        public GuestStream connect(Duration within) throws IOException {
            return HybridVsock.connect(uds, notificationPort, within);
        }
    }

    @Override
    public void close() {
        SocketListener<UnixSocket> open = listener;
        if (open != null) {
            open.close();
        }
    }
}

package io.airloom.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/// How a guest reaches its host and is reached by it: the other side of a [GuestTransport].
public interface HostAccess {
    /// Where the host is, for people: `vsock:2`.
    String address();

    /// Connects to the host's port for requests.
    ///
    /// @param within at most so long
    /// @throws IOException if nobody listens, or not in time
    GuestStream connect(Duration within) throws IOException;

    /// Listens for the host's notifications.
    ///
    /// @param accepted owns what it is given; called by one thread at a time, returns at once
    /// @return listens no more when it is closed
    /// @throws IOException if somebody listens there already
    Listening listen(Consumer<GuestStream> accepted) throws IOException;

    /// What listens.
    interface Listening extends AutoCloseable {
        @Override
        void close();
    }

    /// The machine around this one, as the driver knows it: by AF_VSOCK, port 12345; port 12346
    /// here.
    static HostAccess vsock() {
        return new VsockAccess(
                VsockAccess.HOST_CID, TcpTransport.REQUEST_PORT, TcpTransport.NOTIFICATION_PORT);
    }

    /// A machine by AF_VSOCK.
    ///
    /// @param cid of the host, unsigned
    /// @param requestPort its, unsigned
    /// @param notificationPort of this machine, unsigned
    static HostAccess vsock(int cid, int requestPort, int notificationPort) {
        return new VsockAccess(cid, requestPort, notificationPort);
    }

    /// The host that serves the Unix sockets of a hybrid vsock: this program is machine and guest
    /// at once, connects to `UDS_12345` and listens at `UDS`.
    static HostAccess uds(Path uds) {
        return new UdsAccess(uds, TcpTransport.REQUEST_PORT, TcpTransport.NOTIFICATION_PORT);
    }

    /// A host by TCP.
    ///
    /// @param host address and port
    /// @param notifications where to listen; port 0 is for who wants none of them
    static HostAccess tcp(InetSocketAddress host, InetSocketAddress notifications) {
        return new TcpAccess(host, notifications);
    }
}

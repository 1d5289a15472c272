package io.airloom.proxy;

import io.airloom.linux.LinuxException;
import io.airloom.linux.SocketListener;
import io.airloom.linux.TcpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;

/// A host by TCP.
///
/// @param host where it listens
/// @param notifications where the guest does
record TcpAccess(InetSocketAddress host, InetSocketAddress notifications) implements HostAccess {
    private static final int BACKLOG = 16;

    @Override
    public String address() {
        return "tcp:" + host.getHostString() + ":" + host.getPort();
    }

    @Override
    public GuestStream connect(Duration within) throws IOException {
        try {
            return new SocketStream(TcpSocket.connect(host), address()).connected(within);
        } catch (LinuxException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public Listening listen(Consumer<GuestStream> accepted) throws IOException {
        try {
            TcpSocket socket = TcpSocket.listen(notifications, BACKLOG);
            SocketListener<TcpSocket> listener =
                    new SocketListener<>(
                            SocketStream.loop(),
                            socket,
                            socket::accept,
                            one -> accepted.accept(new SocketStream(one, address())));
            listener.start();
            return listener::close;
        } catch (LinuxException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}

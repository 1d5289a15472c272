package io.airloom.remote;

import io.airloom.linux.Epoll;
import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.StreamSocket;
import io.airloom.linux.TcpSocket;
import io.airloom.linux.UnixSocket;
import io.airloom.linux.VsockSocket;
import io.airloom.wire.AgentAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A door at which agents connect to us.
final class ListeningDoor implements AgentDoor {
    private static final System.Logger LOG = System.getLogger(ListeningDoor.class.getName());
    private static final int BACKLOG = 128;
    private static final int ACCEPTS_PER_TURN = 16;
    private static final long ACCEPT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Agents agents;
    private final EventLoop loop;
    private final Door door;
    private final StreamSocket socket;
    private final EventLoop.Registration registration;
    private boolean open = true;

    private ListeningDoor(Agents agents, EventLoop loop, Door door, StreamSocket socket) {
        this.agents = agents;
        this.loop = loop;
        this.door = door;
        this.socket = socket;
        this.registration = loop.register(socket.fd(), Epoll.IN, this::accept);
    }

    /// Listens from here on.
    ///
    /// @throws LinuxException if it cannot
    static ListeningDoor open(Agents agents, EventLoop loop, Door door) {
        StreamSocket socket =
                switch (door.address()) {
                    case AgentAddress.Unix(String path) ->
                            UnixSocket.listen(Path.of(path), BACKLOG);
                    case AgentAddress.Vsock(int port) -> VsockSocket.listen(port, BACKLOG);
                    case AgentAddress.Tcp(String host, int port) ->
                            TcpSocket.listen(resolved(host, port), BACKLOG);
                    case AgentAddress.Serial serial ->
                            throw new IllegalArgumentException("address=" + serial);
                };
        return new ListeningDoor(agents, loop, withPort(door, socket), socket);
    }

    /// Names are not looked up: that could take long, and this is the air's thread.
    private static InetSocketAddress resolved(String host, int port) {
        String literal = host.equals("localhost") ? AgentAddress.LOOPBACK : host;
        try {
            return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"%s\" is not an IP address of this machine".formatted(host), e);
        }
    }

    /// The door with the port that the kernel chose, if it was asked to.
    private static Door withPort(Door door, StreamSocket socket) {
        if (door.address() instanceof AgentAddress.Tcp(String host, int port)
                && port == 0
                && socket instanceof TcpSocket tcp) {
            AgentAddress chosen = new AgentAddress.Tcp(host, tcp.local().getPort());
            return new Door(chosen, door.name(), door.secret());
        }
        return door;
    }

    @Override
    public AgentAddress address() {
        return door.address();
    }

    private void accept(int events, long nowNanos) {
        try {
            for (int i = 0; i < ACCEPTS_PER_TURN; i++) {
                StreamSocket connection = next();
                if (connection == null) {
                    return;
                }
                agents.admit(door, connection, peer(connection));
            }
        } catch (LinuxException e) {
            // Out of descriptors: they go on waiting, and so do we, but not in a busy loop.
            LOG.log(System.Logger.Level.WARNING, () -> door.address() + ": " + e.getMessage());
            registration.interest(0);
            loop.schedule(
                    ACCEPT_PAUSE_NANOS,
                    () -> {
                        if (open) {
                            registration.interest(Epoll.IN);
                        }
                    });
        }
    }

    private @Nullable StreamSocket next() {
        return switch (socket) {
            case UnixSocket unix -> unix.accept();
            case TcpSocket tcp -> tcp.accept();
            case VsockSocket vsock -> vsock.accept();
        };
    }

    private static String peer(StreamSocket connection) {
        try {
            return switch (connection) {
                case UnixSocket unix -> "process " + unix.peerPid();
                case TcpSocket tcp -> {
                    InetSocketAddress peer = tcp.peer();
                    yield "tcp " + peer.getAddress().getHostAddress() + ":" + peer.getPort();
                }
                case VsockSocket vsock ->
                        "vsock " + Integer.toUnsignedString((int) (vsock.peer() >>> Integer.SIZE));
            };
        } catch (LinuxException e) {
            return "gone already";
        }
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            registration.close();
            socket.close();
            agents.closed(this, door);
        }
    }
}

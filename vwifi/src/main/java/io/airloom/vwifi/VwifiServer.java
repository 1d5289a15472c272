package io.airloom.vwifi;

import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.StreamSocket;
import io.airloom.linux.TcpSocket;
import io.airloom.linux.UnixSocket;
import io.airloom.linux.VsockSocket;
import io.airloom.medium.Air;
import io.airloom.medium.Counters;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A way in to the air in place of vwifi-server: unmodified vwifi-client of v1.5 to v7.1, its
/// spies, and vwifi-ctrl. Everything on the air's thread, but the reading of the counters; nobody
/// is ever waited for.
///
/// Places to connect to are opened one by one: of TCP, of this kernel's vsock, and Unix sockets
/// behind which is one machine whose number is known, as at the vsock devices of Firecracker,
/// cloud-hypervisor and our own (`PATH_8211`).
public final class VwifiServer implements AutoCloseable {
    /// Clients on one air.
    static final int MAX_CLIENTS = 1024;

    /// Spies on one air.
    static final int MAX_SPIES = 64;

    /// Control programs at a time.
    static final int MAX_CONTROLS = 64;

    private static final byte[] NO_ANSWER = {};

    private final EventLoop loop;
    private final Air air;
    private final VwifiModel model;
    private final VwifiOptions options;
    private final VwifiListener listener;
    private final Counters<VwifiCounter> counters = new Counters<>(VwifiCounter.class);
    private final Guestbook clientBook = new Guestbook();
    private final Guestbook spyBook = new Guestbook();
    private final List<VwifiPeer> peers = new ArrayList<>();
    private final Set<ControlSession> controls = new HashSet<>();
    private final List<Door<?>> doors = new ArrayList<>();
    private final ControlDecoder decoder;
    private final ControlReply reply;

    /// Serves nobody yet.
    ///
    /// @param model the one that the air has for its propagation
    public VwifiServer(
            EventLoop loop,
            Air air,
            VwifiModel model,
            VwifiOptions options,
            VwifiListener listener) {
        this.loop = loop;
        this.air = air;
        this.model = model;
        this.options = options;
        this.listener = listener;
        this.decoder = new ControlDecoder(options.control(), cid -> clientBook.find(cid) != null);
        this.reply = new ControlReply(options.control());
    }

    /// Takes clients over TCP, each under a number made of its address.
    ///
    /// @param at with port 0 for any
    /// @return the port
    /// @throws LinuxException if it cannot listen there
    public int clientsOnTcp(InetSocketAddress at) {
        return listen(at, socket -> client(socket, cid(socket)));
    }

    /// Takes spies over TCP; otherwise as [#clientsOnTcp].
    public int spiesOnTcp(InetSocketAddress at) {
        return listen(at, socket -> spy(socket, cid(socket)));
    }

    /// Takes control programs over TCP; otherwise as [#clientsOnTcp].
    public int controlOnTcp(InetSocketAddress at) {
        return listen(at, this::control);
    }

    /// Takes clients over this kernel's vsock, each under its CID.
    ///
    /// @throws LinuxException if the kernel has no vsock, or somebody else listens
    public void clientsOnVsock(int port) {
        VsockSocket socket = VsockSocket.listen(port, Door.BACKLOG);
        open(new Door<>(loop, socket.fd(), socket::accept, socket::close, this::vsockClient));
    }

    /// Takes the client of one machine at a Unix socket.
    ///
    /// @param cid its number
    /// @param name what people call the machine, and its first radio
    /// @throws LinuxException if it cannot listen there
    public void clientsAt(Path path, int cid, String name) {
        if (cid >= 0 && cid < Cid.LEAST) {
            throw new IllegalArgumentException("cid=" + cid);
        }
        UnixSocket socket = UnixSocket.listen(path, Door.BACKLOG);
        open(
                new Door<>(
                        loop,
                        socket.fd(),
                        socket::accept,
                        socket::close,
                        client -> replacingClient(client, cid, name)));
    }

    /// Takes spies at a Unix socket.
    ///
    /// @throws LinuxException if it cannot listen there
    public void spiesAt(Path path, int cid) {
        UnixSocket socket = UnixSocket.listen(path, Door.BACKLOG);
        open(new Door<>(loop, socket.fd(), socket::accept, socket::close, spy -> spy(spy, cid)));
    }

    /// Takes control programs at a Unix socket.
    ///
    /// @throws LinuxException if it cannot listen there
    public void controlAt(Path path) {
        UnixSocket socket = UnixSocket.listen(path, Door.BACKLOG);
        open(new Door<>(loop, socket.fd(), socket::accept, socket::close, this::control));
    }

    /// Counts so far. Any thread may read.
    public Counters<VwifiCounter> counters() {
        return counters;
    }

    /// Everybody has to go, nobody may come.
    @Override
    public void close() {
        doors.forEach(Door::close);
        doors.clear();
        List.copyOf(controls).forEach(ControlSession::close);
        closeAll("the air is closed");
    }

    // ---- who comes and goes

    private int listen(InetSocketAddress at, Consumer<TcpSocket> visitor) {
        TcpSocket socket = TcpSocket.listen(at, Door.BACKLOG);
        open(new Door<>(loop, socket.fd(), socket::accept, socket::close, visitor));
        return socket.local().getPort();
    }

    private int cid(TcpSocket socket) {
        InetSocketAddress peer = socket.peer();
        byte[] octets = peer.getAddress().getAddress();
        // vwifi knows no IPv6; the last four octets are as good as any.
        int address =
                ByteBuffer.wrap(octets, octets.length - Integer.BYTES, Integer.BYTES).getInt();
        return Cid.ofTcp(address, options.portInCid() ? peer.getPort() : null);
    }

    private void open(Door<?> door) {
        doors.add(door);
    }

    private void vsockClient(VsockSocket socket) {
        int cid = (int) (socket.peer() >>> Integer.SIZE);
        replacingClient(socket, cid, "vwifi-" + Integer.toUnsignedString(cid));
    }

    /// A client whose number can only be its own: one that is there under it is its own, too, and
    /// dead or about to be.
    void replacingClient(StreamSocket socket, int cid, String name) {
        for (VwifiPeer peer : List.copyOf(peers)) {
            if (!peer.isSpy() && peer.station().cid() == cid) {
                peer.end("its machine has connected anew");
            }
        }
        admit(socket, cid, false, name);
    }

    /// A client whose number may also be another one's. That one loses its place only if nothing is
    /// heard of it any more.
    void client(StreamSocket socket, int cid) {
        for (VwifiPeer peer : List.copyOf(peers)) {
            if (!peer.isSpy() && peer.station().cid() == cid && peer.isStalled(System.nanoTime())) {
                peer.end("it takes nothing, and another one came from its address");
            }
        }
        admit(socket, cid, false, null);
    }

    void spy(StreamSocket socket, int cid) {
        admit(socket, cid, true, null);
    }

    private void admit(StreamSocket socket, int cid, boolean spy, @Nullable String knownName) {
        Guestbook book = spy ? spyBook : clientBook;
        int most = spy ? MAX_SPIES : MAX_CLIENTS;
        if (book.present().size() >= most || air.isFull()) {
            refuse(socket, "there are %d %s already".formatted(most, spy ? "spies" : "clients"));
            return;
        }
        Station station = book.arrive(cid);
        String number = Integer.toUnsignedString(station.cid());
        String name = knownName != null ? knownName : (spy ? "spy-" : "vwifi-") + number;
        try {
            peers.add(
                    new VwifiPeer(
                            loop, air, options, counters, socket, station, spy, name, this::gone));
        } catch (LinuxException e) {
            book.leave(station);
            throw e;
        }
        listener.connected(name);
        if (station.cid() != cid && !spy) {
            counters.increment(VwifiCounter.COLLISIONS);
            listener.noted(
                    "CID %s is taken by a client that is still there: the new one has %s"
                            .formatted(Integer.toUnsignedString(cid), number));
        }
    }

    private void gone(VwifiPeer peer, String reason, boolean violation) {
        peers.remove(peer);
        (peer.isSpy() ? spyBook : clientBook).leave(peer.station());
        listener.disconnected(peer.name(), reason, violation);
    }

    private void refuse(StreamSocket socket, String reason) {
        socket.close();
        counters.increment(VwifiCounter.REFUSED);
        listener.noted("refused: " + reason);
    }

    private void closeAll(String reason) {
        for (VwifiPeer peer : List.copyOf(peers)) {
            peer.end(reason);
        }
    }

    // ---- control

    void control(StreamSocket socket) {
        if (controls.size() >= MAX_CONTROLS) {
            refuse(socket, "there are %d control programs already".formatted(MAX_CONTROLS));
            return;
        }
        controls.add(new ControlSession(loop, socket, decoder, this::carryOut, controls::remove));
    }

    private byte[] carryOut(ControlOrder order) {
        counters.increment(
                order instanceof ControlOrder.Nonsense
                        ? VwifiCounter.BAD_ORDERS
                        : VwifiCounter.ORDERS);
        boolean spied = !spyBook.present().isEmpty();
        return switch (order) {
            case ControlOrder.Nothing _, ControlOrder.Nonsense _ -> NO_ANSWER;
            case ControlOrder.Listing _ -> reply.listing(spyBook.present(), clientBook.present());
            case ControlOrder.Show _ -> reply.show(model, spied);
            case ControlOrder.Status _ -> reply.status(model, options, spied);
            case ControlOrder.Distance(int cid1, int cid2) -> distance(cid1, cid2);
            case ControlOrder.Place(int cid, Position position) -> {
                clientBook.findOrRemember(cid).position(position);
                yield NO_ANSWER;
            }
            case ControlOrder.Name(int cid, String name) -> {
                clientBook.findOrRemember(cid).name(name);
                yield NO_ANSWER;
            }
            case ControlOrder.Loss(boolean on) -> {
                model.loss(on);
                yield NO_ANSWER;
            }
            case ControlOrder.Scale(double metres) -> {
                model.scale(metres);
                yield NO_ANSWER;
            }
            case ControlOrder.CloseAll _ -> {
                closeAll("a control program closed all connections");
                yield NO_ANSWER;
            }
        };
    }

    private byte[] distance(int cid1, int cid2) {
        Station one = clientBook.find(cid1);
        Station other = clientBook.find(cid2);
        if (one == null || other == null) {
            return reply.unknown(one == null ? 1 : 2);
        }
        return reply.distance(model.metres(one.position(), other.position()));
    }
}

package io.airloom.vhost;

import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.UnixSocket;
import io.airloom.medium.Counters;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the guests of one [VsockThread] and the host's listeners meet: finds the far end of what a
/// guest asks for, and grants memory, which is what limits the connections. On the loop's thread
/// only.
///
/// Each connection is granted the least window that can work; those that come first get more, as
/// long as there is something to spare. So the sum is bounded whatever the guests do:
/// [#MAX_CONNECTIONS] × [#MIN_WINDOW] + [#SPARE] = 112 MiB.
final class VsockSwitch implements AutoCloseable {
    /// Connections of one guest at a time.
    static final int MAX_PER_GUEST = 2048;

    /// Connections of all guests at a time.
    static final int MAX_CONNECTIONS = 4096;

    /// Least octets of one connection that may wait for the host.
    static final int MIN_WINDOW = 1 << 14;

    /// Most octets of one connection that may wait for the host; what kernels give each other.
    static final int MAX_WINDOW = 1 << 18;

    /// What the windows of all guests may have above the least.
    static final int SPARE = 48 << 20;

    /// What the windows of one guest may have above the least.
    static final int SPARE_PER_GUEST = 16 << 20;

    /// The part of what is spare that one connection gets at most.
    private static final int SHARE = 8;

    private final EventLoop loop;
    private final boolean betweenGuests;
    private final Counters<VsockCounter> counters = new Counters<>(VsockCounter.class);
    private final Map<Integer, VsockDevice> guests = new HashMap<>();
    private final Map<Integer, Path> doors = new HashMap<>();
    private final Map<Integer, VsockAcceptor> acceptors = new HashMap<>();
    private final Map<VsockDevice, Integer> sparedTo = new HashMap<>();
    private final Set<VsockConnection> lingering = new HashSet<>();
    private int connections;
    private int spared;

    VsockSwitch(EventLoop loop, boolean betweenGuests) {
        this.loop = loop;
        this.betweenGuests = betweenGuests;
    }

    EventLoop loop() {
        return loop;
    }

    Counters<VsockCounter> counters() {
        return counters;
    }

    void count(VsockCounter counter, long number) {
        counters.add(counter, number);
    }

    int connections() {
        return connections;
    }

    // ---- who is there
    // ------------------------------------------------------------------------------

    void join(VsockDevice device) {
        guests.put(device.cid(), device);
        sparedTo.put(device, 0);
    }

    void leave(VsockDevice device) {
        guests.remove(device.cid(), device);
    }

    @Nullable VsockDevice guest(int cid) {
        return guests.get(cid);
    }

    /// Programs of the host that listen for this guest have sockets at `path` + `_` + port.
    void door(int cid, Path path) {
        doors.put(cid, path);
    }

    void removeDoor(int cid) {
        doors.remove(cid);
    }

    /// False if somebody listens on the port already.
    boolean listen(int port, VsockAcceptor acceptor) {
        return acceptors.putIfAbsent(port, acceptor) == null;
    }

    void unlisten(int port) {
        acceptors.remove(port);
    }

    // ---- memory
    // ------------------------------------------------------------------------------------

    /// Grants a guest one more connection.
    ///
    /// @return its window in octets, or 0 if there are too many
    int grant(VsockDevice device) {
        if (connections >= MAX_CONNECTIONS || device.connectionCount() >= MAX_PER_GUEST) {
            return 0;
        }
        int mine = sparedTo.getOrDefault(device, 0);
        int left = Math.min(SPARE_PER_GUEST - mine, SPARE - spared);
        int more = Math.min(MAX_WINDOW - MIN_WINDOW, left / SHARE);
        connections++;
        spared += more;
        sparedTo.put(device, mine + more);
        return MIN_WINDOW + more;
    }

    /// The connection is closed.
    void release(VsockDevice device, VsockConnection connection) {
        int more = connection.window() - MIN_WINDOW;
        connections--;
        spared -= more;
        int mine = sparedTo.getOrDefault(device, 0) - more;
        if (mine == 0 && guests.get(device.cid()) != device) {
            sparedTo.remove(device);
        } else {
            sparedTo.put(device, mine);
        }
        lingering.remove(connection);
        counters.increment(VsockCounter.CLOSED);
    }

    /// The connection's guest is gone, but not all that it sent has been taken.
    void linger(VsockConnection connection) {
        lingering.add(connection);
    }

    // ---- requests
    // ----------------------------------------------------------------------------------

    /// Finds the far end of what a guest asks for, or refuses it.
    void route(VsockDevice from, VsockConnection connection) {
        VsockFlow flow = connection.flow();
        VsockCounter refusal =
                flow.peerCid() == VsockAddress.HOST_CID
                        ? toHost(from, connection)
                        : toGuest(from, connection);
        if (refusal != null) {
            connection.breakOff(refusal);
        }
    }

    private @Nullable VsockCounter toHost(VsockDevice from, VsockConnection connection) {
        VsockFlow flow = connection.flow();
        VsockAcceptor acceptor = acceptors.get(flow.peerPort());
        Path door = doors.get(from.cid());
        try {
            if (acceptor != null) {
                SocketStream.accepted(loop, connection, from.cid(), acceptor);
            } else if (door != null) {
                UnixSocket socket = UnixSocket.connectNow(port(door, flow.peerPort()));
                connection.meet(new SocketEnd(loop, connection, socket, new SocketEnd.Owner() {}));
            } else {
                return VsockCounter.REFUSED;
            }
        } catch (LinuxException e) {
            // Nobody listens, its backlog is full, or we have too many descriptors.
            return VsockCounter.REFUSED;
        }
        connection.accept();
        return null;
    }

    private @Nullable VsockCounter toGuest(VsockDevice from, VsockConnection connection) {
        VsockFlow flow = connection.flow();
        VsockDevice to = guests.get(flow.peerCid());
        if (to == null || to == from) {
            return VsockCounter.REFUSED;
        }
        if (!betweenGuests) {
            return VsockCounter.FORBIDDEN;
        }
        VsockConnection other =
                to.connect(
                        flow.fromOtherSide(from.cid()), asking -> new GuestEnd(asking, connection));
        if (other == null) {
            return VsockCounter.REFUSED;
        }
        connection.meet(new GuestEnd(connection, other));
        return null;
    }

    /// Where a program listens that takes a guest's connections to this port of the host.
    static Path port(Path door, int port) {
        return door.resolveSibling(door.getFileName() + "_" + Integer.toUnsignedString(port));
    }

    /// Ends what outlived its guest.
    @Override
    public void close() {
        List.copyOf(lingering).forEach(connection -> connection.close(true));
    }
}

package io.airloom.vhost;

import io.airloom.linux.Timer;
import io.airloom.medium.Counters;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The virtio device vsock (id 19; virtio 1.3 clause 5.10) of one guest: takes its packets, finds
/// the connections that they belong to, and gives the connections their turns at its buffers.
///
/// Each connection that has something to say stands in line, once, and says one packet at a time.
/// RSTs for connections that there are not are the only packets that wait as such; when too many of
/// them wait, the guest's packets wait in its own ring until it takes some.
///
/// At 400 lines: what is left is the table of connections and the two rings, which need each other.
public final class VsockDevice implements VirtioDevice {
    /// The device's number in virtio.
    public static final int DEVICE_ID = 19;

    /// The queue of the driver's empty buffers.
    public static final int RX = 0;

    /// The queue of the driver's packets.
    public static final int TX = 1;

    /// The queue of buffers for events; some front ends (QEMU) keep it for themselves.
    public static final int EVENT = 2;

    /// Packets each way before other guests get their turn.
    private static final int PACKETS_PER_TURN = 64;

    /// RSTs that may wait for a guest that does not take any.
    private static final int MAX_RESETS = 256;

    private static final int FIRST_HOST_PORT = 1 << 30;
    private static final int LAST_HOST_PORT = Integer.MAX_VALUE;
    private static final int EVENT_LENGTH = 4;
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final VsockSwitch exchange;
    private final int cid;
    private final Counters<SessionCounter> counters;
    private final Map<VsockFlow, VsockConnection> connections = new HashMap<>();
    private final ArrayDeque<VsockConnection> line = new ArrayDeque<>();
    private final ArrayDeque<VsockReset> resets = new ArrayDeque<>();
    private final DescriptorChain incoming = new DescriptorChain();
    private final DescriptorChain outgoing = new DescriptorChain();
    private final VsockHeader header = new VsockHeader();
    private final VsockBuffer buffer = new VsockBuffer(outgoing);
    private List<VirtioQueue> queues = List.of();
    private int nextHostPort = FIRST_HOST_PORT;
    private boolean begun;
    private boolean eventDue;

    /// @param cid the guest's
    /// @param counters of the session
    VsockDevice(VsockSwitch exchange, int cid, Counters<SessionCounter> counters) {
        this.exchange = exchange;
        this.cid = cid;
        this.counters = counters;
    }

    int cid() {
        return cid;
    }

    int connectionCount() {
        return connections.size();
    }

    /// Whether the driver runs, so that it can be asked for connections.
    boolean isReady() {
        return !queues.isEmpty() && queues.get(RX).isRunning() && queues.get(TX).isRunning();
    }

    // ---- the session
    // -------------------------------------------------------------------------------

    @Override
    public int queueCount() {
        return 3;
    }

    @Override
    public int requiredQueues() {
        return 2;
    }

    @Override
    public int configLength() {
        return Long.BYTES;
    }

    @Override
    public void readConfig(int configOffset, MemorySegment target, long offset, int length) {
        MemorySegment config = MemorySegment.ofArray(new byte[Long.BYTES]);
        config.set(U64, 0, Integer.toUnsignedLong(cid));
        MemorySegment.copy(config, configOffset, target, offset, length);
    }

    @Override
    public void attached(List<VirtioQueue> all) {
        queues = all;
        exchange.join(this);
    }

    @Override
    public void queueStarted(int index) {
        if (index == TX && !begun) {
            begun = true;
            // A driver that goes on where we know nothing of it: its connections are not there.
            eventDue = queues.get(TX).position() != 0;
        }
    }

    @Override
    public void reset() {
        List.copyOf(connections.values()).forEach(VsockConnection::guestLost);
        resets.clear();
        line.clear();
        eventDue = false;
    }

    @Override
    public void detached() {
        exchange.leave(this);
        reset();
    }

    @Override
    public boolean queueKicked(int index, long nowNanos) {
        VirtioQueue tx = queues.get(TX);
        try {
            boolean more = exchangePackets(tx);
            tx.settle();
            return more;
        } catch (InternalError e) {
            tx.faulted(e);
            return false;
        }
    }

    private boolean exchangePackets(VirtioQueue tx) {
        if (eventDue) {
            tellTransportReset();
        }
        boolean more = takePackets();
        boolean speaking = givePackets();
        if (!more) {
            // RSTs that were given may have made room for packets that waited.
            more = tx.wantKicks() && resets.size() < MAX_RESETS;
        }
        tx.signal();
        queues.get(RX).signal();
        return more || speaking;
    }

    private void tellTransportReset() {
        VirtioQueue events = queues.get(EVENT);
        if (events.isRunning() && events.peek(outgoing)) {
            eventDue = false;
            boolean fits = outgoing.writableLength() >= EVENT_LENGTH;
            if (fits) {
                // Event 0 in a buffer of zeros.
                outgoing.scatter(MemorySegment.ofArray(new byte[EVENT_LENGTH]), 0, EVENT_LENGTH);
            }
            events.complete(fits ? EVENT_LENGTH : 0);
            events.signal();
        }
    }

    // ---- from the guest
    // ----------------------------------------------------------------------------

    private boolean takePackets() {
        VirtioQueue tx = queues.get(TX);
        tx.refuseKicks();
        for (int i = 0; i < PACKETS_PER_TURN; i++) {
            if (resets.size() >= MAX_RESETS || !tx.peek(incoming)) {
                return false;
            }
            try {
                counters.increment(SessionCounter.MESSAGES_IN);
                exchange.count(VsockCounter.PACKETS_IN, 1);
                takePacket(tx);
            } finally {
                // After a fault too: what was passed on must not be passed on twice.
                if (tx.isRunning()) {
                    tx.complete(0);
                }
            }
        }
        return true;
    }

    private void takePacket(VirtioQueue tx) {
        int copied = incoming.gather(header.bytes(), 0, VsockHeader.LENGTH);
        tx.settle();
        if (copied < VsockHeader.LENGTH) {
            count(VsockCounter.TOO_SHORT);
            return;
        }
        if (header.sourceCid() != Integer.toUnsignedLong(cid)) {
            count(VsockCounter.WRONG_SOURCE);
            return;
        }
        long peerCid = header.destinationCid();
        VsockFlow flow =
                new VsockFlow((int) peerCid, header.destinationPort(), header.sourcePort());
        VsockCounter wrong = check();
        VsockConnection connection = peerCid >>> Integer.SIZE == 0 ? connections.get(flow) : null;
        if (wrong != null) {
            count(wrong);
            if (connection != null && wrong != VsockCounter.WRONG_TYPE) {
                connection.breakOff();
            } else {
                refuse(flow, peerCid);
            }
        } else if (connection != null) {
            exchange.count(VsockCounter.OCTETS_IN, header.payloadLength());
            connection.packet(header, incoming);
        } else if (header.operation() == VsockHeader.REQUEST && peerCid >>> Integer.SIZE == 0) {
            asked(flow);
        } else if (header.operation() != VsockHeader.RST) {
            count(VsockCounter.UNKNOWN_CONNECTION);
            refuse(flow, peerCid);
        }
    }

    /// What is wrong with the header, whatever the connection; null if nothing.
    private @Nullable VsockCounter check() {
        int operation = header.operation();
        if (header.type() != VsockHeader.TYPE_STREAM) {
            return VsockCounter.WRONG_TYPE;
        }
        if (operation < VsockHeader.REQUEST || operation > VsockHeader.CREDIT_REQUEST) {
            return VsockCounter.UNKNOWN_OPERATION;
        }
        boolean hasPayload = operation == VsockHeader.RW;
        if (header.payloadLength()
                > (hasPayload ? incoming.readableLength() - VsockHeader.LENGTH : 0)) {
            return VsockCounter.BAD_LENGTH;
        }
        int known = operation == VsockHeader.SHUTDOWN ? VsockHeader.SHUT_BOTH : 0;
        return (header.flags() & ~known) != 0 ? VsockCounter.BAD_FLAGS : null;
    }

    private void asked(VsockFlow flow) {
        VsockConnection connection = open(flow, true);
        if (connection == null) {
            sendReset(flow);
            return;
        }
        count(VsockCounter.OPENED_BY_GUEST);
        if (connection.learnCredit(header)) {
            exchange.route(this, connection);
        } else {
            connection.breakOff(VsockCounter.CREDIT_FORGED);
        }
    }

    /// Answers with an RST, but never an RST.
    private void refuse(VsockFlow flow, long peerCid) {
        if (header.operation() != VsockHeader.RST) {
            resets.add(new VsockReset(flow, peerCid, header.type()));
            callSoon();
        }
    }

    // ---- to the guest
    // ------------------------------------------------------------------------------

    private boolean givePackets() {
        VirtioQueue rx = queues.get(RX);
        for (int i = 0; i < PACKETS_PER_TURN; i++) {
            if (resets.isEmpty() && line.isEmpty()) {
                return false;
            }
            if (!rx.peek(outgoing) && !(rx.wantKicks() && rx.peek(outgoing))) {
                // Whoever stands in line goes on standing; a kick tells of new buffers.
                return false;
            }
            rx.refuseKicks();
            if (!buffer.hasRoom()) {
                count(VsockCounter.BUFFERS_TOO_SHORT);
                rx.complete(0);
                continue;
            }
            int length = nextPacket();
            if (length > 0 && rx.isRunning()) {
                rx.complete(length);
                counters.increment(SessionCounter.MESSAGES_OUT);
                exchange.count(VsockCounter.PACKETS_OUT, 1);
                exchange.count(VsockCounter.OCTETS_OUT, length - VsockHeader.LENGTH);
            }
        }
        return !resets.isEmpty() || !line.isEmpty();
    }

    private int nextPacket() {
        VsockReset reset = resets.poll();
        if (reset != null) {
            buffer.header().writeReset(reset, cid);
            return buffer.finish(0);
        }
        VsockConnection connection = line.remove();
        connection.waiting(false);
        int length = connection.speak(buffer);
        if (connection.hasMore()) {
            speakLater(connection);
        }
        return length;
    }

    // ---- for connections
    // ---------------------------------------------------------------------------

    /// Asks the guest for a connection.
    ///
    /// @param end makes the far end of the new connection
    /// @return null if the guest is not ready, or has too many connections
    @Nullable VsockConnection connect(VsockFlow flow, Function<VsockConnection, VsockEnd> end) {
        if (!isReady() || connections.containsKey(flow)) {
            return null;
        }
        VsockConnection connection = open(flow, false);
        if (connection != null) {
            connection.ask(end.apply(connection));
        }
        return connection;
    }

    /// A connection from a port of the host that has none to this port of the guest.
    VsockFlow fromHost(int guestPort) {
        VsockFlow flow;
        do {
            flow = new VsockFlow(VsockAddress.HOST_CID, nextHostPort, guestPort);
            nextHostPort = nextHostPort == LAST_HOST_PORT ? FIRST_HOST_PORT : nextHostPort + 1;
        } while (connections.containsKey(flow));
        return flow;
    }

    private @Nullable VsockConnection open(VsockFlow flow, boolean asked) {
        int window = exchange.grant(this);
        if (window == 0) {
            count(VsockCounter.TOO_MANY);
            return null;
        }
        VsockConnection connection = new VsockConnection(this, flow, window, asked);
        connections.put(flow, connection);
        return connection;
    }

    /// The connection stands in line from here on.
    void speakLater(VsockConnection connection) {
        if (!connection.isWaiting() && !connection.isClosed()) {
            connection.waiting(true);
            line.add(connection);
            callSoon();
        }
    }

    void sendReset(VsockFlow flow) {
        resets.add(VsockReset.of(flow));
        callSoon();
    }

    /// The guest knows nothing of the connection any more, but the end still gets what is there.
    void forget(VsockConnection connection) {
        connections.remove(connection.flow(), connection);
        exchange.linger(connection);
    }

    /// The connection is closed.
    void closed(VsockConnection connection) {
        if (connection.isWaiting()) {
            connection.waiting(false);
            line.remove(connection);
        }
        connections.remove(connection.flow(), connection);
        exchange.release(this, connection);
    }

    Timer schedule(long delayNanos, Runnable task) {
        return exchange.loop().schedule(delayNanos, task);
    }

    void count(VsockCounter counter) {
        exchange.count(counter, 1);
    }

    private void callSoon() {
        if (!queues.isEmpty()) {
            queues.get(RX).callSoon();
        }
    }
}

package io.airloom.bench;

import io.airloom.vhost.VsockAcceptor;
import io.airloom.vhost.VsockHost;
import io.airloom.vhost.VsockStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A guest without a machine around it, with vsock as a kernel's: what its programs would call. The
/// second opinion on the protocol (virtio 1.3 clause 5.10): it shares no code with the device.
///
/// One lock for everything; a thread of its own takes what comes.
public final class VsockGuest implements VsockHost {
    static final int HEADER = 44;
    static final int REQUEST = 1;
    static final int RESPONSE = 2;
    static final int RST = 3;
    static final int SHUTDOWN = 4;
    static final int RW = 5;
    static final int CREDIT_UPDATE = 6;
    static final int CREDIT_REQUEST = 7;

    private static final byte[] NOTHING = new byte[0];
    private static final int FIRST_PORT = 49_152;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    final ReentrantLock lock = new ReentrantLock();

    /// Something was taken or has come: whoever waits looks again.
    final Condition changed = lock.newCondition();

    private final VsockRings rings;
    private final Thread thread;
    private final Map<Flow, VsockGuestStream> streams = new HashMap<>();
    private final Map<Integer, VsockAcceptor> acceptors = new HashMap<>();
    private final ArrayDeque<byte[]> unsent = new ArrayDeque<>();
    private int nextPort = FIRST_PORT;
    private boolean closed;

    /// A connection as this guest names it.
    record Flow(int peerCid, int peerPort, int port) {}

    /// A header, read.
    record Packet(Flow flow, int length, int operation, int flags, int buffer, int forwarded) {
        static Packet of(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            return new Packet(
                    new Flow((int) in.getLong(0), in.getInt(16), in.getInt(20)),
                    in.getInt(24),
                    in.getShort(30),
                    in.getInt(32),
                    in.getInt(36),
                    in.getInt(40));
        }
    }

    /// Connects to a back end's socket.
    public VsockGuest(Path socket) {
        rings = new VsockRings(socket);
        thread = Thread.ofPlatform().name("airloom-bench-vsock").daemon().start(this::run);
    }

    /// This guest's CID.
    public int cid() {
        return rings.cid();
    }

    /// Connections that this guest knows of.
    public int connections() {
        lock.lock();
        try {
            return streams.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Listener listen(int port, VsockAcceptor acceptor) throws IOException {
        lock.lock();
        try {
            if (acceptors.putIfAbsent(port, acceptor) != null) {
                throw new IOException("port " + port + " is taken already");
            }
        } finally {
            lock.unlock();
        }
        return new Listener() {
            @Override
            public int port() {
                return port;
            }

            @Override
            public void close() {
                lock.lock();
                try {
                    acceptors.remove(port);
                } finally {
                    lock.unlock();
                }
            }
        };
    }

    @Override
    public VsockStream connect(int cid, int port) throws IOException {
        lock.lock();
        try {
            VsockGuestStream stream =
                    new VsockGuestStream(this, new Flow(cid, port, nextPort++), false);
            streams.put(stream.flow(), stream);
            say(stream, REQUEST, 0);
            long left = PATIENCE_NANOS;
            while (!stream.isOpen() && !stream.isBroken() && left > 0) {
                left = await(left);
            }
            if (!stream.isOpen()) {
                streams.remove(stream.flow());
                throw new IOException(
                        stream.flow() + (left > 0 ? " is refused" : " is not answered"));
            }
            return stream;
        } finally {
            lock.unlock();
        }
    }

    /// Ends as a machine does that is switched off.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            List.copyOf(streams.values()).forEach(VsockGuestStream::breakOff);
            // Under the lock: once the thread knows, it closes the rings.
            rings.wake();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean over = false;
        while (!over) {
            rings.await();
            lock.lock();
            try {
                over = closed;
                if (!over) {
                    rings.receive(this::packet);
                    sendUnsent();
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
        rings.close();
    }

    // ---- under the lock
    // ----------------------------------------------------------------------------

    /// Waits for a change, or less long. Every caller looks again at what it waits for.
    @SuppressWarnings("WaitNotInLoop")
    long await(long nanos) throws IOException {
        try {
            return changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void packet(byte[] bytes) {
        if (bytes.length < HEADER) {
            return;
        }
        Packet packet = Packet.of(bytes);
        VsockGuestStream stream = streams.get(packet.flow());
        if (stream != null) {
            stream.packet(packet, bytes);
            return;
        }
        VsockAcceptor acceptor = acceptors.get(packet.flow().port());
        if (packet.operation() == REQUEST && acceptor != null) {
            VsockGuestStream accepted = new VsockGuestStream(this, packet.flow(), true);
            streams.put(packet.flow(), accepted);
            accepted.packet(packet, bytes);
            say(accepted, RESPONSE, 0);
            accepted.serve(acceptor);
        } else if (packet.operation() != RST) {
            control(header(packet.flow(), RST, 0, 0, 0, 0));
        }
    }

    void forget(VsockGuestStream stream) {
        streams.remove(stream.flow());
        changed.signalAll();
    }

    /// Says something without payload, at once or when there is a buffer.
    void say(VsockGuestStream stream, int operation, int flags) {
        control(
                header(
                        stream.flow(),
                        operation,
                        flags,
                        0,
                        VsockGuestStream.WINDOW,
                        stream.forwarded()));
    }

    private void control(byte[] header) {
        unsent.add(header);
        sendUnsent();
    }

    private void sendUnsent() {
        while (!closed && !unsent.isEmpty() && rings.send(unsent.peek(), NOTHING, 0, 0)) {
            unsent.remove();
        }
    }

    /// Sends payload.
    ///
    /// @return false if there is no buffer now
    boolean send(VsockGuestStream stream, byte[] source, int offset, int length) {
        byte[] header =
                header(stream.flow(), RW, 0, length, VsockGuestStream.WINDOW, stream.forwarded());
        return !closed && unsent.isEmpty() && rings.send(header, source, offset, length);
    }

    private byte[] header(
            Flow flow, int operation, int flags, int length, int buffer, int forwarded) {
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(Integer.toUnsignedLong(cid()))
                .putLong(Integer.toUnsignedLong(flow.peerCid()))
                .putInt(flow.port())
                .putInt(flow.peerPort())
                .putInt(length)
                .putShort((short) 1)
                .putShort((short) operation)
                .putInt(flags)
                .putInt(buffer)
                .putInt(forwarded)
                .array();
    }
}

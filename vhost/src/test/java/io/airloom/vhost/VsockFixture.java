package io.airloom.vhost;

import io.airloom.linux.EventLoop;
import io.airloom.linux.UnixSocket;
import io.airloom.medium.Counters;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// vsock devices whose loop is run by the test's thread, and programs of the host that use them.
final class VsockFixture implements AutoCloseable, SessionListener {
    final EventLoop loop = new EventLoop(0);
    final Sessions sessions = new Sessions();
    final VsockSwitch exchange;
    final Map<String, SessionEnd> ends = new LinkedHashMap<>();
    private final Path folder;
    private final List<Runnable> opened = new ArrayList<>();
    private final MemorySegment buffer = Arena.ofAuto().allocate(1 << 16, 8);

    VsockFixture(Path folder, boolean betweenGuests) {
        this.folder = folder;
        this.exchange = new VsockSwitch(loop, betweenGuests);
        loop.onFault(fault -> sessions.fault(fault.error()));
    }

    /// A guest whose driver is not set up yet.
    VsockTestGuest connect(int cid) {
        UnixSocket[] pair = UnixSocket.pair();
        Counters<SessionCounter> counters = new Counters<>(SessionCounter.class);
        new VhostUserSession(
                loop,
                pair[1],
                new GuestConnection("cid" + cid, Path.of("/pair"), pair[1].peerPid(), counters),
                new VsockDevice(exchange, cid, counters),
                sessions,
                this);
        VsockTestGuest guest = new VsockTestGuest(new FrontEnd(pair[0], this::settle), cid);
        opened.add(guest::close);
        return guest;
    }

    /// A guest with empty buffers, and a door for programs of the host.
    VsockTestGuest guest(int cid) {
        opened.add(new UnixDoor(exchange, cid, door(cid))::close);
        return connect(cid).setUp().post(VsockTestGuest.RING / 2);
    }

    Path door(int cid) {
        return folder.resolve("v" + cid);
    }

    /// A program that listens for a guest.
    UnixSocket listen(int cid, int port) {
        UnixSocket socket = UnixSocket.listen(Path.of(door(cid) + "_" + port), 2000);
        opened.add(socket::close);
        return socket;
    }

    /// A program that asks for a port of a guest.
    UnixSocket ask(int cid, String line) {
        UnixSocket socket = UnixSocket.connect(door(cid));
        opened.add(socket::close);
        write(socket, line);
        return socket;
    }

    void write(UnixSocket socket, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        socket.send(bytes, 0, bytes.length);
        settle();
    }

    /// What can be read now; `EOF` at the end of the stream.
    String read(UnixSocket socket) {
        settle();
        StringBuilder text = new StringBuilder();
        int n = socket.receive(buffer, 0, 1 << 16, null);
        while (n > 0) {
            byte[] bytes = buffer.asSlice(0, n).toArray(ValueLayout.JAVA_BYTE);
            text.append(new String(bytes, StandardCharsets.US_ASCII));
            settle();
            n = socket.receive(buffer, 0, 1 << 16, null);
        }
        return n == 0 ? text + "EOF" : text.toString();
    }

    long count(VsockCounter counter) {
        return exchange.counters().value(counter);
    }

    void settle() {
        while (turn()) {
            // Until nothing happens any more.
        }
    }

    private boolean turn() {
        try {
            int events = loop.poll(0);
            boolean more = sessions.hasWork();
            sessions.work(System.nanoTime());
            return more || events > 0;
        } catch (InternalError | RuntimeException e) {
            sessions.fault(e);
            return true;
        }
    }

    @Override
    public void disconnected(GuestConnection connection, SessionEnd end) {
        ends.put(connection.name(), end);
    }

    @Override
    public void close() {
        opened.reversed().forEach(Runnable::run);
        settle();
        sessions.close();
        exchange.close();
        loop.close();
    }
}

package io.airloom.vhost;

import io.airloom.linux.EventLoop;
import io.airloom.linux.UnixSocket;
import io.airloom.medium.Air;
import io.airloom.medium.Counters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An air with guests over socket pairs, all run by the test's thread in the turns of an
/// [AirThread].
final class AirFixture implements AutoCloseable, SessionListener {
    final EventLoop loop = new EventLoop(0);
    final Sessions sessions = new Sessions();
    final Air air = new Air();
    final Map<String, SessionEnd> ends = new LinkedHashMap<>();
    final List<String> ready = new ArrayList<>();
    final LateCalls lateCalls = new LateCalls();
    final Map<String, Counters<SessionCounter>> counters = new LinkedHashMap<>();

    AirFixture() {
        loop.onFault(fault -> sessions.fault(fault.error()));
    }

    TestGuest guest(int number) {
        return new TestGuest(connect("vm" + number), number);
    }

    FrontEnd connect(String name) {
        UnixSocket[] pair = UnixSocket.pair();
        Counters<SessionCounter> mine = new Counters<>(SessionCounter.class);
        counters.put(name, mine);
        new VhostUserSession(
                loop,
                pair[1],
                new GuestConnection(name, Path.of("/pair"), pair[1].peerPid(), mine),
                new HwsimDevice(air, name, mine, lateCalls),
                sessions,
                this);
        return new FrontEnd(pair[0], this::settle);
    }

    void settle() {
        boolean busy = true;
        while (busy) {
            busy = turn();
        }
    }

    boolean turn() {
        try {
            int events = loop.poll(0);
            boolean more = sessions.hasWork();
            if (more) {
                sessions.work(System.nanoTime());
            }
            air.flush(System::nanoTime);
            return more || events > 0;
        } catch (InternalError | RuntimeException e) {
            sessions.fault(e);
            return true;
        }
    }

    long count(String name, SessionCounter counter) {
        return counters.get(name).value(counter);
    }

    @Override
    public void ready(GuestConnection connection) {
        ready.add(connection.name());
    }

    @Override
    public void disconnected(GuestConnection connection, SessionEnd end) {
        ends.put(connection.name(), end);
    }

    @Override
    public void close() {
        sessions.close();
        loop.close();
    }
}

package io.airloom.vhost;

import io.airloom.linux.EventLoop;
import io.airloom.linux.UnixSocket;
import io.airloom.medium.Counters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A session over a socket pair, its loop run by the test's thread.
final class SessionFixture implements AutoCloseable, SessionListener {
    final EventLoop loop = new EventLoop(0);
    final Sessions sessions = new Sessions();
    final Counters<SessionCounter> counters = new Counters<>(SessionCounter.class);
    final List<String> events = new ArrayList<>();
    final List<SessionEnd> ends = new ArrayList<>();
    final FrontEnd frontEnd;

    SessionFixture(VirtioDevice device) {
        loop.onFault(fault -> sessions.fault(fault.error()));
        UnixSocket[] pair = UnixSocket.pair();
        frontEnd = new FrontEnd(pair[0], this::settle);
        GuestConnection connection =
                new GuestConnection("node", Path.of("/pair"), pair[1].peerPid(), counters);
        new VhostUserSession(loop, pair[1], connection, device, sessions, this);
    }

    private void settle() {
        do {
            while (sessions.hasWork()) {
                sessions.work(System.nanoTime());
            }
        } while (loop.poll(0) > 0 || sessions.hasWork());
    }

    long count(SessionCounter counter) {
        return counters.value(counter);
    }

    /// Why the session ended.
    VhostViolation violation() {
        frontEnd.settle();
        if (ends.isEmpty()) {
            throw new AssertionError("the session has not ended");
        }
        return ends.getFirst() instanceof SessionEnd.Violated(VhostViolation violation)
                ? violation
                : new VhostViolation(VhostViolation.Kind.INTERNAL_FAULT, "" + ends.getFirst());
    }

    @Override
    public void connected(GuestConnection connection) {
        events.add("connected");
    }

    @Override
    public void ready(GuestConnection connection) {
        events.add("ready");
    }

    @Override
    public void disconnected(GuestConnection connection, SessionEnd end) {
        events.add("disconnected");
        ends.add(end);
    }

    @Override
    public void close() {
        frontEnd.close();
        sessions.close();
        loop.close();
    }
}

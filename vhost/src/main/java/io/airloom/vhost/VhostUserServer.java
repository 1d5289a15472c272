package io.airloom.vhost;

import io.airloom.linux.Epoll;
import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.UnixSocket;
import io.airloom.medium.Counters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Listens on a Unix socket and makes a session, with a device of its own, of each connection. Loop
/// thread only.
final class VhostUserServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(VhostUserServer.class.getName());
    private static final int BACKLOG = 64;
    private static final long ACCEPT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final EventLoop loop;
    private final Path path;
    private final NodeNaming naming;
    private final Function<GuestConnection, VirtioDevice> devices;
    private final SessionListener listener;
    private final Sessions sessions;
    private final int maxSessions;
    private final UnixSocket socket;
    private final EventLoop.Registration registration;
    private final List<VhostUserSession> mine = new ArrayList<>();
    private boolean open = true;

    /// Listens from here on.
    ///
    /// @param maxSessions of all servers of `sessions` together
    /// @throws LinuxException if it cannot listen there
    VhostUserServer(
            EventLoop loop,
            Path path,
            NodeNaming naming,
            Function<GuestConnection, VirtioDevice> devices,
            SessionListener listener,
            Sessions sessions,
            int maxSessions) {
        this.loop = loop;
        this.path = path;
        this.naming = naming;
        this.devices = devices;
        this.listener = listener;
        this.sessions = sessions;
        this.maxSessions = maxSessions;
        this.socket = UnixSocket.listen(path, BACKLOG);
        this.registration = loop.register(socket.fd(), Epoll.IN, this::accept);
    }

    Path path() {
        return path;
    }

    /// Stops listening, removes the path and ends the sessions.
    @Override
    public void close() {
        if (open) {
            open = false;
            registration.close();
            socket.close();
            for (VhostUserSession session : List.copyOf(mine)) {
                session.end(new SessionEnd.Closed());
            }
        }
    }

    private void accept(int events, long nowNanos) {
        try {
            UnixSocket connection = socket.accept();
            if (connection != null) {
                admitOrClose(connection, nowNanos);
            }
        } catch (LinuxException e) {
            // Out of descriptors: the connection goes on waiting, and so do we, but not in a busy
            // loop.
            LOG.log(System.Logger.Level.WARNING, () -> path + ": " + e.getMessage());
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

    private void admitOrClose(UnixSocket connection, long nowNanos) {
        try {
            admit(connection, nowNanos);
        } catch (LinuxException e) {
            connection.close();
            throw e;
        }
    }

    private void admit(UnixSocket connection, long nowNanos) {
        if (naming instanceof NodeNaming.OneNode) {
            // A machine that restarts connects anew before we may have seen the end of the old one.
            mine.forEach(session -> session.look(nowNanos));
        }
        mine.removeIf(session -> !session.isOpen());
        int pid = connection.peerPid();
        String refusal = refusal();
        if (refusal != null) {
            connection.close();
            String reason = "%s: process %d refused: %s".formatted(path, pid, refusal);
            LOG.log(System.Logger.Level.WARNING, reason);
            listener.refused(reason);
            return;
        }
        Counters<SessionCounter> counters = new Counters<>(SessionCounter.class);
        GuestConnection guest = new GuestConnection(freeName(), path, pid, counters);
        VirtioDevice device = devices.apply(guest);
        mine.add(new VhostUserSession(loop, connection, guest, device, sessions, listener));
    }

    private @Nullable String refusal() {
        if (naming instanceof NodeNaming.OneNode(String name) && !mine.isEmpty()) {
            return "node \"%s\" is connected already, from process %d"
                    .formatted(name, mine.getFirst().connection().peerPid());
        }
        if (sessions.count() >= maxSessions) {
            return "there are %d guests already, more are not possible".formatted(maxSessions);
        }
        return null;
    }

    private String freeName() {
        return switch (naming) {
            case NodeNaming.OneNode(String name) -> name;
            case NodeNaming.Numbered(String prefix) -> {
                Set<String> taken = new HashSet<>();
                mine.forEach(session -> taken.add(session.connection().name()));
                int number = 1;
                while (taken.contains(prefix + number)) {
                    number++;
                }
                yield prefix + number;
            }
        };
    }
}

package io.airloom.vhost;

import io.airloom.linux.Epoll;
import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.Timer;
import io.airloom.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A Unix socket through which programs of the host reach the ports of one guest, by the convention
/// of Firecracker and cloud-hypervisor: who connects says `CONNECT <port>` and a line feed, gets
/// `OK <its own port>` and a line feed when the guest has accepted, and is from then on connected
/// to the guest; or is hung up on. On the loop's thread only.
final class UnixDoor implements AutoCloseable {
    /// Visitors that have not said yet where they want to go.
    private static final int MAX_VISITORS = 256;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long ACCEPT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int BACKLOG = 128;
    private static final String COMMAND = "CONNECT ";
    private static final int MAX_LINE = 32;

    private final VsockSwitch exchange;
    private final int cid;
    private final UnixSocket socket;
    private final EventLoop.Registration registration;
    private final Set<Visitor> visitors = new HashSet<>();
    private boolean open = true;

    /// Listens from here on.
    ///
    /// @throws LinuxException if it cannot listen there
    UnixDoor(VsockSwitch exchange, int cid, Path path) {
        this.exchange = exchange;
        this.cid = cid;
        this.socket = UnixSocket.listen(path, BACKLOG);
        this.registration = exchange.loop().register(socket.fd(), Epoll.IN, this::accept);
        exchange.door(cid, path);
    }

    /// Stops listening and removes the path. Connections that stand go on.
    @Override
    public void close() {
        if (open) {
            open = false;
            exchange.removeDoor(cid);
            registration.close();
            socket.close();
            List.copyOf(visitors).forEach(Visitor::turnAway);
        }
    }

    private void accept(int events, long nowNanos) {
        try {
            UnixSocket visitor = socket.accept();
            if (visitor == null) {
                return;
            }
            if (visitors.size() >= MAX_VISITORS) {
                visitor.close();
                return;
            }
            visitors.add(new Visitor(visitor));
        } catch (LinuxException e) {
            // Out of descriptors: those who wait go on waiting, and so do we, but not in a busy
            // loop.
            registration.interest(0);
            exchange.loop().schedule(ACCEPT_PAUSE_NANOS, this::acceptAgain);
        }
    }

    private void acceptAgain() {
        if (open) {
            registration.interest(Epoll.IN);
        }
    }

    /// The port in a line without its line feed, or −1 if it is none such.
    static long port(String line) {
        String digits = line.startsWith(COMMAND) ? line.substring(COMMAND.length()) : "";
        if (digits.isEmpty()
                || digits.length() > 10
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        long port = Long.parseLong(digits);
        return port <= 0xffff_ffffL ? port : -1;
    }

    /// Somebody who has not been connected yet.
    private final class Visitor implements SocketEnd.Owner {
        private final UnixSocket program;
        private final EventLoop.Registration watch;
        private final Timer patience;
        private final MemorySegment octet = Arena.ofAuto().allocate(1);
        private final StringBuilder line = new StringBuilder();

        Visitor(UnixSocket program) {
            this.program = program;
            this.watch = exchange.loop().register(program.fd(), Epoll.IN, (_, _) -> read());
            this.patience = exchange.loop().schedule(PATIENCE_NANOS, this::turnAway);
        }

        /// Reads octet by octet: what follows the line is the guest's.
        private void read() {
            try {
                while (true) {
                    int n = program.receive(octet, 0, 1);
                    if (n == UnixSocket.WOULD_BLOCK) {
                        return;
                    }
                    char c = (char) (octet.get(ValueLayout.JAVA_BYTE, 0) & 0xff);
                    if (n == 0 || line.length() == MAX_LINE) {
                        turnAway();
                        return;
                    }
                    if (c == '\n') {
                        connect(port(line.toString()));
                        return;
                    }
                    line.append(c);
                }
            } catch (LinuxException e) {
                turnAway();
            }
        }

        private void connect(long port) {
            VsockDevice guest = exchange.guest(cid);
            if (port < 0 || guest == null) {
                turnAway();
                return;
            }
            leave();
            VsockConnection connection =
                    guest.connect(
                            guest.fromHost((int) port),
                            asking -> new SocketEnd(exchange.loop(), asking, program, this));
            if (connection == null) {
                program.close();
            }
        }

        @Override
        public void opened(VsockConnection connection, UnixSocket to) {
            connection.count(VsockCounter.OPENED_BY_HOST);
            byte[] answer =
                    ("OK " + Integer.toUnsignedString(connection.flow().peerPort()) + "\n")
                            .getBytes(StandardCharsets.US_ASCII);
            try {
                // The socket is empty: so few octets find room.
                to.send(answer, 0, answer.length);
            } catch (LinuxException e) {
                // The program is gone; its socket says so.
                return;
            }
        }

        private void leave() {
            patience.cancel();
            watch.close();
            visitors.remove(this);
        }

        private void turnAway() {
            leave();
            program.close();
        }
    }
}

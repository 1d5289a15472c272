package io.airloom.proxy;

import io.airloom.proxy.GuestTransport.Caller;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Serves guests' requests: one on each connection, which is read within bounds of octets and time,
/// answered with a single write, and closed. A virtual thread for each connection, of which there
/// is a bounded number; requests of one guest are answered one after the other, those of different
/// guests at once.
///
/// Whatever a guest sends or fails to send ends its own connection, and is counted. What cannot be
/// a request is refused by its header, without its body ([RequestCodec#refusal]).
final class RequestServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RequestServer.class.getName());

    /// What a guest sends after a refused header is thrown away up to here, for so long: closing
    /// with octets unread would break the connection off, and the answer with it.
    private static final int UNWANTED_LENGTH = 4096;

    private static final Duration UNWANTED_TIME = Duration.ofMillis(50);

    /// The other end's word that nobody is there is on its way for so long.
    private static final Duration GONE_TIME = Duration.ofMillis(100);

    private final RequestHandler handler;
    private final NotificationSender sender;
    private final ScanLayout layout;
    private final ServerLimits limits;
    private final ProxyCounters counters;
    private final List<GuestTransport> transports = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();

    /// Those with a connection. Under the lock.
    private final Map<GuestId, Guest> guests = new HashMap<>();

    private final Set<Visit> visits = new HashSet<>();
    private boolean closed;

    /// A guest with a connection, or several. Under the lock.
    private static final class Guest {
        int connections;
        boolean isAnswered;
    }

    /// The end of a connection without an answer.
    private static final class Unanswered extends IOException {
        private static final long serialVersionUID = 1;
        final ProxyCounter why;

        Unanswered(ProxyCounter why, String message) {
            super(message);
            this.why = why;
        }
    }

    /// An answer, and as it is sent.
    private final class Said {
        final Answer answer;
        final byte[] message;

        Said(Answer answer) {
            this.answer = answer;
            this.message = AnswerCodec.encode(answer, layout);
        }
    }

    RequestServer(
            RequestHandler handler,
            NotificationSender sender,
            ScanLayout layout,
            ServerLimits limits,
            ProxyCounters counters) {
        this.handler = handler;
        this.sender = sender;
        this.layout = layout;
        this.limits = limits;
        this.counters = counters;
    }

    /// Serves those who come by a transport, which is this server's from now on. Before [#close].
    ///
    /// @throws IOException if it cannot listen; then it is closed
    void listen(GuestTransport transport) throws IOException {
        try {
            transport.start(this::accepted);
        } catch (IOException e) {
            transport.close();
            throw e;
        }
        transports.add(transport);
    }

    private void accepted(Caller caller, GuestStream stream) {
        GuestId id = caller.id();
        Visit visit;
        lock.lock();
        try {
            Guest guest = guests.get(id);
            int ofGuest = guest == null ? 0 : guest.connections;
            if (closed
                    || visits.size() >= limits.connections()
                    || ofGuest >= limits.connectionsOfGuest()) {
                visit = null;
            } else {
                if (guest == null) {
                    guest = new Guest();
                    guests.put(id, guest);
                }
                guest.connections++;
                visit = new Visit(caller, guest, stream);
                visits.add(visit);
            }
        } finally {
            lock.unlock();
        }
        if (visit == null) {
            stream.close();
            counters.count(ProxyCounter.TOO_MANY);
            LOG.log(System.Logger.Level.DEBUG, () -> id + ": too many connections");
            return;
        }
        visit.thread.start();
    }

    /// One connection and its thread.
    private final class Visit {
        private final Deadline whole = Deadline.in(limits.request());
        private final Deadline answered = Deadline.in(limits.answer());
        private final Caller caller;
        private final Guest guest;
        private final GuestStream stream;
        final Thread thread;

        Visit(Caller caller, Guest guest, GuestStream stream) {
            this.caller = caller;
            this.guest = guest;
            this.stream = stream;
            this.thread =
                    Thread.ofVirtual().name("airloom-request-" + caller.id()).unstarted(this::run);
        }

        private void run() {
            try (stream) {
                serve();
            } catch (Unanswered e) {
                counters.count(e.why);
                LOG.log(System.Logger.Level.DEBUG, () -> caller.id() + ": " + e.getMessage());
            } catch (IOException e) {
                counters.count(ProxyCounter.HUNG_UP);
                LOG.log(System.Logger.Level.DEBUG, () -> caller.id() + ": " + e.getMessage());
            } catch (InterruptedException serverIsClosed) {
                LOG.log(System.Logger.Level.DEBUG, () -> caller.id() + ": not answered any more");
            } finally {
                leave();
            }
        }

        private void leave() {
            lock.lock();
            try {
                visits.remove(this);
                guest.connections--;
                if (guest.connections == 0) {
                    guests.remove(caller.id());
                }
                freed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private void serve() throws IOException, InterruptedException {
            byte[] start = new byte[Header.LENGTH];
            read(start, "its header");
            Header header = Header.read(start);
            Decoded.Malformed<Request> refusal = RequestCodec.refusal(header);
            if (refusal != null) {
                refuse(refusal);
                throwAway();
                return;
            }
            byte[] body = new byte[(int) header.bodyLength()];
            Decoded<Request> decoded;
            try {
                read(body, "its " + Operation.of(header.operation()));
                decoded = RequestCodec.decode(header, body);
            } finally {
                Arrays.fill(body, (byte) 0);
            }
            switch (decoded) {
                case Decoded.Malformed<Request> malformed -> refuse(malformed);
                case Decoded.Whole<Request>(Request request) -> {
                    try {
                        answer(request);
                    } finally {
                        if (request instanceof Request.Connect connect) {
                            connect.key().close();
                        }
                    }
                }
            }
        }

        private void read(byte[] into, String what) throws IOException {
            int done = 0;
            while (done < into.length) {
                Duration left = whole.left();
                int n;
                try {
                    n =
                            stream.read(
                                    into,
                                    done,
                                    into.length - done,
                                    left.compareTo(limits.pause()) < 0 ? left : limits.pause());
                } catch (SocketTimeoutException e) {
                    throw new Unanswered(
                            ProxyCounter.SILENT, "%s stops at octet %d".formatted(what, done));
                }
                if (n < 0) {
                    throw new Unanswered(
                            ProxyCounter.HUNG_UP, "%s ends at octet %d".formatted(what, done));
                }
                done += n;
            }
        }

        private void refuse(Decoded.Malformed<Request> malformed) throws IOException {
            counters.count(ProxyCounter.MALFORMED);
            LOG.log(
                    System.Logger.Level.DEBUG,
                    () ->
                            "%s: no request: %s at octet %d"
                                    .formatted(
                                            caller.id(), malformed.reason(), malformed.offset()));
            invalid();
        }

        /// What may still come of a body that nobody wants.
        private void throwAway() {
            byte[] unwanted = new byte[UNWANTED_LENGTH];
            Deadline deadline = Deadline.in(UNWANTED_TIME);
            int done = 0;
            while (done < unwanted.length && !deadline.isOver()) {
                int n;
                try {
                    n = stream.read(unwanted, done, unwanted.length - done, deadline.left());
                } catch (IOException neverMind) {
                    return;
                }
                if (n < 0) {
                    return;
                }
                done += n;
            }
        }

        private void invalid() throws IOException {
            stream.write(new Said(new Answer.Invalid()).message, limits.write());
        }

        private void answer(Request request) throws IOException, InterruptedException {
            sender.asked(caller);
            if (!takeTurn()) {
                counters.count(ProxyCounter.BUSY);
                invalid();
                return;
            }
            try {
                Said said = ask(request);
                try {
                    deliver(said);
                } catch (IOException e) {
                    handler.undelivered(caller.id(), request, said.answer);
                    throw new Unanswered(
                            ProxyCounter.UNDELIVERED,
                            request.operation() + " not answered: " + e.getMessage());
                }
                counters.count(ProxyCounter.ANSWERED);
            } finally {
                giveTurn();
            }
        }

        /// Writes an answer. A guest that has hung up by then (which TCP says only when it is
        /// written to) has not got it; one that only sends no more has.
        private void deliver(Said said) throws IOException, InterruptedException {
            boolean mayBeGone =
                    said.answer instanceof Answer.Connected connected
                            && connected.isSuccess()
                            && hasEnded();
            stream.write(said.message, limits.write());
            if (mayBeGone) {
                Thread.sleep(GONE_TIME);
                if (stream.isBroken()) {
                    throw new IOException("the guest has hung up");
                }
            }
        }

        private boolean hasEnded() throws IOException {
            try {
                return stream.read(new byte[1], 0, 1, Duration.ZERO) < 0;
            } catch (SocketTimeoutException e) {
                return false;
            }
        }

        private Said ask(Request request) throws InterruptedException {
            try {
                return new Said(handler.answer(caller.id(), request, answered.left()));
            } catch (RuntimeException e) {
                counters.count(ProxyCounter.FAILED);
                LOG.log(
                        System.Logger.Level.ERROR,
                        () -> caller.id() + ": " + request.operation() + " failed",
                        e);
                return new Said(new Answer.Invalid());
            }
        }

        /// Waits until no other request of this guest is being answered.
        ///
        /// @return false if there is no time left
        private boolean takeTurn() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = answered.left().toNanos();
                while (guest.isAnswered) {
                    if (left <= 0) {
                        return false;
                    }
                    left = freed.awaitNanos(left);
                }
                guest.isAnswered = true;
                return true;
            } finally {
                lock.unlock();
            }
        }

        private void giveTurn() {
            lock.lock();
            try {
                guest.isAnswered = false;
                freed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Listens no more, breaks off what is being read or answered, and waits for its end.
    @Override
    public void close() {
        transports.forEach(GuestTransport::close);
        lock.lock();
        try {
            closed = true;
            for (Visit visit : visits) {
                visit.thread.interrupt();
            }
            long left = limits.write().toNanos();
            while (!visits.isEmpty() && left > 0) {
                left = freed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /// Connections that are open now.
    int connections() {
        lock.lock();
        try {
            return visits.size();
        } finally {
            lock.unlock();
        }
    }
}

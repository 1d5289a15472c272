package io.airloom.proxy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Does what guests ask for: §3 of the protocol's description, for many guests at once.
///
/// Each request is answered on the thread that brings it; guests wait for each other only where
/// they want the same interface to join different networks. What takes long (interfaces that join
/// and leave, people who are asked) holds no lock: see [Roster].
final class OperationHandler implements RequestHandler, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OperationHandler.class.getName());

    /// What is kept of the time for writing the answer.
    private static final Duration RESERVE = Duration.ofMillis(250);

    private final Roster roster;
    private final Announcer announcer;
    private final Authorizer authorizer;
    private final Scanning scanning;
    private final Sharing sharing;
    private final Joining joining;
    private final Leaving leaving;
    private final ProxyTimes times;

    OperationHandler(
            Roster roster,
            Announcer announcer,
            Authorizer authorizer,
            ScanView view,
            ProxyTimes times) {
        this.roster = roster;
        this.announcer = announcer;
        this.authorizer = authorizer;
        this.times = times;
        this.scanning = new Scanning(roster, announcer, times, view);
        this.sharing = new Sharing(roster, scanning);
        this.leaving = new Leaving(roster, announcer, times);
        this.joining = new Joining(roster, times, scanning, sharing, leaving);
    }

    Scanning scanning() {
        return scanning;
    }

    Leaving leaving() {
        return leaving;
    }

    @Override
    public Answer answer(GuestId id, Request request, Duration within) throws InterruptedException {
        Deadline deadline = Deadline.in(within).orIn(times.budget());
        GuestRecord guest = roster.guest(id);
        if (guest == null
                || !guest.gate.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
            return new Answer.Invalid();
        }
        try {
            Answer answer = answer(guest, request, deadline.minus(RESERVE));
            LOG.log(System.Logger.Level.DEBUG, () -> log(guest, request, answer));
            return answer;
        } finally {
            guest.gate.release();
        }
    }

    private Answer answer(GuestRecord guest, Request request, Deadline deadline)
            throws InterruptedException {
        return switch (request) {
            case Request.Scan(Ssid ssid) -> scanning.scan(guest, ssid, deadline);
            case Request.Connect connect -> connect(guest, connect, deadline);
            case Request.Disconnect disconnect -> {
                leaving.disconnect(guest, disconnect, deadline);
                yield new Answer.Disconnected();
            }
        };
    }

    private Answer.Connected connect(GuestRecord guest, Request.Connect request, Deadline deadline)
            throws InterruptedException {
        roster.inLock(() -> guest.connects++);
        Attempt attempt =
                new Attempt(
                        guest,
                        request,
                        roster.nextSession(guest),
                        deadline,
                        roster,
                        announcer,
                        authorizer);
        if (roster.radios().isEmpty()) {
            return attempt.failure(HostWifiException.UNSPECIFIED, request.bssid());
        }
        boolean isConnected = false;
        try {
            Answer.Connected shared = sharing.share(attempt);
            Answer.Connected answer = shared == null ? joining.join(attempt) : shared;
            isConnected = answer.isSuccess();
            return answer;
        } finally {
            Link link = roster.link(guest);
            if (!isConnected && link != null && link.session() == attempt.session()) {
                takeBack(guest, link);
            }
            // The connection before may be nobody's now.
            leaving.tidy();
        }
    }

    /// A guest does not know that it is connected: so it is not any more.
    private void takeBack(GuestRecord guest, Link link) {
        if (roster.unlink(guest, link)) {
            // It may believe in the connection before, which was given up for this one.
            roster.tellOfLoss(guest, link.session());
            leaving.tidy();
        }
    }

    @Override
    public void undelivered(GuestId id, Request request, Answer answer) {
        GuestRecord guest = roster.guest(id);
        if (guest == null) {
            return;
        }
        if (answer instanceof ScanResults) {
            roster.inLock(guest.told::clear);
        }
        Link link = roster.link(guest);
        if (answer instanceof Answer.Connected connected
                && connected.isSuccess()
                && link != null
                && link.session() == connected.session()) {
            try {
                leaving.end(guest, link, Deadline.in(times.leave()));
                roster.tellOfLoss(guest, link.session());
            } catch (InterruptedException e) {
                takeBack(guest, link);
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String log(GuestRecord guest, Request request, Answer answer) {
        String said =
                switch (answer) {
                    case Answer.Invalid _ -> "invalid";
                    case Answer.Connected(int status, long _, long session) ->
                            "status " + status + ", session " + session;
                    case Answer.Disconnected _ -> "done";
                    case ScanResults results ->
                            results.networks().size()
                                    + " networks"
                                    + (results.isComplete() ? "" : ", and more to come");
                };
        return guest + ": " + request + ": " + said;
    }

    /// Ends all connections that were made for guests, and tells the observer no more. For when no
    /// request comes any more.
    @Override
    public void close() {
        try {
            leaving.close(times.leave());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        announcer.close(times.leave());
    }
}

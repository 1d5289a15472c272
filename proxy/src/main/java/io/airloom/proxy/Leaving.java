package io.airloom.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// How guests' connections end: by their word, because an answer did not reach them, because they
/// went elsewhere, or because the proxy stops.
final class Leaving {
    private static final System.Logger LOG = System.getLogger(Leaving.class.getName());

    private final Roster roster;
    private final Announcer announcer;
    private final ProxyTimes times;

    Leaving(Roster roster, Announcer announcer, ProxyTimes times) {
        this.roster = roster;
        this.announcer = announcer;
        this.times = times;
    }

    /// A guest wants to leave. What is older than its connection is stale: it means another one.
    void disconnect(GuestRecord guest, Request.Disconnect request, Deadline deadline)
            throws InterruptedException {
        roster.inLock(() -> guest.disconnects++);
        Link link = roster.link(guest);
        if (link != null && request.session() - link.session() >= 0) {
            end(guest, link, deadline);
        }
    }

    /// Ends a guest's connection, and waits for the host as long as there is time. What was joined
    /// for it is left, unless another guest shares it.
    void end(GuestRecord guest, Link link, Deadline deadline) throws InterruptedException {
        ConnectionKind kind = roster.kind(guest, link);
        announcer.hold(
                observer -> observer.guestDisconnectionRequested(guest.id(), kind, link.ssid()),
                deadline);
        if (roster.unlink(guest, link)) {
            tidy().await(deadline.orIn(times.leave()).left().toNanos(), TimeUnit.NANOSECONDS);
        }
        announcer.hold(
                observer ->
                        observer.guestDisconnectionCompleted(
                                guest.id(),
                                kind,
                                Outcome.SUCCEEDED,
                                link.radio().id(),
                                link.ssid()),
                deadline);
    }

    /// Leaves what was joined for guests that do not need it any more.
    ///
    /// @return counts down to zero when that is done, or has failed: then the next one tries again
    CountDownLatch tidy() {
        List<Radio> orphans = new ArrayList<>();
        roster.inLock(() -> {
            for (Radio radio : roster.radios()) {
                if (radio.isOrphaned() && !radio.isLeaving) {
                    radio.isLeaving = true;
                    orphans.add(radio);
                }
            }
        });
        CountDownLatch done = new CountDownLatch(orphans.size());
        for (Radio radio : orphans) {
            Thread.ofVirtual()
                    .name("airloom-leave-" + radio)
                    .start(() -> {
                        try {
                            leaveOrphan(radio);
                        } finally {
                            done.countDown();
                        }
                    });
        }
        return done;
    }

    private void leaveOrphan(Radio radio) {
        try {
            radio.use.acquire();
            try {
                leave(radio);
            } finally {
                radio.use.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            roster.inLock(() -> radio.isLeaving = false);
        }
    }

    /// Leaves what was joined, if it is orphaned. For who holds the interface's use.
    ///
    /// @return whether it is on nothing of ours any more
    boolean leave(Radio radio) throws InterruptedException {
        Ssid joined = roster.locked(() -> radio.isOrphaned() ? radio.joined : null);
        if (joined == null) {
            return true;
        }
        try {
            radio.host().leave(times.leave());
        } catch (HostWifiException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    () -> radio + " does not leave " + joined + ": " + e.getMessage());
            return false;
        }
        // Somebody else may have made the same connection since: that one stays.
        boolean stays = radio.isOn(joined);
        roster.inLock(() -> {
            radio.owner = null;
            radio.joined = null;
            if (!stays) {
                roster.disconnected(radio, joined);
            }
        });
        return true;
    }

    /// Ends all connections that were made for guests.
    ///
    /// @param within at most so long
    void close(Duration within) throws InterruptedException {
        Deadline until = Deadline.in(within);
        for (GuestRecord guest : roster.guests()) {
            roster.inLock(() -> {
                if (guest.link != null) {
                    long session = guest.link.session();
                    roster.unlink(guest, guest.link);
                    roster.tellOfLoss(guest, session);
                }
            });
        }
        // What is still being joined for nobody is taken back by whoever joins.
        for (Radio radio : roster.radios()) {
            if (radio.use.tryAcquire(until.left().toNanos(), TimeUnit.NANOSECONDS)) {
                radio.use.release();
            }
        }
        tidy().await(until.left().toNanos(), TimeUnit.NANOSECONDS);
    }
}

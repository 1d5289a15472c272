package io.airloom.proxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The interfaces of the host, the guests, and who is on which network by what: all that the
/// handler knows, and the only lock that guards it. What has to be true whenever the lock is free:
///
/// - A guest's link is by an interface that is here.
/// - An interface that was joined for a guest has an owner, whose link is by it, or is about to be
///   left ([Radio#isOrphaned]).
///
/// Nothing here waits, and neither host, observer nor guest is called with the lock held: both the
/// announcer and the notifier only take note.
final class Roster {
    /// Guests that are remembered; of more, the one that has been silent for longest goes.
    static final int MOST_GUESTS = 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Announcer announcer;
    private final RequestHandler.Notifier notifier;
    private final LongSupplier seed;
    private final Supplier<Told> told;
    private final boolean tellsOfLoss;

    /// In the order of their arrival, made-up networks first.
    private final List<Radio> radios = new ArrayList<>();

    /// Those that asked last stand at the end.
    private final Map<GuestId, GuestRecord> guests = new LinkedHashMap<>(16, 0.75f, true);

    /// No session that is given out from now on is as small.
    private long forgottenSession = Long.MIN_VALUE;

    /// @param seed the number before the first session of a guest
    /// @param told makes what is kept of what a guest was told
    /// @param tellsOfLoss whether guests are told that their network has gone
    Roster(
            Announcer announcer,
            RequestHandler.Notifier notifier,
            LongSupplier seed,
            Supplier<Told> told,
            boolean tellsOfLoss) {
        this.announcer = announcer;
        this.notifier = notifier;
        this.seed = seed;
        this.told = told;
        this.tellsOfLoss = tellsOfLoss;
    }

    /// Does something with the lock held: short, and with what is said above.
    <T> T locked(Supplier<T> what) {
        lock.lock();
        try {
            return what.get();
        } finally {
            lock.unlock();
        }
    }

    /// The same, for what gives nothing.
    void inLock(Runnable what) {
        lock.lock();
        try {
            what.run();
        } finally {
            lock.unlock();
        }
    }

    /// Those that are here now, in order.
    List<Radio> radios() {
        return locked(() -> List.copyOf(radios));
    }

    /// Those that are remembered.
    List<GuestRecord> guests() {
        return locked(() -> List.copyOf(guests.values()));
    }

    /// The record of a guest that asks; a new one if it has none.
    ///
    /// @return null if there are too many, and all of them connected
    @Nullable GuestRecord guest(GuestId id) {
        lock.lock();
        try {
            GuestRecord known = guests.get(id);
            if (known != null) {
                known.askedNanos = System.nanoTime();
                return known;
            }
            if (guests.size() >= MOST_GUESTS && !forgetOne()) {
                return null;
            }
            GuestRecord guest =
                    new GuestRecord(id, Math.max(seed.getAsLong(), forgottenSession), told.get());
            guests.put(id, guest);
            return guest;
        } finally {
            lock.unlock();
        }
    }

    private boolean forgetOne() {
        for (GuestRecord guest : guests.values()) {
            if (guest.link == null && guest.gate.availablePermits() > 0) {
                guests.remove(guest.id());
                forgottenSession = Math.max(forgottenSession, guest.session);
                return true;
            }
        }
        return false;
    }

    /// A guest is gone; what was joined for it passes on, or is orphaned.
    void forget(GuestId id) {
        lock.lock();
        try {
            GuestRecord guest = guests.remove(id);
            if (guest != null) {
                forgottenSession = Math.max(forgottenSession, guest.session);
                if (guest.link != null) {
                    unlink(guest, guest.link);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// What is known of a guest, for people.
    GuestStatus status(GuestRecord guest) {
        return locked(
                () -> GuestStatus.of(guest, guest.link == null ? null : kind(guest, guest.link)));
    }

    /// Whether a guest still counts: it has not been forgotten.
    private boolean isKnown(GuestRecord guest) {
        return guests.get(guest.id()) == guest;
    }

    /// What a guest is connected to; null if to nothing.
    @Nullable Link link(GuestRecord guest) {
        return locked(() -> guest.link);
    }

    /// The number of this answer to a connect: greater than all before.
    long nextSession(GuestRecord guest) {
        return locked(() -> ++guest.session);
    }

    /// There is one more interface.
    ///
    /// @return null if it was here already
    @Nullable Radio add(HostInterface host) {
        lock.lock();
        try {
            if (find(host) != null) {
                return null;
            }
            Radio radio = new Radio(host);
            radios.add(radio);
            return radio;
        } finally {
            lock.unlock();
        }
    }

    /// What is known of an interface; null if it is not here.
    @Nullable Radio radio(HostInterface host) {
        lock.lock();
        try {
            return find(host);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Radio find(HostInterface host) {
        for (Radio radio : radios) {
            if (radio.id().uuid().equals(host.id().uuid())) {
                return radio;
            }
        }
        return null;
    }

    /// An interface has gone: so have the connections by it.
    void remove(Radio radio) {
        lock.lock();
        try {
            radios.remove(radio);
            radio.isGone = true;
            announcer.lost(radio, _ -> true);
            lose(radio, _ -> true);
            radio.joined = null;
            if (radio.scan != null) {
                radio.scan.end();
                radio.scan = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /// An interface is on a network: guests that were on another one by it are not any more.
    void connected(Radio radio, Connection connection) {
        lock.lock();
        try {
            if (!radio.isGone) {
                announcer.connected(radio, connection);
                lose(radio, ssid -> !ssid.equals(connection.ssid()));
            }
        } finally {
            lock.unlock();
        }
    }

    /// An interface is on a network no more.
    ///
    /// @return how many guests were on it
    int disconnected(Radio radio, Ssid ssid) {
        lock.lock();
        try {
            announcer.lost(radio, ssid::equals);
            return lose(radio, ssid::equals);
        } finally {
            lock.unlock();
        }
    }

    /// Guests are not on these networks any more. What was joined for one of them is orphaned.
    private int lose(Radio radio, Predicate<Ssid> networks) {
        int lost = 0;
        for (GuestRecord guest : guests.values()) {
            Link link = guest.link;
            if (link != null && link.radio() == radio && networks.test(link.ssid())) {
                guest.link = null;
                tellOfLoss(guest, link.session());
                lost++;
            }
        }
        if (radio.announced == null || networks.test(radio.announced.ssid())) {
            radio.signalDbm = null;
        }
        if (radio.joined != null && networks.test(radio.joined)) {
            radio.owner = null;
        }
        return lost;
    }

    /// A guest's connection has ended, unasked.
    void tellOfLoss(GuestRecord guest, long session) {
        if (tellsOfLoss) {
            notifier.notify(guest.id(), new Notification.Disconnected(session));
        }
    }

    /// A guest is connected by an interface from now on, and by nothing else.
    ///
    /// @param joined what the interface has joined for it; null if the network was there before
    /// @return false if the interface has gone meanwhile
    boolean link(GuestRecord guest, Link link, @Nullable Connection joined) {
        lock.lock();
        try {
            Radio radio = link.radio();
            if (radio.isGone || !isKnown(guest)) {
                return false;
            }
            Link before = guest.link;
            if (before != null && before.radio() != radio) {
                disown(guest, before.radio());
            }
            guest.link = link;
            guest.signalDbm = GuestRecord.ASSUMED_DBM;
            Integer dbm =
                    radio.madeUp() == null
                            ? radio.signalDbm
                            : guest.told.dbm(link.ssid(), link.bssid());
            if (dbm != null) {
                tellOfSignal(guest, dbm);
            }
            if (joined != null) {
                radio.joined = joined.ssid();
                radio.owner = guest;
                announcer.connected(radio, joined);
            } else if (radio.hasJoined(link.ssid()) && radio.owner == null) {
                radio.owner = guest;
            } else if (radio.owner == guest && !radio.hasJoined(link.ssid())) {
                radio.owner = null;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// A guest is not connected any more, because it or we want so. What was joined for it passes
    /// to a guest that shares it, or is orphaned.
    ///
    /// @return false if it was not (any more)
    boolean unlink(GuestRecord guest, Link link) {
        lock.lock();
        try {
            if (guest.link == null || guest.link.session() != link.session()) {
                return false;
            }
            guest.link = null;
            disown(guest, link.radio());
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void disown(GuestRecord guest, Radio radio) {
        if (radio.owner != guest) {
            return;
        }
        radio.owner = null;
        for (GuestRecord other : guests.values()) {
            Link link = other.link;
            if (other != guest
                    && link != null
                    && link.radio() == radio
                    && radio.hasJoined(link.ssid())) {
                radio.owner = other;
                return;
            }
        }
    }

    /// Whether an interface may be taken for a guest: it was joined for nobody, or for this one
    /// alone.
    boolean isFree(Radio radio, GuestRecord guest) {
        return locked(() ->
                !radio.isGone
                        && (radio.owner == null
                                || (radio.owner == guest && !isShared(radio, guest))));
    }

    private boolean isShared(Radio radio, GuestRecord but) {
        return guests.values().stream()
                .anyMatch(
                        guest -> guest != but && guest.link != null && guest.link.radio() == radio);
    }

    /// What being connected means to the host here.
    ConnectionKind kind(GuestRecord guest, Link link) {
        return locked(() ->
                link.radio().owner == guest
                        ? ConnectionKind.GUEST_DIRECTED
                        : ConnectionKind.HOST_MIRRORING);
    }

    /// How strong a network is: guests on it are told if it has changed by three decibels.
    ///
    /// @param ssid null for any that the interface is on
    void signal(Radio radio, @Nullable Ssid ssid, int dbm) {
        int shown = Math.clamp(dbm, Byte.MIN_VALUE, Byte.MAX_VALUE);
        lock.lock();
        try {
            radio.signalDbm = shown;
            for (GuestRecord guest : guests.values()) {
                Link link = guest.link;
                if (link != null
                        && link.radio() == radio
                        && (ssid == null || link.ssid().equals(ssid))) {
                    tellOfSignal(guest, shown);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void tellOfSignal(GuestRecord guest, int dbm) {
        if (Math.abs(dbm - guest.signalDbm) >= Told.STEP_DB) {
            guest.signalDbm = dbm;
            notifier.notify(guest.id(), new Notification.Signal(dbm));
        }
    }

    /// Tells one guest of networks.
    void tellOfNetworks(GuestRecord guest, ScanResults results) {
        inLock(() -> {
            if (isKnown(guest)) {
                guest.told.add(results.networks(), System.nanoTime());
                notifier.notify(guest.id(), results);
            }
        });
    }
}

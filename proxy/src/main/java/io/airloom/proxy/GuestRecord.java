package io.airloom.proxy;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// What is kept of one guest. All that changes is under the [Roster]'s lock.
final class GuestRecord {
    /// What a driver shows until it is told.
    static final int ASSUMED_DBM = -50;

    private final GuestId id;

    /// Whoever answers this guest holds it: one request at a time.
    final Semaphore gate = new Semaphore(1, true);

    final Told told;

    /// The number of the last answer to a connect, whatever it was.
    long session;

    @Nullable Link link;

    /// What it was told of its network's strength.
    int signalDbm = ASSUMED_DBM;

    /// When it last asked for something.
    long askedNanos = System.nanoTime();

    /// When it last was told of networks that it had not asked for.
    long remindedNanos;

    boolean wasReminded;
    long scans;
    long connects;
    long disconnects;

    GuestRecord(GuestId id, long session, Told told) {
        this.id = id;
        this.session = session;
        this.told = told;
    }

    GuestId id() {
        return id;
    }

    @Override
    public String toString() {
        return id.toString();
    }
}

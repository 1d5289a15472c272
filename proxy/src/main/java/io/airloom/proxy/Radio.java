package io.airloom.proxy;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One interface of the host, and what guests have to do with it. All that changes is under the
/// [Roster]'s lock.
final class Radio {
    private final HostInterface host;

    /// Whoever joins or leaves holds it: one at a time, in order.
    final Semaphore use = new Semaphore(1, true);

    /// Whoever asks it for networks, or to look for them, holds it.
    final ReentrantLock asking = new ReentrantLock();

    /// What the observer believes.
    @Nullable Connection announced;

    /// How strong its network is, if the host has said so.
    @Nullable Integer signalDbm;

    /// The network that it has joined for a guest, and has not left yet.
    @Nullable Ssid joined;

    /// The guest that [#joined] is for. If there is none, nobody needs it: it has to be left.
    @Nullable GuestRecord owner;

    /// The scan that the proxy has started.
    @Nullable ScanRun scan;

    /// Whether somebody is leaving [#joined] at the moment.
    boolean isLeaving;

    volatile boolean isGone;

    Radio(HostInterface host) {
        this.host = host;
    }

    HostInterface host() {
        return host;
    }

    InterfaceId id() {
        return host.id();
    }

    /// The networks that the host makes up, if it is that.
    @Nullable MadeUpInterface madeUp() {
        return host instanceof MadeUpInterface madeUp ? madeUp : null;
    }

    /// What it is on. Not for under the lock: the host may be about to tell us something.
    @Nullable Connection connection() {
        return isGone ? null : host.connection();
    }

    /// Whether it is on this network. Not for under the lock.
    boolean isOn(Ssid ssid) {
        Connection connection = connection();
        return connection != null && connection.ssid().equals(ssid);
    }

    /// Whether a guest's connection has to be ended because no guest is left.
    boolean isOrphaned() {
        return joined != null && owner == null && !isGone;
    }

    /// Whether it has joined this network for a guest.
    boolean hasJoined(Ssid ssid) {
        return ssid.equals(joined);
    }

    @Override
    public String toString() {
        return id().toString();
    }
}

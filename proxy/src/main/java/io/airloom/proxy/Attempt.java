package io.airloom.proxy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One CONNECT on its way, and those who are asked and told about it.
///
/// @param session the number of its answer
record Attempt(
        GuestRecord guest,
        Request.Connect request,
        long session,
        Deadline deadline,
        Roster roster,
        Announcer announcer,
        Authorizer authorizer) {
    private static final System.Logger LOG = System.getLogger(Attempt.class.getName());
    static final int SUCCESS = 0;

    /// What is kept of the time for telling the observer.
    private static final Duration RESERVE = Duration.ofMillis(250);

    /// Until then it has to be decided.
    Deadline decided() {
        return deadline.minus(RESERVE);
    }

    Ssid ssid() {
        return request.ssid();
    }

    Answer.Connected success(long bssid) {
        return new Answer.Connected(SUCCESS, bssid, session);
    }

    /// @param status IEEE 802.11-2020 table 9-50, not 0
    Answer.Connected failure(int status, long bssid) {
        return new Answer.Connected(status, bssid, session);
    }

    /// The access point to answer success with; 0 if the guest would believe none.
    ///
    /// @param actual the one that the host is on; 0 if it is on none yet
    long bssid(long actual) {
        return roster.locked(
                () -> guest.told.answerable(ssid(), request.bssid(), actual, System.nanoTime()));
    }

    Link link(Radio radio, long bssid) {
        return new Link(radio, ssid(), bssid, session, Instant.now());
    }

    /// Asks for the word of whoever decides, as long as there is time; he knows by then all that
    /// the observer has been told.
    boolean isAllowed(ConnectionKind kind) throws InterruptedException {
        announcer.hold(_ -> {}, decided());
        try {
            return Errand.start(
                            "airloom-authorize-" + guest,
                            () -> authorizer.mayConnect(guest.id(), kind, ssid()))
                    .await(decided());
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            LOG.log(System.Logger.Level.ERROR, "the authorizer failed", e.getCause());
            return false;
        }
    }

    /// Tells the observer what has become of it.
    ///
    /// @param status what the guest is answered
    /// @param on null if no interface has to do with it; so `security`
    void completed(
            ConnectionKind kind,
            Outcome outcome,
            int status,
            @Nullable Radio on,
            @Nullable NetworkSecurity security)
            throws InterruptedException {
        InterfaceId id = on == null ? null : on.id();
        announcer.hold(
                observer ->
                        observer.guestConnectionCompleted(
                                guest.id(), kind, outcome, status, id, ssid(), security),
                deadline);
    }
}

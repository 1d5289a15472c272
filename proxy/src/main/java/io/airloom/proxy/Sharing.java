package io.airloom.proxy;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Networks that are there without being joined for a guest: the host makes them up, or is on them.
final class Sharing {
    private static final System.Logger LOG = System.getLogger(Sharing.class.getName());
    private static final ConnectionKind KIND = ConnectionKind.HOST_MIRRORING;

    private final Roster roster;
    private final Scanning scanning;

    Sharing(Roster roster, Scanning scanning) {
        this.roster = roster;
        this.scanning = scanning;
    }

    /// Connects a guest to the network that it asks for, if it is there.
    ///
    /// @return the answer; null if the network has to be joined
    Answer.@Nullable Connected share(Attempt attempt) throws InterruptedException {
        for (Radio radio : roster.radios()) {
            MadeUpInterface madeUp = radio.madeUp();
            Answer.Connected answer =
                    madeUp == null
                            ? shareHosts(attempt, radio)
                            : shareMadeUp(attempt, radio, madeUp);
            if (answer != null) {
                return answer;
            }
        }
        return null;
    }

    private Answer.@Nullable Connected shareMadeUp(
            Attempt attempt, Radio radio, MadeUpInterface madeUp) throws InterruptedException {
        MadeUpNetwork network;
        try {
            network =
                    Errand.start(
                                    "airloom-made-up",
                                    () ->
                                            Optional.ofNullable(
                                                    madeUp.find(
                                                            attempt.ssid(),
                                                            attempt.request().bssid())))
                            .await(attempt.decided())
                            .orElse(null);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(System.Logger.Level.WARNING, "who makes networks up does not answer", e);
            return null;
        }
        if (network == null) {
            return null;
        }
        NetworkSecurity security = network.lock().security();
        if (!MadeUpInterface.isOpenedBy(network, attempt.request().key())) {
            attempt.completed(KIND, Outcome.FAILED, HostWifiException.WRONG_KEY, radio, security);
            return attempt.failure(HostWifiException.WRONG_KEY, network.bssid());
        }
        return share(attempt, radio, new Connection(network.ssid(), network.bssid(), security));
    }

    private Answer.@Nullable Connected shareHosts(Attempt attempt, Radio radio)
            throws InterruptedException {
        Connection connection = radio.connection();
        return connection == null || !connection.ssid().equals(attempt.ssid())
                ? null
                : share(attempt, radio, connection);
    }

    private Answer.@Nullable Connected share(Attempt attempt, Radio radio, Connection connection)
            throws InterruptedException {
        if (attempt.bssid(connection.bssid()) == 0) {
            scanning.remindOfAll(attempt.guest(), attempt.ssid());
            return refused(attempt, Outcome.FAILED, radio, connection);
        }
        if (!attempt.isAllowed(KIND)) {
            return refused(attempt, Outcome.DENIED, radio, connection);
        }
        // A word may take long: the guest may have forgotten, and the host gone elsewhere.
        long bssid = attempt.bssid(connection.bssid());
        if (bssid == 0) {
            return refused(attempt, Outcome.FAILED, radio, connection);
        }
        if (!roster.link(attempt.guest(), attempt.link(radio, bssid), null)) {
            return null;
        }
        if (radio.madeUp() == null && !radio.isOn(attempt.ssid())) {
            roster.disconnected(radio, attempt.ssid());
            return null;
        }
        attempt.completed(KIND, Outcome.SUCCEEDED, Attempt.SUCCESS, radio, connection.security());
        return attempt.success(bssid);
    }

    private static Answer.Connected refused(
            Attempt attempt, Outcome outcome, Radio radio, Connection connection)
            throws InterruptedException {
        attempt.completed(
                KIND, outcome, HostWifiException.UNSPECIFIED, radio, connection.security());
        return attempt.failure(HostWifiException.UNSPECIFIED, connection.bssid());
    }
}

package io.airloom.proxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Networks that an interface of the host joins for a guest: one that is on none before one that
/// is, and none that has joined one for another guest.
///
/// An interface joins on a thread of its own, which holds its use. That it has joined and that the
/// guest is linked to it is one step, unless nobody waits any more: then the same thread leaves
/// again.
final class Joining {
    /// IEEE 802.11-2020 table 9-50: the access point has no room.
    static final int BUSY = 17;

    private static final System.Logger LOG = System.getLogger(Joining.class.getName());
    private static final ConnectionKind KIND = ConnectionKind.GUEST_DIRECTED;

    private final Roster roster;
    private final ProxyTimes times;
    private final Scanning scanning;
    private final Sharing sharing;
    private final Leaving leaving;

    Joining(Roster roster, ProxyTimes times, Scanning scanning, Sharing sharing, Leaving leaving) {
        this.roster = roster;
        this.times = times;
        this.scanning = scanning;
        this.sharing = sharing;
        this.leaving = leaving;
    }

    /// Connects a guest to a network that the host is not on.
    Answer.Connected join(Attempt attempt) throws InterruptedException {
        return switch (ConnectDecision.of(attempt.request())) {
            case ConnectDecision.Refusal(int status, String reason) -> {
                LOG.log(System.Logger.Level.DEBUG, () -> attempt.guest() + ": " + reason);
                yield refused(attempt, Outcome.FAILED, status);
            }
            case Join join -> {
                if (attempt.bssid(0) == 0) {
                    scanning.remindOfAll(attempt.guest(), attempt.ssid());
                    yield refused(attempt, Outcome.FAILED, HostWifiException.UNSPECIFIED);
                }
                yield attempt.isAllowed(KIND)
                        ? join(attempt, join)
                        : refused(attempt, Outcome.DENIED, HostWifiException.UNSPECIFIED);
            }
        };
    }

    private static Answer.Connected refused(Attempt attempt, Outcome outcome, int status)
            throws InterruptedException {
        attempt.completed(KIND, outcome, status, null, null);
        return attempt.failure(status, 0);
    }

    private Answer.Connected join(Attempt attempt, Join join) throws InterruptedException {
        List<Radio> candidates = candidates(attempt.guest());
        int status = candidates.isEmpty() && hasRadio() ? BUSY : HostWifiException.UNSPECIFIED;
        int left = candidates.size();
        for (Radio radio : candidates) {
            // Each gets a fair part of the time: the last is as likely to hear the network.
            Deadline until =
                    Deadline.in(attempt.decided().left().dividedBy(left--)).orIn(times.join());
            try {
                Answer.Connected answer = join(attempt, join, radio, until);
                if (answer != null) {
                    return answer;
                }
            } catch (HostWifiException e) {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        () -> radio + " does not join " + join.ssid() + ": " + e.getMessage());
                status = status == HostWifiException.UNSPECIFIED ? e.status() : status;
            }
        }
        return refused(attempt, Outcome.FAILED, status);
    }

    private boolean hasRadio() {
        return roster.radios().stream().anyMatch(radio -> radio.madeUp() == null);
    }

    private List<Radio> candidates(GuestRecord guest) {
        List<Radio> idle = new ArrayList<>();
        List<Radio> others = new ArrayList<>();
        for (Radio radio : roster.radios()) {
            if (radio.madeUp() == null && roster.isFree(radio, guest)) {
                (radio.connection() == null ? idle : others).add(radio);
            }
        }
        idle.addAll(others);
        return idle;
    }

    private Answer.@Nullable Connected join(Attempt attempt, Join join, Radio radio, Deadline until)
            throws HostWifiException, InterruptedException {
        if (!radio.use.tryAcquire(until.left().toNanos(), TimeUnit.NANOSECONDS)) {
            throw new HostWifiException(BUSY, "it is in use");
        }
        boolean isOurs = true;
        Connection connection;
        try {
            if (!roster.isFree(radio, attempt.guest())) {
                throw new HostWifiException(BUSY, "it is another guest's");
            }
            if (radio.isOn(attempt.ssid())) {
                // Another guest was quicker to have the same network joined.
                return sharing.share(attempt);
            }
            Joined joined = new Joined(attempt, radio, copy(join), until);
            Thread worker = Thread.ofVirtual().name("airloom-join-" + radio).unstarted(joined);
            worker.start();
            isOurs = false;
            connection = joined.await(worker);
        } finally {
            if (isOurs) {
                radio.use.release();
            }
        }
        if (!radio.isOn(attempt.ssid())) {
            roster.disconnected(radio, attempt.ssid());
            throw new HostWifiException(HostWifiException.UNSPECIFIED, "it was lost at once");
        }
        attempt.completed(KIND, Outcome.SUCCEEDED, Attempt.SUCCESS, radio, connection.security());
        Link link = roster.link(attempt.guest());
        return link == null
                ? attempt.failure(HostWifiException.UNSPECIFIED, 0)
                : attempt.success(link.bssid());
    }

    /// With a key of its own: the request's is wiped when it is answered, in time or not.
    private static Join copy(Join join) {
        byte[] key = join.key().copy();
        try {
            return new Join(join.ssid(), join.bssid(), join.security(), NetworkKey.copyOf(key));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /// One interface joining, and whoever waits for it.
    private final class Joined implements Runnable {
        private final Attempt attempt;
        private final Radio radio;
        private final Join join;
        private final Deadline until;
        private final CompletableFuture<Connection> result = new CompletableFuture<>();

        Joined(Attempt attempt, Radio radio, Join join, Deadline until) {
            this.attempt = attempt;
            this.radio = radio;
            this.join = join;
            this.until = until;
        }

        /// @return what the guest is linked to now
        Connection await(Thread worker) throws HostWifiException, InterruptedException {
            try {
                return result.get(until.left().toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (giveUp(worker)) {
                    throw new HostWifiException(HostWifiException.TIMEOUT, "not in time", e);
                }
                return await(worker);
            } catch (InterruptedException e) {
                giveUp(worker);
                throw e;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof HostWifiException failure) {
                    throw failure;
                }
                throw new HostWifiException(HostWifiException.UNSPECIFIED, "it failed", e);
            }
        }

        /// @return false if there is a result, all the same
        private boolean giveUp(Thread worker) {
            boolean isGivenUp = roster.locked(() -> result.cancel(false));
            if (isGivenUp) {
                worker.interrupt();
            }
            return isGivenUp;
        }

        @Override
        public void run() {
            try (NetworkKey _ = join.key()) {
                leaveOwn();
                Connection connection = radio.host().join(join, until.left());
                boolean isLinked = roster.locked(() -> link(connection));
                if (!isLinked) {
                    takeBack(connection);
                    result.completeExceptionally(
                            new HostWifiException(
                                    HostWifiException.UNSPECIFIED,
                                    "the guest has forgotten its access points"));
                }
            } catch (HostWifiException | InterruptedException | RuntimeException e) {
                result.completeExceptionally(e);
            } finally {
                radio.use.release();
                // What could not be taken back is nobody's.
                leaving.tidy();
            }
        }

        /// What was joined before for this guest, or for one that is gone, is left first: the host
        /// shall remember its own network, not that one.
        private void leaveOwn() throws InterruptedException {
            roster.inLock(() -> radio.owner = null);
            leaving.leave(radio);
        }

        private boolean link(Connection connection) {
            long bssid = attempt.bssid(connection.bssid());
            return bssid != 0
                    && !result.isDone()
                    && roster.link(attempt.guest(), attempt.link(radio, bssid), connection)
                    && result.complete(connection);
        }

        private void takeBack(Connection connection) throws InterruptedException {
            // Who gave up has interrupted us; what follows has to be done.
            boolean _ = Thread.interrupted();
            roster.inLock(() -> {
                radio.joined = connection.ssid();
                radio.owner = null;
                roster.connected(radio, connection);
            });
            leaving.leave(radio);
        }
    }
}

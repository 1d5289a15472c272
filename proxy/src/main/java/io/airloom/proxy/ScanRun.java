package io.airloom.proxy;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A scan of one interface that the proxy has started, from then until the host says that it is
/// over. The sets are under the [Roster]'s lock.
final class ScanRun {
    /// Names that are looked for after this one; more are not.
    private static final int MOST_WANTED = 16;

    private final Ssid ssid;
    private final CountDownLatch over = new CountDownLatch(1);

    /// Guests that are about to be answered.
    final Set<GuestRecord> asking = new HashSet<>();

    /// Guests that were answered with what was known before: they are told of the rest.
    final Set<GuestRecord> askers = new HashSet<>();

    /// Guests that wait for the end, or are told of it otherwise.
    final Set<GuestRecord> waiters = new HashSet<>();

    /// Other names that guests have asked for meanwhile.
    final Map<Ssid, Set<GuestRecord>> wanted = new LinkedHashMap<>();

    ScanRun(Ssid ssid) {
        this.ssid = ssid;
    }

    Ssid ssid() {
        return ssid;
    }

    /// A guest asks while it runs.
    void join(GuestRecord guest, Ssid asked) {
        asking.add(guest);
        boolean isOther = !asked.isWildcard() && !asked.equals(ssid);
        if (isOther && (wanted.containsKey(asked) || wanted.size() < MOST_WANTED)) {
            wanted.computeIfAbsent(asked, _ -> new HashSet<>()).add(guest);
        }
    }

    /// A guest that asked has its answer.
    void answered(GuestRecord guest) {
        asking.remove(guest);
        askers.add(guest);
    }

    /// It is over, well or not.
    void end() {
        over.countDown();
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    /// Waits for the end.
    ///
    /// @return false if it has not come in time
    boolean await(Deadline until) throws InterruptedException {
        return over.await(until.left().toNanos(), TimeUnit.NANOSECONDS);
    }
}

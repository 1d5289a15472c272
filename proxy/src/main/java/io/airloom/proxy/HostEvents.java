package io.airloom.proxy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Hears what happens to the host's interfaces. What the host says is compared with what is so: a
/// join or leave that we have waited for is known before the host tells of it, and what it tells
/// late is not news.
final class HostEvents implements HostWifi.Listener {
    private static final int MOST_WAITING = 1000;

    private final Roster roster;
    private final Scanning scanning;
    private final Leaving leaving;

    /// Results of scans are read and spread here, not on the host's thread.
    private final Set<Radio> queued = ConcurrentHashMap.newKeySet();

    private final WorkQueue results = new WorkQueue("airloom-results", 1, MOST_WAITING);

    HostEvents(Roster roster, Scanning scanning, Leaving leaving) {
        this.roster = roster;
        this.scanning = scanning;
        this.leaving = leaving;
    }

    @Override
    public void arrived(HostInterface hostInterface) {
        Radio radio = roster.add(hostInterface);
        Connection connection = radio == null ? null : radio.connection();
        if (radio != null && connection != null) {
            roster.connected(radio, connection);
        }
    }

    @Override
    public void departed(HostInterface hostInterface) {
        Radio radio = roster.radio(hostInterface);
        if (radio != null) {
            roster.remove(radio);
        }
    }

    @Override
    public void connected(HostInterface hostInterface, Connection connection) {
        Radio radio = roster.radio(hostInterface);
        if (radio != null && radio.isOn(connection.ssid())) {
            roster.connected(radio, connection);
            leaving.tidy();
        }
    }

    @Override
    public void disconnected(HostInterface hostInterface, Ssid ssid, LossReason reason) {
        Radio radio = roster.radio(hostInterface);
        if (radio != null && !radio.isOn(ssid)) {
            roster.disconnected(radio, ssid);
            leaving.tidy();
        }
    }

    @Override
    public void signal(HostInterface hostInterface, int dbm) {
        Radio radio = roster.radio(hostInterface);
        if (radio != null) {
            roster.signal(radio, null, dbm);
        }
    }

    @Override
    public void scanned(HostInterface hostInterface) {
        Radio radio = roster.radio(hostInterface);
        if (radio == null) {
            return;
        }
        ScanRun run = roster.locked(() -> radio.scan);
        if (run != null) {
            run.end();
        } else {
            spread(radio);
        }
    }

    private void spread(Radio radio) {
        // One that has not begun yet will read what is there then.
        if (queued.add(radio)) {
            boolean isTaken =
                    results.submit(() -> {
                        queued.remove(radio);
                        scanning.spontaneous(radio);
                    });
            if (!isTaken) {
                queued.remove(radio);
            }
        }
    }

    /// Spreads no more.
    void close(Deadline until) {
        results.cancel(until);
    }
}

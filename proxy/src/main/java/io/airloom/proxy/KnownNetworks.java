package io.airloom.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The networks that a guest's kernel knows, as cfg80211 keeps them: by BSSID, for some time since
/// they were last heard of, the oldest forgotten when there are too many. Any thread.
final class KnownNetworks {
    /// As many as the kernel keeps.
    private static final int MAX = 1000;

    private final long lifetimeNanos;
    private final SequencedMap<Long, Known> byBssid = new LinkedHashMap<>();

    private record Known(Bss bss, long heardNanos) {}

    KnownNetworks(Duration lifetime) {
        this.lifetimeNanos = lifetime.toNanos();
    }

    /// A network was heard of now.
    synchronized void heard(Bss bss) {
        byBssid.remove(bss.bssid());
        byBssid.put(bss.bssid(), new Known(bss, System.nanoTime()));
        if (byBssid.size() > MAX) {
            byBssid.pollFirstEntry();
        }
    }

    /// Whether this access point was heard of lately, with this name.
    synchronized boolean has(long bssid, Ssid ssid) {
        Known known = fresh(byBssid.get(bssid));
        return known != null && Objects.equals(known.bss().elements().ssid(), ssid);
    }

    /// All that was heard of lately, the oldest first.
    synchronized List<Bss> fresh() {
        List<Bss> all = new ArrayList<>();
        for (Known known : byBssid.values()) {
            if (fresh(known) != null) {
                all.add(known.bss());
            }
        }
        return all;
    }

    private @Nullable Known fresh(@Nullable Known known) {
        return known != null && System.nanoTime() - known.heardNanos() <= lifetimeNanos
                ? known
                : null;
    }
}

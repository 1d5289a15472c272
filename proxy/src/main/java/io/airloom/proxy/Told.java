package io.airloom.proxy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one guest was told of access points, and when: its kernel takes a connection for real only
/// if it knows the access point, by the SSID that was asked for, from not long ago.
///
/// Bounded: of what is too old nothing is kept, and of more than [#MOST] the oldest goes. Under the
/// lock of its owner.
final class Told {
    /// About as many as fit into one message.
    static final int MOST = 4096;

    /// A difference that is worth telling.
    static final int STEP_DB = 3;

    private final long lifetimeNanos;

    /// By what a kernel looks for; the oldest first.
    private final Map<Key, Entry> entries = new LinkedHashMap<>();

    private record Key(long bssid, Ssid ssid) {}

    /// Of a network, what makes it news when it changes.
    private record Entry(
            int rssiDbm, long centerFreqKhz, int capabilities, int elementsHash, long atNanos) {
        static Entry of(Bss bss, long nowNanos) {
            return new Entry(
                    bss.rssiDbm(),
                    bss.centerFreqKhz(),
                    bss.capabilities(),
                    bss.elements().hashCode(),
                    nowNanos);
        }
    }

    Told(Duration lifetime) {
        this.lifetimeNanos = lifetime.toNanos();
    }

    /// These are told now.
    void add(Iterable<Bss> networks, long nowNanos) {
        entries.values().removeIf(entry -> !isFresh(entry, nowNanos));
        for (Bss bss : networks) {
            Key key = key(bss);
            if (key != null) {
                // Taken out first, so that the youngest stand at the end.
                entries.remove(key);
                entries.put(key, Entry.of(bss, nowNanos));
            }
        }
        while (entries.size() > MOST) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    private static @Nullable Key key(Bss bss) {
        Ssid ssid = bss.elements().ssid();
        return ssid == null || ssid.isWildcard() ? null : new Key(bss.bssid(), ssid);
    }

    /// Nothing is known to have arrived.
    void clear() {
        entries.clear();
    }

    /// The access point to name in an answer: the one that was asked for, else the real one, else
    /// any of the network that the guest knows.
    ///
    /// @param asked 0 for none
    /// @param actual 0 for none
    /// @return 0 if the guest would not believe any
    long answerable(Ssid ssid, long asked, long actual, long nowNanos) {
        if (knows(asked, ssid, nowNanos)) {
            return asked;
        }
        if (knows(actual, ssid, nowNanos)) {
            return actual;
        }
        long youngest = 0;
        for (Map.Entry<Key, Entry> entry : entries.entrySet()) {
            if (entry.getKey().ssid().equals(ssid) && isFresh(entry.getValue(), nowNanos)) {
                youngest = entry.getKey().bssid();
            }
        }
        return youngest;
    }

    private boolean knows(long bssid, Ssid ssid, long nowNanos) {
        Entry entry = entries.get(new Key(bssid, ssid));
        return bssid != 0 && entry != null && isFresh(entry, nowNanos);
    }

    private boolean isFresh(Entry entry, long nowNanos) {
        return nowNanos - entry.atNanos() <= lifetimeNanos;
    }

    /// How strong an access point was said to be; null if it is not known.
    @Nullable Integer dbm(Ssid ssid, long bssid) {
        Entry entry = entries.get(new Key(bssid, ssid));
        return entry == null ? null : entry.rssiDbm();
    }

    /// Whether telling of a network would tell anything: it was not told lately, or otherwise.
    ///
    /// @param lately so long ago at most
    boolean isNews(Bss bss, Duration lately, long nowNanos) {
        Key key = key(bss);
        if (key == null) {
            return false;
        }
        Entry entry = entries.get(key);
        Entry now = Entry.of(bss, nowNanos);
        return entry == null
                || nowNanos - entry.atNanos() > lately.toNanos()
                || Math.abs(now.rssiDbm() - entry.rssiDbm()) >= STEP_DB
                || now.centerFreqKhz() != entry.centerFreqKhz()
                || now.capabilities() != entry.capabilities()
                || now.elementsHash() != entry.elementsHash();
    }
}

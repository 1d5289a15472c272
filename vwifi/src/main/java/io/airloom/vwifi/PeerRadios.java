package io.airloom.vwifi;

import io.airloom.ieee80211.FrameType;
import io.airloom.ieee80211.MacAddress;
import io.airloom.medium.Air;
import io.airloom.medium.Radio;
import io.airloom.medium.Receiver;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The radios of one connection. Their keys are not known, so they are told apart by the addresses
/// that they send from (address 2); the first to send takes the place of the one that the
/// connection began with, which hears everything because nothing is known of where it listens.
///
/// The random addresses of scans are no radios: a probe request from a locally administered address
/// (but for hwsim's own, `02:00:00:…`) goes out from a radio that is there.
final class PeerRadios {
    /// As many as a client makes at most.
    static final int MAX_RADIOS = 100;

    /// How long a radio that was heard beaconing is taken to be where that was.
    static final long BEACON_VALID_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// A radio that was silent for so long may give its place to one with a new address.
    private static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final int ADDRESS_2_OFFSET = 10;
    private static final int MIN_LENGTH = ADDRESS_2_OFFSET + MacAddress.LENGTH;
    private static final int TYPE_MASK = 0xfc;
    private static final int BEACON = FrameType.BEACON.subtype() << 4;
    private static final int PROBE_REQUEST = FrameType.PROBE_REQUEST.subtype() << 4;
    private static final long HWSIM_PREFIX = 0x0200_00L;
    private static final int PREFIX_SHIFT = 24;

    private final Air air;
    private final String name;
    private final Receiver receiver;
    private final @Nullable Radio listener;
    private Entry[] entries = {};
    private int named;
    private int joined;

    /// @param listens shall one radio never send, so that it hears all channels for ever?
    PeerRadios(Air air, String name, Receiver receiver, boolean listens) {
        this.air = air;
        this.name = name;
        this.receiver = receiver;
        if (listens) {
            listener = join(MacAddress.NONE);
        } else {
            listener = null;
            add(MacAddress.NONE);
        }
    }

    /// The radio that sends this frame; it joins if it is new.
    ///
    /// @return null if there is no room on the air for it
    @Nullable Radio sender(
            MemorySegment segment, long offset, int length, int freqMhz, long nowNanos) {
        int type = segment.get(ValueLayout.JAVA_BYTE, offset) & TYPE_MASK;
        long address =
                length >= MIN_LENGTH
                        ? MacAddress.read(segment, offset + ADDRESS_2_OFFSET)
                        : MacAddress.NONE;
        Entry entry = find(address);
        if (entry == null) {
            boolean nameless = MacAddress.isGroup(address) || address == MacAddress.NONE;
            entry =
                    nameless || (type == PROBE_REQUEST && isRandom(address))
                            ? anyone(nowNanos)
                            : newcomer(address, nowNanos);
        }
        if (entry == null) {
            return null;
        }
        entry.lastNanos = nowNanos;
        if (type == BEACON) {
            entry.beaconNanos = nowNanos;
            entry.beaconFreqMhz = freqMhz;
        } else if (freqMhz != entry.beaconFreqMhz) {
            entry.beaconFreqMhz = 0;
        }
        return entry.radio;
    }

    /// Is every radio an access point that is busy on other channels?
    boolean isElsewhere(int freqMhz, long nowNanos) {
        if (listener != null || entries.length == 0) {
            return false;
        }
        for (Entry entry : entries) {
            if (entry.beaconFreqMhz == 0
                    || entry.beaconFreqMhz == freqMhz
                    || nowNanos - entry.beaconNanos > BEACON_VALID_NANOS) {
                return false;
            }
        }
        return true;
    }

    /// All leave.
    void leave() {
        for (Entry entry : entries) {
            air.leave(entry.radio);
        }
        if (listener != null) {
            air.leave(listener);
        }
    }

    private @Nullable Entry find(long address) {
        for (Entry entry : entries) {
            if (entry.address == address) {
                return entry;
            }
        }
        return null;
    }

    /// Somebody's: of the radio that is free to scan, rather than of an access point.
    private @Nullable Entry anyone(long nowNanos) {
        Entry best = null;
        for (Entry entry : entries) {
            if (best == null || entry.isFreer(best, nowNanos)) {
                best = entry;
            }
        }
        return best == null ? add(MacAddress.NONE) : best;
    }

    private @Nullable Entry newcomer(long address, long nowNanos) {
        if (named == 0 && entries.length > 0) {
            named = 1;
            entries[0].address = address;
            return entries[0];
        }
        if (entries.length < MAX_RADIOS) {
            Entry entry = add(address);
            named += entry == null ? 0 : 1;
            return entry;
        }
        Entry oldest = entries[0];
        for (Entry entry : entries) {
            if (entry.lastNanos - oldest.lastNanos < 0) {
                oldest = entry;
            }
        }
        if (nowNanos - oldest.lastNanos < FORGET_NANOS) {
            return anyone(nowNanos);
        }
        air.leave(oldest.radio);
        oldest.radio = join(address);
        oldest.address = address;
        return oldest;
    }

    private @Nullable Entry add(long address) {
        if (air.isFull()) {
            return null;
        }
        Entry entry = new Entry(join(address), address);
        entries = Arrays.copyOf(entries, entries.length + 1);
        entries[entries.length - 1] = entry;
        return entry;
    }

    private Radio join(long key) {
        joined++;
        return air.join(joined == 1 ? name : name + "." + joined, key, receiver);
    }

    private static boolean isRandom(long address) {
        return MacAddress.isLocal(address) && address >>> PREFIX_SHIFT != HWSIM_PREFIX;
    }

    /// One radio and what is known of it.
    private static final class Entry {
        private Radio radio;
        private long address;
        private long lastNanos;
        private long beaconNanos;
        private int beaconFreqMhz;

        Entry(Radio radio, long address) {
            this.radio = radio;
            this.address = address;
        }

        boolean beacons(long nowNanos) {
            return beaconFreqMhz != 0 && nowNanos - beaconNanos <= BEACON_VALID_NANOS;
        }

        boolean isFreer(Entry other, long nowNanos) {
            boolean busy = beacons(nowNanos);
            boolean otherBusy = other.beacons(nowNanos);
            return busy == otherBusy ? lastNanos - other.lastNanos > 0 : otherBusy;
        }
    }
}

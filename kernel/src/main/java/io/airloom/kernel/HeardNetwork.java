package io.airloom.kernel;

import java.nio.ByteBuffer;

/// One access point in the kernel's list of what a station heard (`NL80211_CMD_GET_SCAN`).
///
/// @param bssid as in [io.airloom.ieee80211.MacAddress], 48 bits
/// @param capabilities IEEE 802.11-2020 §9.4.1.4, 0 to 65535
/// @param beaconIntervalTu 0 to 65535
/// @param freqKhz of its primary channel, 0 to 2^32 − 1
/// @param signalDbm −128 to 127; of a driver that only knows percents, −100 to −50
/// @param ageMillis how long ago it was heard, 0 to 2^31 − 1
/// @param isAssociated whether the station is associated with it
/// @param elements of its probe response or beacon, as they were heard; read only
public record HeardNetwork(
        long bssid,
        int capabilities,
        int beaconIntervalTu,
        long freqKhz,
        int signalDbm,
        int ageMillis,
        boolean isAssociated,
        ByteBuffer elements) {
    /// Keeps the buffer from being written to, but not a copy.
    public HeardNetwork {
        elements = elements.asReadOnlyBuffer();
    }

    /// A copy of the elements.
    public byte[] elementOctets() {
        byte[] octets = new byte[elements.remaining()];
        elements.get(elements.position(), octets);
        return octets;
    }
}

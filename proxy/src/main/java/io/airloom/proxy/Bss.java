package io.airloom.proxy;

/// A network as a guest is told of it: one access point.
///
/// @param bssid its address
/// @param capabilities the field of its beacons (IEEE 802.11-2020 §9.4.1.4), 0 to 65535
/// @param rssiDbm how strong it is
/// @param beaconIntervalTu 0 to 65535; 0 if nobody knows
/// @param centerFreqKhz of its primary channel, 0 to 2^32 − 1: `2_412_000`
/// @param elements those of a probe response; the SSID among them, or guests do not know whose
///   network it is
public record Bss(
        long bssid,
        int capabilities,
        int rssiDbm,
        int beaconIntervalTu,
        long centerFreqKhz,
        ElementBlob elements) {
    /// @throws IllegalArgumentException if a number is out of its range
    public Bss {
        if (bssid >>> 48 != 0
                || capabilities >>> 16 != 0
                || beaconIntervalTu >>> 16 != 0
                || centerFreqKhz >>> 32 != 0) {
            throw new IllegalArgumentException(
                    "bssid=%x capabilities=%x beaconInterval=%d freq=%d"
                            .formatted(bssid, capabilities, beaconIntervalTu, centerFreqKhz));
        }
    }
}

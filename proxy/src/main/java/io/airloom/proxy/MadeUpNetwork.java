package io.airloom.proxy;

import io.airloom.ieee80211.MacAddress;

/// A network that is not on the air: this program says that it is there, and to be connected to it
/// is to be allowed in. What the guest then sends goes where its Ethernet leads.
///
/// @param ssid one octet or more
/// @param bssid of its only access point, neither 0 nor a group's
/// @param centerFreqKhz of its channel: `5_240_000`
/// @param dbm how strong guests shall see it, −128 to 127
/// @param lock who gets in
/// @param isHidden whether only scans for this very SSID find it by its name
/// @param elements further elements, after the SSID and what the lock needs
public record MadeUpNetwork(
        Ssid ssid,
        long bssid,
        long centerFreqKhz,
        int dbm,
        Lock lock,
        boolean isHidden,
        ElementBlob elements) {
    /// As strong as no real access point is.
    public static final int DEFAULT_DBM = -50;

    /// Channel 48: programs nag people who are on 2.4 GHz.
    public static final long DEFAULT_FREQ_KHZ = 5_240_000;

    /// Who gets into a network.
    public sealed interface Lock {
        /// What scans show.
        NetworkSecurity security();

        /// Everybody, and guests see so.
        record Open() implements Lock {
            @Override
            public NetworkSecurity security() {
                return NetworkSecurity.OPEN;
            }
        }

        /// WPA2-PSK to look at, but any key fits.
        record AnyKey() implements Lock {
            @Override
            public NetworkSecurity security() {
                return NetworkSecurity.WPA2_PSK;
            }
        }

        /// WPA2-PSK with this PMK.
        ///
        /// @param pmk 32 octets; never closed, since a guest may be about to be asked for it
        record Psk(NetworkKey pmk) implements Lock {
            /// @throws IllegalArgumentException if it is no PMK
            public Psk {
                if (pmk.length() != NetworkKey.PMK_LENGTH) {
                    throw new IllegalArgumentException(pmk.toString());
                }
            }

            @Override
            public NetworkSecurity security() {
                return NetworkSecurity.WPA2_PSK;
            }
        }
    }

    /// @throws IllegalArgumentException if a number is out of its range
    public MadeUpNetwork {
        if (ssid.isWildcard()
                || bssid == 0
                || bssid >>> 48 != 0
                || MacAddress.isGroup(bssid)
                || centerFreqKhz >>> 32 != 0
                || dbm != (byte) dbm) {
            throw new IllegalArgumentException(
                    "ssid=%s bssid=%x freq=%d dbm=%d".formatted(ssid, bssid, centerFreqKhz, dbm));
        }
    }

    /// One with an SSID and a BSSID; all else as the service of Windows has it.
    public static MadeUpNetwork of(Ssid ssid, long bssid) {
        return new MadeUpNetwork(
                ssid,
                bssid,
                DEFAULT_FREQ_KHZ,
                DEFAULT_DBM,
                new Lock.AnyKey(),
                false,
                ElementBlob.of(new byte[0]));
    }
}

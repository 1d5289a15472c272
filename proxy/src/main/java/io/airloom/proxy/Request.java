package io.airloom.proxy;

import io.airloom.ieee80211.MacAddress;
import java.util.List;

/// What a guest asks of the host, one on each connection.
public sealed interface Request {
    /// Its number on the wire.
    Operation operation();

    /// Which networks are there?
    ///
    /// @param ssid the one that is looked for, also if it hides; [Ssid#WILDCARD] for all
    record Scan(Ssid ssid) implements Request {
        @Override
        public Operation operation() {
            return Operation.SCAN_REQUEST;
        }
    }

    /// Join a network.
    ///
    /// @param ssid the network
    /// @param bssid the access point that the guest means; 0 for any
    /// @param authType nl80211's authentication type, 0 to 255: 0 open, 4 SAE; see [#isAutomatic]
    /// @param wpaVersions bits: 1 WPA, 2 WPA2, 4 WPA3; 0 for none
    /// @param akmSuites at most two, each `0x000F_ACnn` (IEEE 802.11-2020 table 9-151)
    /// @param pairwiseCiphers at most five, each `0x000F_ACnn` (table 9-149)
    /// @param groupCipher one such, 0 if the guest does not say
    /// @param key whose octets nothing shows; the request owns it
    record Connect(
            Ssid ssid,
            long bssid,
            int authType,
            int wpaVersions,
            List<Integer> akmSuites,
            List<Integer> pairwiseCiphers,
            int groupCipher,
            NetworkKey key)
            implements Request {
        /// Most AKM suites that a request has room for.
        public static final int MAX_AKM_SUITES = 2;

        /// Most pairwise ciphers that a request has room for.
        public static final int MAX_PAIRWISE_CIPHERS = 5;

        /// nl80211's type of open authentication, and so of pre-shared keys.
        public static final int OPEN = 0;

        /// nl80211's type of SAE.
        public static final int SAE = 4;

        /// The bit of WPA2 among the WPA versions.
        public static final int WPA2 = 2;

        /// From here on nl80211's type means "whatever fits": it is one more than the last that a
        /// kernel knows.
        private static final int AUTOMATIC = 8;

        /// @throws IllegalArgumentException if there are more suites than fit, or a number is out
        ///   of its range
        public Connect {
            akmSuites = List.copyOf(akmSuites);
            pairwiseCiphers = List.copyOf(pairwiseCiphers);
            if (akmSuites.size() > MAX_AKM_SUITES
                    || pairwiseCiphers.size() > MAX_PAIRWISE_CIPHERS
                    || authType >>> 8 != 0
                    || wpaVersions >>> 8 != 0
                    || bssid >>> 48 != 0) {
                throw new IllegalArgumentException(
                        "akms=%s ciphers=%s authType=%d wpaVersions=%d bssid=%s"
                                .formatted(
                                        akmSuites,
                                        pairwiseCiphers,
                                        authType,
                                        wpaVersions,
                                        MacAddress.toString(bssid)));
            }
        }

        @Override
        public Operation operation() {
            return Operation.CONNECT_REQUEST;
        }

        /// For people and logs; nothing of the key but its length.
        @Override
        public String toString() {
            return ("connect to %s at %s, authentication %d, WPA %d, AKMs %s, ciphers %s and %s for"
                            + " groups, %s")
                    .formatted(
                            ssid,
                            MacAddress.toString(bssid),
                            authType,
                            wpaVersions,
                            HexNumbers.text(akmSuites, HexNumbers.SUITE_DIGITS, ", "),
                            HexNumbers.text(pairwiseCiphers, HexNumbers.SUITE_DIGITS, ", "),
                            HexNumbers.text(List.of(groupCipher), HexNumbers.SUITE_DIGITS, ", "),
                            key);
        }

        /// Whether the guest leaves the authentication to us.
        public boolean isAutomatic() {
            return authType >= AUTOMATIC;
        }
    }

    /// Leave the network.
    ///
    /// @param session the connection that is meant: the number of the answer that made it
    record Disconnect(long session) implements Request {
        @Override
        public Operation operation() {
            return Operation.DISCONNECT_REQUEST;
        }
    }
}

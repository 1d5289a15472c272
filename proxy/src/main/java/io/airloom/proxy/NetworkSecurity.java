package io.airloom.proxy;

import io.airloom.ieee80211.AkmKind;
import io.airloom.ieee80211.Rsn;

/// How a network guards itself, as far as it matters to who wants to join it.
public enum NetworkSecurity {
    /// Anybody may join, and everybody may listen.
    OPEN,
    /// Encrypts without asking who joins (RFC 8110).
    OWE,
    /// 40 or 104 bits that are no secret.
    WEP,
    /// The first WPA, with a pre-shared key.
    WPA_PSK,
    /// A pre-shared key (IEEE 802.11-2020 §12.6), of whatever AKM suite.
    WPA2_PSK,
    /// A password by SAE (§12.4), and no pre-shared key.
    WPA3_SAE,
    /// A password that both SAE and a pre-shared key are made of.
    WPA2_WPA3,
    /// IEEE 802.1X.
    ENTERPRISE,
    /// None of them.
    UNKNOWN;

    /// What one access point says of itself, as a station of today reads it: the RSN element, else
    /// the older WPA element, else the Privacy bit.
    ///
    /// @param capabilities of its beacons
    /// @param elements of its beacons; those that contradict themselves make it [#UNKNOWN]
    public static NetworkSecurity of(int capabilities, ElementBlob elements) {
        Rsn rsn = elements.rsn();
        if (rsn != null) {
            return ofRsn(rsn);
        }
        Rsn wpa = elements.wpa();
        if (wpa != null) {
            return wpa.malformed()
                    ? UNKNOWN
                    : wpa.offers(AkmKind.PSK)
                            ? WPA_PSK
                            : wpa.offers(AkmKind.ENTERPRISE) ? ENTERPRISE : UNKNOWN;
        }
        return (capabilities & AdaptedNetwork.CAPABILITY_PRIVACY) == 0 ? OPEN : WEP;
    }

    private static NetworkSecurity ofRsn(Rsn rsn) {
        if (rsn.malformed()) {
            return UNKNOWN;
        }
        if (rsn.offers(AkmKind.PSK)) {
            return rsn.offers(AkmKind.SAE) ? WPA2_WPA3 : WPA2_PSK;
        }
        if (rsn.offers(AkmKind.SAE)) {
            return WPA3_SAE;
        }
        if (rsn.offers(AkmKind.OWE)) {
            return OWE;
        }
        return rsn.offers(AkmKind.ENTERPRISE) ? ENTERPRISE : UNKNOWN;
    }
}

package io.airloom.proxy;

import io.airloom.ieee80211.AkmKind;
import io.airloom.ieee80211.Suites;

/// What becomes of a CONNECT that the host has to do something for: a [Join], or a [Refusal] of
/// what no host could do. (A guest may be let into a network that the host is on whatever it asks
/// for: that is decided before.)
public sealed interface ConnectDecision permits Join, ConnectDecision.Refusal {
    /// IEEE 802.11-2020 table 9-50: the authentication algorithm is not supported.
    int UNSUPPORTED_AUTHENTICATION = 13;

    /// Table 9-50: the pairwise cipher is not valid.
    int INVALID_PAIRWISE_CIPHER = 42;

    /// Table 9-50: the AKM suite is not valid.
    int INVALID_AKM = 43;

    /// No.
    ///
    /// @param status table 9-50, 1 to 65535: what the guest is answered
    /// @param reason for people; nothing of a key
    record Refusal(int status, String reason) implements ConnectDecision {}

    /// Decides by what the request says; nothing is looked up.
    ///
    /// | authentication | WPA versions | AKM, cipher, key | joined as |
    /// | --- | --- | --- | --- |
    /// | open | none | no cipher | open |
    /// | open | WPA2 alone | pre-shared key; CCMP or GCMP; PMK or passphrase | WPA2-PSK |
    /// | SAE | any | SAE; a password | WPA3-SAE |
    /// | automatic | | one of the rows above by AKM and version | |
    ///
    /// @param request its key goes into the [Join] as it is, and stays the request's
    static ConnectDecision of(Request.Connect request) {
        if (request.ssid().isWildcard()) {
            return new Refusal(HostWifiException.UNSPECIFIED, "a network without a name");
        }
        return switch (request.authType()) {
            case Request.Connect.OPEN ->
                    request.wpaVersions() == 0
                            ? open(request)
                            : preSharedKey(request, request.wpaVersions() == Request.Connect.WPA2);
            case Request.Connect.SAE -> sae(request);
            default ->
                    request.isAutomatic()
                            ? automatic(request)
                            : new Refusal(
                                    UNSUPPORTED_AUTHENTICATION,
                                    "authentication type " + request.authType());
        };
    }

    private static ConnectDecision automatic(Request.Connect request) {
        if (request.wpaVersions() == 0 && request.akmSuites().isEmpty()) {
            return open(request);
        }
        return offers(request, AkmKind.SAE) && !offers(request, AkmKind.PSK)
                ? sae(request)
                : preSharedKey(request, (request.wpaVersions() & Request.Connect.WPA2) != 0);
    }

    private static ConnectDecision open(Request.Connect request) {
        // Ciphers without WPA are those of WEP.
        return request.pairwiseCiphers().isEmpty()
                ? new Join(request.ssid(), request.bssid(), NetworkSecurity.OPEN, NetworkKey.none())
                : new Refusal(INVALID_PAIRWISE_CIPHER, "a cipher, but no WPA2");
    }

    private static ConnectDecision preSharedKey(Request.Connect request, boolean isWpa2) {
        if (!isWpa2 || !offers(request, AkmKind.PSK)) {
            return new Refusal(
                    INVALID_AKM,
                    "WPA versions %d with AKM suites %s"
                            .formatted(
                                    request.wpaVersions(),
                                    request.akmSuites().stream().map(Suites::akm).toList()));
        }
        if (!request.pairwiseCiphers().contains(Suites.CCMP)
                && !request.pairwiseCiphers().contains(Suites.GCMP)) {
            return new Refusal(
                    INVALID_PAIRWISE_CIPHER,
                    "pairwise ciphers "
                            + request.pairwiseCiphers().stream().map(Suites::cipher).toList());
        }
        return request.key().isPmk() || request.key().isPassphrase()
                ? new Join(request.ssid(), request.bssid(), NetworkSecurity.WPA2_PSK, request.key())
                : new Refusal(
                        HostWifiException.WRONG_KEY,
                        request.key() + ", which is neither a PMK nor a passphrase");
    }

    private static ConnectDecision sae(Request.Connect request) {
        if (!offers(request, AkmKind.SAE)) {
            return new Refusal(INVALID_AKM, "authentication by SAE without its AKM suite");
        }
        return request.key().isNone()
                ? new Refusal(HostWifiException.WRONG_KEY, "SAE without a password")
                : new Join(
                        request.ssid(), request.bssid(), NetworkSecurity.WPA3_SAE, request.key());
    }

    private static boolean offers(Request.Connect request, AkmKind kind) {
        return request.akmSuites().stream().anyMatch(akm -> AkmKind.of(akm) == kind);
    }
}

package io.airloom.proxy;

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
    UNKNOWN
}

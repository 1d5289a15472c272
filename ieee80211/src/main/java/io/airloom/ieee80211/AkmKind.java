package io.airloom.ieee80211;

/// By what one gets into a network, whatever the AKM suite does with it (IEEE 802.11-2020 Table
/// 9-151).
public enum AkmKind {
    /// A pre-shared key, with SHA-1, SHA-256 or SHA-384, with fast transition or without.
    PSK,
    /// A password by SAE.
    SAE,
    /// Nothing: encrypted all the same (RFC 8110).
    OWE,
    /// An authentication server: IEEE 802.1X and FILS.
    ENTERPRISE,
    /// None of them, or a vendor's.
    OTHER;

    /// The kind of a suite of the standard, or of WPA's own.
    ///
    /// @param selector see [Suites]
    public static AkmKind of(int selector) {
        int type = selector & 0xff;
        return switch (selector >>> 8) {
            case Suites.OUI_RSN -> ofStandard(type);
            case Suites.OUI_WPA -> type == 1 ? ENTERPRISE : type == 2 ? PSK : OTHER;
            default -> OTHER;
        };
    }

    private static AkmKind ofStandard(int type) {
        return switch (type) {
            case 2, 4, 6, 19, 20 -> PSK;
            case 8, 9, 24, 25 -> SAE;
            case 18 -> OWE;
            case 1, 3, 5, 11, 12, 13, 14, 15, 16, 17, 22, 23 -> ENTERPRISE;
            default -> OTHER;
        };
    }
}

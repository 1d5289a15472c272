package io.airloom.ieee80211;

/// Cipher and AKM suite selectors: OUI in the upper 24 bits, suite type in the lower 8 (IEEE
/// 802.11-2020 Tables 9-149 and 9-151). WPA's own OUI has the same first types.
public final class Suites {
    /// The suites of the standard.
    static final int OUI_RSN = 0x000fac;

    /// The suites of WPA, before the standard had them.
    static final int OUI_WPA = 0x0050f2;

    /// The cipher of WPA2.
    public static final int CCMP = OUI_RSN << 8 | 4;

    /// Its faster younger sister.
    public static final int GCMP = OUI_RSN << 8 | 8;

    private static final WordTable CIPHERS =
            new WordTable(
                    "cipher",
                    """
                    0 group cipher; 1 WEP-40; 2 TKIP; 4 CCMP; 5 WEP-104; 6 BIP-CMAC-128;
                    7 no group traffic; 8 GCMP; 9 GCMP-256; 10 CCMP-256; 11 BIP-GMAC-128;
                    12 BIP-GMAC-256; 13 BIP-CMAC-256
                    """);

    private static final WordTable AKMS =
            new WordTable(
                    "AKM",
                    """
                    1 802.1X; 2 PSK; 3 FT-802.1X; 4 FT-PSK; 5 802.1X-SHA256; 6 PSK-SHA256; 7 TDLS;
                    8 SAE; 9 FT-SAE; 10 AP-PeerKey; 11 802.1X-SuiteB; 12 802.1X-SuiteB-192;
                    13 FT-802.1X-SHA384; 14 FILS-SHA256; 15 FILS-SHA384; 16 FT-FILS-SHA256;
                    17 FT-FILS-SHA384; 18 OWE; 19 FT-PSK-SHA384; 20 PSK-SHA384; 21 PASN;
                    22 FT-802.1X-SHA384; 23 802.1X-SHA384; 24 SAE-EXT; 25 FT-SAE-EXT
                    """);

    private Suites() {}

    /// `CCMP`, or `cipher 00:0f:ac:99`.
    public static String cipher(int selector) {
        return word(CIPHERS, selector, "cipher");
    }

    /// `PSK`, `SAE` …, or `AKM 00:0f:ac:99`.
    public static String akm(int selector) {
        return word(AKMS, selector, "AKM");
    }

    /// Which generation of Wi-Fi Protected Access an AKM belongs to, or an empty text if its name
    /// says enough (OWE, FT, FILS …).
    static String generation(int selector) {
        if (selector >>> 8 == OUI_WPA) {
            return "WPA-";
        }
        if (selector >>> 8 != OUI_RSN) {
            return "";
        }
        return switch (selector & 0xff) {
            case 1, 2, 5, 6, 19, 20 -> "WPA2-";
            case 8, 11, 12, 23, 24 -> "WPA3-";
            default -> "";
        };
    }

    private static String word(WordTable table, int selector, String kind) {
        int oui = selector >>> 8;
        int type = selector & 0xff;
        boolean ours = oui == OUI_RSN || (oui == OUI_WPA && type <= 5);
        return ours && table.has(type)
                ? table.of(type)
                : "%s %02x:%02x:%02x:%02x"
                        .formatted(kind, oui >> 16, oui >> 8 & 0xff, oui & 0xff, type);
    }
}

package io.airloom.proxy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Elements as access points send them, for tests.
final class HeardElements {
    static final String RATES = "0108 82848b960c121824";
    static final String CHANNEL = "0301 06";
    static final String COUNTRY = "0706 444520010d14";
    static final String HT = "2d1a 0c001bffff000000000000000000000000000000000000000000";
    static final String EXT_RATES = "3204 3048606c";
    static final String HE = "ff16 23" + "00".repeat(21);
    static final String PSK = "3014 0100 000fac04 0100 000fac04 0100 000fac02 0000";
    static final String PSK_TKIP = "3014 0100 000fac02 0100 000fac02 0100 000fac02 0000";
    static final String PSK_GCMP = "3014 0100 000fac08 0100 000fac08 0100 000fac02 0000";
    static final String FT_PSK_SHA256 =
            "3018 0100 000fac04 0100 000fac04 0200 000fac04 000fac06 8000";
    static final String ENTERPRISE = "3014 0100 000fac04 0100 000fac04 0100 000fac01 0000";
    static final String SAE = "301a 0100 000fac04 0100 000fac04 0100 000fac08 c000 0000 000fac06";
    static final String TRANSITION =
            "301e 0100 000fac04 0100 000fac04 0200 000fac02 000fac08 c000 0000 000fac06";
    static final String OWE = "301a 0100 000fac04 0100 000fac04 0100 000fac12 c000 0000 000fac06";
    static final String MALFORMED_RSN = "3008 0100 000fac04 ffff";
    static final String WPA = "dd16 0050f201 0100 0050f202 0100 0050f202 0100 0050f202";
    static final String WPA_ENTERPRISE = "dd16 0050f201 0100 0050f202 0100 0050f202 0100 0050f201";
    static final String WMM = "dd07 0050f202 00 01 00";
    static final String RSNXE = "f401 20";
    static final String OWE_TRANSITION = "dd0c 506f9a1c 020000000001 01 61";

    private HeardElements() {}

    static ElementBlob of(String ssid, String... elements) {
        ElementBlob name = ElementBlob.of(Ssid.of(ssid.getBytes(StandardCharsets.UTF_8)));
        return name.and(parse(elements));
    }

    static ElementBlob parse(String... elements) {
        return ElementBlob.of(HexFormat.of().parseHex(String.join("", elements).replace(" ", "")));
    }
}

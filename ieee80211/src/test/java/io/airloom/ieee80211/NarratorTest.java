package io.airloom.ieee80211;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NarratorTest {
    private static final String AP = "020000000100";
    private static final String STA = "020000000200";
    private static final String OTHER = "020000000300";
    private static final String EVERYONE = "ffffffffffff";
    private static final String BODY = "0100002000000000" + "00".repeat(16);
    private static final String UP = "08410000" + AP + STA + AP + "0000" + BODY;
    private static final String DOWN = "08420000" + STA + AP + AP + "0000" + BODY;
    private static final String GROUP = "08420000" + EVERYONE + AP + AP + "0000" + BODY;
    private static final String CCMP = "000fac04";
    private static final String GCMP_256 = "000fac09";
    private static final String TKIP = "000fac02";

    private final Narrator narrator = new Narrator(SampleFrame.NAMES);

    @Test
    void withoutABeaconTheCipherStaysOpen() {
        assertThat(cipher(UP)).isEqualTo("CCMP/GCMP");
        assertThat(cipher(GROUP)).isEqualTo("CCMP/GCMP");
    }

    @Test
    void aBeaconTellsTheCiphersOfItsNetwork() {
        tell(beacon(AP, rsn(CCMP, GCMP_256)));
        assertThat(cipher(UP)).isEqualTo("GCMP-256");
        assertThat(cipher(DOWN)).isEqualTo("GCMP-256");
        assertThat(cipher(GROUP)).isEqualTo("CCMP");
        assertThat(cipher(UP.replace(AP, OTHER))).isEqualTo("CCMP/GCMP");
    }

    @Test
    void whereTheNetworkOffersSeveralTheStationTellsWhichItTook() {
        tell(beacon(AP, rsn(CCMP, CCMP, GCMP_256)));
        assertThat(cipher(UP)).isEqualTo("CCMP/GCMP");
        tell("00000000" + AP + STA + AP + "0000" + "31000500" + rsn(CCMP, GCMP_256));
        assertThat(cipher(UP)).isEqualTo("GCMP-256");
        assertThat(cipher(DOWN)).isEqualTo("GCMP-256");
    }

    @Test
    void theOctetsThemselvesTellTkipAndWep() {
        tell(beacon(AP, rsn(TKIP, CCMP)));
        String tkip = "0121552000000000" + "00".repeat(16);
        assertThat(cipher("08420000" + EVERYONE + AP + AP + "0000" + tkip)).isEqualTo("TKIP");
        String wep = "11223340" + "00".repeat(16);
        assertThat(cipher("08420000" + EVERYONE + AP + AP + "0000" + wep)).isEqualTo("WEP");
    }

    @Test
    void anOpenNetworkAndABrokenBeaconTellNothing() {
        tell(beacon(AP, ""));
        tell(beacon(AP, "3003010000"));
        tell("80000000" + EVERYONE + AP + AP + "0000" + "00");
        assertThat(cipher(UP)).isEqualTo("CCMP/GCMP");
    }

    @Test
    void forgetsTheNetworksThatItMetFirst() {
        tell(beacon(AP, rsn(CCMP, CCMP)));
        for (int i = 0; i < Narrator.MAX_REMEMBERED; i++) {
            assertThat(cipher(UP)).isEqualTo("CCMP");
            tell(beacon("06%010x".formatted(i), rsn(CCMP, CCMP)));
        }
        assertThat(cipher(UP)).isEqualTo("CCMP/GCMP");
    }

    private static String beacon(String bssid, String elements) {
        return "80000000"
                + EVERYONE
                + bssid
                + bssid
                + "0000"
                + "00".repeat(8)
                + "64001104"
                + elements;
    }

    private static String rsn(String group, String... pairwise) {
        String body =
                "0100"
                        + group
                        + "0"
                        + pairwise.length
                        + "00"
                        + String.join("", pairwise)
                        + "0100000fac080000";
        return "30%02x".formatted(body.length() / 2) + body;
    }

    private void tell(String hex) {
        narrator.summarize(Frames.view(hex));
    }

    private String cipher(String hex) {
        return narrator.summarize(Frames.view(hex)).details().getFirst();
    }
}

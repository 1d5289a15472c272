package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What of a neighbourhood guests are told.
class ScanViewTest {
    private static final ScanView ALL = new ScanView(ScanLayout.C, false);
    private static final ScanView USABLE = new ScanView(ScanLayout.C, true);

    private static Bss bss(long bssid, int dbm, String... elements) {
        return new Bss(bssid, 0x0011, dbm, 100, 2_412_000, HeardElements.of("net", elements));
    }

    private static ScanView.Candidate heard(Bss bss) {
        return aged(bss, 0);
    }

    private static ScanView.Candidate aged(Bss bss, long ageMillis) {
        return new ScanView.Candidate(new Heard(bss, ageMillis), null);
    }

    private static ScanView.Candidate connected(Bss bss, long ageMillis) {
        return new ScanView.Candidate(new Heard(bss, ageMillis), Ssid.of("net"));
    }

    @Test
    void anInterfaceMarksTheAccessPointThatItIsOn() {
        Heard one = new Heard(bss(1, -50, HeardElements.PSK), 0);
        Heard two = new Heard(bss(2, -50, HeardElements.PSK), 0);
        Connection connection = new Connection(Ssid.of("net"), 2, NetworkSecurity.WPA2_PSK);
        assertThat(ScanView.Candidate.of(List.of(one, two), connection))
                .containsExactly(
                        new ScanView.Candidate(one, null),
                        new ScanView.Candidate(two, Ssid.of("net")));
        assertThat(ScanView.Candidate.of(List.of(two), null))
                .containsExactly(new ScanView.Candidate(two, null));
    }

    @Test
    void theFirstOfABssidIsTold() {
        Bss first = bss(1, -80, HeardElements.PSK);
        Bss second = bss(1, -40, HeardElements.PSK);
        Bss other = bss(2, -60, HeardElements.PSK);
        assertThat(ALL.of(List.of(heard(first), heard(other), heard(second))))
                .containsExactly(first, other);
    }

    @Test
    void whatWasHeardLongAgoIsNotTold() {
        Bss bss = bss(1, -50, HeardElements.PSK);
        assertThat(ALL.of(List.of(aged(bss, 30_000)))).containsExactly(bss);
        assertThat(ALL.of(List.of(aged(bss, 30_001)))).isEmpty();
        assertThat(ALL.of(List.of(connected(bss, 3_600_000)))).containsExactly(bss);
        assertThat(ALL.of(List.of(aged(bss, 30_001), connected(bss, 40_000)))).containsExactly(bss);
    }

    @Test
    void frequenciesThatTheDriverDoesNotKnowAreNotTold() {
        for (long khz : new long[] {0, 4_920_000, 5_935_000, 58_320_000, 2_412_500}) {
            Bss bss = new Bss(1, 1, -50, 100, khz, HeardElements.of("net"));
            assertThat(ALL.of(List.of(heard(bss)))).as("%d kHz", khz).isEmpty();
        }
    }

    @Test
    void theFrequenciesAreThoseOfTheReference() {
        List<Long> usable =
                LongStream.range(0, 8000)
                        .filter(mhz -> GuestChannels.isUsable(mhz * 1000))
                        .boxed()
                        .toList();
        // 13 and two more; 17, two, 15, 7, 15; 59.
        assertThat(usable).hasSize(15 + 17 + 2 + 15 + 7 + 15 + 59);
        assertThat(usable)
                .contains(2412L, 2472L, 2477L, 2484L, 5180L, 5320L, 5500L, 5720L, 5745L, 5885L)
                .contains(5955L, 6115L, 7115L)
                .doesNotContain(2407L, 2413L, 5150L, 5330L, 5650L, 5730L, 5895L, 5950L, 7135L);
    }

    @Test
    void unusableNetworksAreHiddenOnRequest() {
        Bss enterprise = bss(1, -50, HeardElements.ENTERPRISE);
        Bss psk = bss(2, -60, HeardElements.PSK);
        assertThat(USABLE.of(List.of(heard(enterprise), heard(psk)))).containsExactly(psk);
        assertThat(ALL.of(List.of(heard(enterprise), heard(psk)))).hasSize(2);
        // The host is on another access point of that network: a guest may share it.
        Bss hostIsHere = bss(3, -70, HeardElements.ENTERPRISE);
        assertThat(USABLE.of(List.of(heard(enterprise), connected(hostIsHere, 0)))).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "item 86: of 300 networks of 600 octets the strongest are told, and the host's own")
    void ofALargeNeighbourhoodTheStrongestAreTold(ScanLayout layout) {
        List<ScanView.Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            candidates.add(heard(bss(100 + i, -30 - i % 60, large())));
        }
        Bss own = bss(1, -99, large());
        candidates.add(connected(own, 60_000));
        long seed = 86;
        Collections.shuffle(candidates, new Random(seed));
        List<Bss> told = new ScanView(layout, false).of(candidates);
        byte[] message = AnswerCodec.encode(new ScanResults(true, told), layout);
        assertThat(message.length).isLessThanOrEqualTo(Header.LENGTH + AnswerCodec.MAX_BODY_LENGTH);
        // No further one would have fitted.
        assertThat(message.length + AnswerCodec.length(own))
                .isGreaterThan(Header.LENGTH + AnswerCodec.MAX_BODY_LENGTH);
        assertThat(told).contains(own);
        int weakest =
                told.stream()
                        .filter(bss -> !bss.equals(own))
                        .mapToInt(Bss::rssiDbm)
                        .min()
                        .orElseThrow();
        assertThat(candidates.stream().map(candidate -> candidate.heard().bss()))
                .filteredOn(bss -> bss.rssiDbm() > weakest)
                .allMatch(told::contains, "told, since it is stronger than " + weakest);
        assertThat(told)
                .isEqualTo(
                        candidates.stream()
                                .map(candidate -> candidate.heard().bss())
                                .filter(told::contains)
                                .toList());
    }

    @Test
    void aNetworkThatFitsIntoNoMessageIsNotTold() {
        Bss huge = bss(1, -30, large().repeat(250));
        Bss small = bss(2, -90, HeardElements.PSK);
        assertThat(ALL.of(List.of(connected(huge, 0), heard(small)))).containsExactly(small);
    }

    @Test
    @DisplayName("item 88: any name survives")
    void anyNameSurvives() {
        for (byte[] name : ElementBlobTest.AnyName.LIST) {
            Bss bss =
                    new Bss(
                            1,
                            0x11,
                            -50,
                            100,
                            2_412_000,
                            ElementBlob.of(Ssid.of(name))
                                    .and(HeardElements.parse(HeardElements.SAE)));
            assertThat(ALL.of(List.of(heard(bss))))
                    .singleElement()
                    .satisfies(told ->
                            assertThat(told.elements())
                                    .isEqualTo(ElementBlob.ofWpa2Psk(Ssid.of(name))));
        }
    }

    /// About 600 octets with the name and what else there is.
    private static String large() {
        return HeardElements.PSK
                + ("ddff" + "5a".repeat(255))
                + ("ddff" + "5a".repeat(255))
                + "dd29"
                + "00".repeat(41);
    }
}

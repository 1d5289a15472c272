package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Guests that ask which networks there are.
class ScanTest extends ProxyTest {
    private static final String RSN_PSK = "30140100000fac040100000fac040100000fac020000";
    private static final MadeUpNetwork ETHERNET = MadeUpNetwork.of(Ssid.of("ethernet"), 2);

    private FakeInterface wlan0() {
        return wifi.interfaces.isEmpty() ? wifi.add("wlan0") : wifi.interfaces.getFirst();
    }

    private byte[] message(ScanResults results) {
        return AnswerCodec.encode(results, layout);
    }

    private static String elements(ScanResults results) {
        return results.networks().getFirst().elements().toString();
    }

    @Test
    @DisplayName("item 1: no networks are an empty, complete answer of nine octets")
    void noNetworks() throws Exception {
        wlan0();
        assertThat(message(scan()))
                .isEqualTo(new byte[] {2, 9, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 9, 0, 0, 0});
    }

    @Test
    @DisplayName("item 2: networks that guests can use come in order, as they were heard")
    void networksComeInOrder() throws Exception {
        wlan0().knows(HOME_BSS, CAFE_BSS);
        assertThat(scan()).isEqualTo(new ScanResults(true, List.of(HOME_BSS, CAFE_BSS)));
    }

    @Test
    @DisplayName("item 3: a network of an enterprise looks like WPA2-PSK")
    void enterprise() throws Exception {
        wlan0().knows(OFFICE_BSS);
        ScanResults results = scan();
        assertThat(results.isComplete()).isTrue();
        assertThat(bssids(results)).containsExactly(OFFICE_BSS.bssid());
        assertThat(elements(results)).isEqualTo("0007656e745f6e6574" + RSN_PSK);
        assertThat(message(results)).hasSize(Header.LENGTH + 66);
    }

    @Test
    @DisplayName("item 4: a made-up network is there without an interface")
    void madeUpNetworkAlone() throws Exception {
        madeUp = () -> List.of(ETHERNET);
        ScanResults results = scan();
        assertThat(results.isComplete()).isTrue();
        assertThat(bssids(results)).containsExactly(2L);
        assertThat(elements(results)).isEqualTo("000865746865726e6574" + RSN_PSK);
        assertThat(results.networks().getFirst().centerFreqKhz()).isEqualTo(5_240_000);
        assertThat(message(results)).hasSize(Header.LENGTH + 67);
    }

    @Test
    @DisplayName("item 5: the first scan is answered with what is known while the host scans once")
    void firstScanDoesNotWait() throws Exception {
        wlan0().knows(HOME_BSS).canHear(HOME_BSS, CAFE_BSS).blockScans();
        assertThat(scan()).isEqualTo(new ScanResults(true, List.of(HOME_BSS)));
        assertThat(wlan0().scans).hasValue(1);
    }

    @Test
    @DisplayName("items 6, 84: what the host's scan brings comes by notification, unowed")
    void restComesByNotification() throws Exception {
        // The reference says "complete" here, too; its own advice (§3.4, item 84) is not to: a
        // driver would take it for the end of a scan that it has not even asked for yet.
        wlan0().knows(HOME_BSS).canHear(HOME_BSS, CAFE_BSS).blockScans();
        assertThat(scan()).isEqualTo(new ScanResults(true, List.of(HOME_BSS)));
        wlan0().endScans();
        eventually(() -> !told.isEmpty());
        assertThat(told).containsExactly(new ScanResults(false, List.of(HOME_BSS, CAFE_BSS)));
    }

    @Test
    @DisplayName("items 7, 46: the second scan waits for the first one's end, and later ones tell")
    void secondScanWaits() throws Exception {
        wlan0().knows(HOME_BSS).canHear(HOME_BSS, CAFE_BSS).blockScans();
        scan();
        FutureTask<ScanResults> second = new FutureTask<>(this::scan);
        Thread.ofVirtual().start(second);
        ScanRun run = proxy().roster.radios().getFirst().scan;
        eventually(() -> proxy().roster.locked(() -> !run.waiters.isEmpty()));
        wlan0().endScans();
        assertThat(second.get()).isEqualTo(new ScanResults(true, List.of(HOME_BSS, CAFE_BSS)));
        assertThat(wlan0().scans).hasValue(1);
        eventually(
                () -> proxy().roster.locked(() -> proxy().roster.radios().getFirst().scan == null));
        assertThat(told).isEmpty();

        wlan0().canHear(HOME_BSS, PIZZA_BSS).scanByItself();
        eventually(() -> !told.isEmpty());
        assertThat(told).containsExactly(new ScanResults(false, List.of(HOME_BSS, PIZZA_BSS)));
    }

    @Test
    @DisplayName("item 8: two interfaces that hear nothing")
    void twoInterfacesWithoutNetworks() throws Exception {
        wifi.add("wlan0");
        wifi.add("wlan1");
        assertThat(message(scan())).hasSize(Header.LENGTH + 9);
    }

    @Test
    @DisplayName("item 9: networks of two interfaces come in the order of these")
    void twoInterfaces() throws Exception {
        wifi.add("wlan0").knows(CAFE_BSS);
        wifi.add("wlan1").knows(HOME_BSS);
        assertThat(scan()).isEqualTo(new ScanResults(true, List.of(CAFE_BSS, HOME_BSS)));
    }

    @Test
    @DisplayName("item 10: what both interfaces hear is told once")
    void sameNetworkOnBoth() throws Exception {
        wifi.add("wlan0").knows(HOME_BSS);
        wifi.add("wlan1").knows(HOME_BSS);
        assertThat(scan()).isEqualTo(new ScanResults(true, List.of(HOME_BSS)));
    }

    @Test
    @DisplayName("item 11: a made-up network hides the real one with its BSSID, and comes first")
    void madeUpNetworkWins() throws Exception {
        madeUp = () -> List.of(MadeUpNetwork.of(Ssid.of("ethernet"), HOME_BSS.bssid()));
        wlan0().knows(CAFE_BSS, HOME_BSS);
        ScanResults results = scan();
        assertThat(bssids(results)).containsExactly(HOME_BSS.bssid(), CAFE_BSS.bssid());
        assertThat(elements(results)).startsWith("000865746865726e6574");
    }

    @Test
    @DisplayName("item 83: guests of the older layout wait for the host's scan and hear no more")
    void olderLayoutWaits() throws Exception {
        layout = ScanLayout.B;
        wlan0().knows(HOME_BSS).canHear(HOME_BSS, CAFE_BSS).blockScans();
        FutureTask<ScanResults> scan = new FutureTask<>(this::scan);
        Thread.ofVirtual().start(scan);
        eventually(() -> wlan0().scans.get() == 1);
        assertThat(scan.isDone()).isFalse();
        wlan0().endScans();
        ScanResults results = scan.get();
        assertThat(results).isEqualTo(new ScanResults(true, List.of(HOME_BSS, CAFE_BSS)));
        assertThat(message(results)).startsWith(2, 0x67, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0x67, 0, 0, 0);
        wlan0().canHear(PIZZA_BSS).scanByItself();
        scan();
        assertThat(told).isEmpty();
    }

    @Test
    @DisplayName(
            "items 84, 85: with nothing to tell yet, the rest is owed and comes when it is there")
    void owedCompletionCompletes() throws Exception {
        times.firstResults = Duration.ZERO;
        wlan0().canHear(HOME_BSS).blockScans();
        assertThat(scan()).isEqualTo(new ScanResults(false, List.of()));
        wlan0().endScans();
        eventually(() -> !told.isEmpty());
        assertThat(told).containsExactly(new ScanResults(true, List.of(HOME_BSS)));
        assertThat(connect(HOME).isSuccess()).isTrue();
    }

    @Test
    @DisplayName("items 84, 85: an owed completion comes in less than 9 s if the host says nothing")
    void lostCompletionIsCompleted() throws Exception {
        assertThat(ProxyTimes.usual().owed()).isLessThan(Duration.ofSeconds(9));
        times.firstResults = Duration.ZERO;
        times.owed = Duration.ofMillis(20);
        wlan0().canHear(HOME_BSS).blockScans();
        assertThat(scan().isComplete()).isFalse();
        eventually(() -> !told.isEmpty());
        assertThat(told).containsExactly(new ScanResults(true, List.of()));
    }

    @Test
    @DisplayName(
            "item 86: of 300 networks with 600 octets the strongest and the connected are told")
    void manyNetworksFit() throws Exception {
        List<Bss> networks = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            networks.add(large(i, Ssid.of("net" + i), i == 17 ? -99 : -20 - i / 5));
        }
        wlan0().knows(networks.toArray(Bss[]::new));
        wlan0().userConnects(networks.get(17), NetworkSecurity.WPA2_PSK);
        ScanResults results = scan();
        assertThat(message(results).length)
                .isBetween(120 * 1024, AnswerCodec.MAX_BODY_LENGTH + Header.LENGTH);
        assertThat(bssids(results)).contains(networks.get(17).bssid()).isSorted();
        int weakest =
                results.networks().stream()
                        .filter(b -> b.rssiDbm() > -99)
                        .mapToInt(Bss::rssiDbm)
                        .min()
                        .orElseThrow();
        assertThat(networks.stream().filter(bss -> bss.rssiDbm() > weakest).map(Bss::bssid))
                .isSubsetOf(bssids(results));
    }

    private static Bss large(int number, Ssid ssid, int dbm) {
        byte[] vendor = new byte[2 + 255];
        vendor[0] = (byte) 221;
        vendor[1] = (byte) 255;
        ElementBlob large =
                ElementBlob.ofWpa2Psk(ssid).and(ElementBlob.of(vendor)).and(ElementBlob.of(vendor));
        return new Bss(0x0200_0000_0000L + number, 0x11, dbm, 100, 2_412_000, large);
    }

    @Test
    @DisplayName("§3.13 defect 6: a scan whose end is lost makes only those wait who ask during it")
    void lostEndOfScan() throws Exception {
        times.scan = Duration.ofMillis(700);
        wlan0().knows(HOME_BSS).blockScans();
        scan();
        Radio radio = proxy().roster.radios().getFirst();
        eventually(() -> proxy().roster.locked(() -> radio.scan == null));
        assertThat(scan()).isEqualTo(new ScanResults(true, List.of(HOME_BSS)));
        assertThat(wlan0().scans).hasValue(2);
    }

    @Test
    void whatWasHeardLongAgoIsAsIfItHadNotBeen() throws Exception {
        times.firstResults = Duration.ZERO;
        wlan0().knows(HOME_BSS, CAFE_BSS).blockScans();
        wlan0().ageMillis = 31_000;
        assertThat(scan()).isEqualTo(new ScanResults(false, List.of()));
        wlan0().ageMillis = 0;
        wlan0().endScans();
        eventually(() -> !told.isEmpty());
        assertThat(told).containsExactly(new ScanResults(true, List.of(HOME_BSS, CAFE_BSS)));
    }

    @Test
    void aHostThatDoesNotScanAnswersWithWhatItKnows() throws Exception {
        wlan0().knows(HOME_BSS).refusesScans = true;
        assertThat(scan()).isEqualTo(new ScanResults(true, List.of(HOME_BSS)));
        assertThat(scan()).isEqualTo(new ScanResults(true, List.of(HOME_BSS)));
    }

    @Test
    void aHostThatBreaksWhenItScansDoesNotSpoilLaterScans() throws Exception {
        wlan0().knows(HOME_BSS).breaksScans = true;
        assertThat(scan().networks()).isEmpty();
        wlan0().breaksScans = false;
        assertThat(scan()).isEqualTo(new ScanResults(true, List.of(HOME_BSS)));
    }

    @Test
    void oneScanServesAllGuestsAndEachIsToldTheRest() throws Exception {
        wlan0().knows(HOME_BSS).canHear(HOME_BSS, CAFE_BSS).blockScans();
        scan(GUEST, Ssid.WILDCARD);
        scan(OTHER, Ssid.WILDCARD);
        assertThat(wlan0().scans).hasValue(1);
        wlan0().endScans();
        eventually(() -> !told.isEmpty() && !otherTold.isEmpty());
        assertThat(told).isEqualTo(otherTold).hasSize(1);
    }

    @Test
    void aHiddenNetworkThatIsAskedForDuringAScanIsLookedForAfterwards() throws Exception {
        wlan0().knows(HOME_BSS).blockScans();
        scan(GUEST, Ssid.WILDCARD);
        scan(OTHER, PIZZA);
        assertThat(wlan0().scans).hasValue(1);
        wlan0().canHear(HOME_BSS, PIZZA_BSS).endScans();
        eventually(() -> wlan0().scans.get() == 2);
    }

    @Test
    void resultsThatNobodyAskedForAreToldSeldomAndOnlyIfTheyAreNews() throws Exception {
        times.quiet = NEVER;
        wlan0().knows(HOME_BSS);
        scan();
        wlan0().scanByItself();
        wlan0().canHear(psk(HOME_BSS.bssid(), HOME, -58, 2_412_000)).scanByItself();
        wlan0().canHear(psk(HOME_BSS.bssid(), HOME, -59, 2_412_000)).scanByItself();
        eventually(() -> !told.isEmpty());
        wlan0().canHear(CAFE_BSS).scanByItself();
        scan();
        assertThat(told).hasSize(1);
    }

    @Test
    void aMadeUpNetworkThatHidesIsNamedToWhoNamesIt() throws Exception {
        MadeUpNetwork hidden =
                new MadeUpNetwork(
                        PIZZA,
                        7,
                        5_180_000,
                        -40,
                        new MadeUpNetwork.Lock.Open(),
                        true,
                        ElementBlob.of(new byte[0]));
        madeUp = () -> List.of(hidden);
        assertThat(scan().networks().getFirst().elements().ssid()).isNotEqualTo(PIZZA);
        assertThat(connect(PIZZA).isSuccess()).as("its name was not told").isFalse();
        assertThat(scan(GUEST, PIZZA).networks().getFirst())
                .isEqualTo(new Bss(7, 1, -40, 0, 5_180_000, ElementBlob.of(PIZZA)));
        assertThat(connect(PIZZA)).isEqualTo(new Answer.Connected(0, 7, 2));
    }

    @Test
    void aProviderThatFailsOrHangsCostsItsOwnNetworksOnly() throws Exception {
        madeUp =
                () -> {
                    throw new IllegalStateException("on purpose");
                };
        wlan0().knows(HOME_BSS);
        assertThat(scan()).isEqualTo(new ScanResults(true, List.of(HOME_BSS)));
        assertThat(connect(HOME).isSuccess()).isTrue();
    }

    @Test
    void guestsAreRemindedOfTheNetworkThatTheHostIsOn() throws Exception {
        wlan0().knows(HOME_BSS, CAFE_BSS);
        wlan0().userConnects(HOME_BSS, NetworkSecurity.WPA2_PSK);
        disconnect(0);
        proxy().handler.scanning().remindOfConnections(NEVER);
        assertThat(told).containsExactly(new ScanResults(false, List.of(HOME_BSS)));
    }

    @Test
    void anInterfaceThatFailsDoesNotSpoilTheOthers() throws Exception {
        wifi.add("wlan0").isGone = true;
        wifi.add("wlan1").knows(HOME_BSS);
        assertThat(scan()).isEqualTo(new ScanResults(true, List.of(HOME_BSS)));
    }
}

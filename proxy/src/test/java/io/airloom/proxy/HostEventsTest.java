package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What happens on the host, and what guests hear of it.
class HostEventsTest extends ProxyTest {
    private final FakeInterface wlan0 = wifi.add("wlan0").knows(HOME_BSS);

    @Test
    @DisplayName("item 37: the end of a scan that nobody asked for, before and after all guests")
    void scanThatNobodyAskedFor() throws Exception {
        proxy();
        wlan0.scanByItself();
        assertThat(scan().networks()).hasSize(1);
        wlan0.scanByItself();
        assertThat(scan().networks()).hasSize(1);
    }

    @Test
    @DisplayName("item 38: a connection that nobody asked for, and one of an unknown interface")
    void connectionThatNobodyAskedFor() throws Exception {
        proxy();
        wlan0.userConnects(HOME_BSS, NetworkSecurity.WPA2_PSK);
        FakeInterface stranger = new FakeWifi().add("wlan9");
        Connection home = new Connection(HOME, HOME_BSS.bssid(), NetworkSecurity.WPA2_PSK);
        LossReason unknown = new LossReason(LossReason.Cause.UNKNOWN, 0, "");
        wifi.listener().connected(stranger, home);
        wifi.listener().disconnected(stranger, HOME, unknown);
        wifi.listener().signal(stranger, 1);
        wifi.listener().scanned(stranger);
        wifi.listener().departed(stranger);
        assertThat(observed()).containsExactly("host connects wlan0 wpa2psknet WPA2_PSK");
    }

    @Test
    @DisplayName("item 39: a guest that is not connected hears nothing of the host's connections")
    void unconnectedGuestHearsNothing() throws Exception {
        scan();
        wlan0.userConnects(HOME_BSS, NetworkSecurity.WPA2_PSK);
        wlan0.disconnects();
        assertThat(told).isEmpty();
    }

    @Test
    @DisplayName(
            "item 40: a guest is not told that its network has gone, where that is switched off")
    void lossIsNotTold() throws Exception {
        tellsOfLoss = false;
        scan();
        connect(HOME);
        wlan0.disconnects();
        assertThat(told).isEmpty();
    }

    @Test
    void aGuestIsToldThatItsNetworkHasGone() throws Exception {
        scan();
        connect(HOME);
        wlan0.disconnects();
        assertThat(told).containsExactly(new Notification.Disconnected(1));
        disconnect(1);
        eventually(() -> wlan0.leaves.get() == 1);
        assertThat(observed()).noneMatch(line -> line.startsWith("guest le"));
    }

    @Test
    void guestsAreToldWhenTheUserGoesElsewhere() throws Exception {
        wlan0.knows(HOME_BSS, CAFE_BSS);
        wlan0.userConnects(HOME_BSS, NetworkSecurity.WPA2_PSK);
        scan();
        connect(HOME);
        wlan0.userConnects(CAFE_BSS, NetworkSecurity.OPEN);
        assertThat(told).containsExactly(new Notification.Disconnected(1));
    }

    @Test
    void aGuestIsNotToldOfRoaming() throws Exception {
        wlan0.userConnects(HOME_BSS, NetworkSecurity.WPA2_PSK);
        scan();
        connect(HOME);
        Connection elsewhere = new Connection(HOME, 77, NetworkSecurity.WPA2_PSK);
        wifi.listener().connected(wlan0, elsewhere);
        assertThat(told).isEmpty();
    }

    @Test
    void whatTheHostTellsLateIsNoNews() throws Exception {
        scan();
        connect(HOME);
        LossReason ourselves = new LossReason(LossReason.Cause.OURSELVES, 0, "");
        wifi.listener().disconnected(wlan0, HOME, ourselves);
        assertThat(told).isEmpty();
        disconnect(1);
        observed();
        wifi.listener().connected(wlan0, new Connection(HOME, 77, NetworkSecurity.WPA2_PSK));
        assertThat(observed()).isEmpty();
    }

    @Test
    @DisplayName("item 41: a guest that is not connected hears of no signal")
    void unconnectedGuestHearsNoSignal() throws Exception {
        scan();
        wlan0.signal(-60);
        assertThat(told).isEmpty();
    }

    @Test
    @DisplayName("item 42: a connected guest hears of a signal of -60 dBm once")
    void signalIsTold() throws Exception {
        scan();
        connect(HOME);
        wlan0.signal(-60);
        wlan0.signal(-60);
        wlan0.signal(-62);
        assertThat(told).containsExactly(new Notification.Signal(-60));
        wlan0.signal(-63);
        wlan0.signal(-1000);
        wlan0.signal(1000);
        assertThat(told)
                .endsWith(
                        new Notification.Signal(-63),
                        new Notification.Signal(-128),
                        new Notification.Signal(127));
    }

    @Test
    void aGuestIsToldHowStrongItsNetworkIsFromTheBeginning() throws Exception {
        madeUp =
                () ->
                        List.of(
                                new MadeUpNetwork(
                                        PIZZA,
                                        7,
                                        5_180_000,
                                        -70,
                                        new MadeUpNetwork.Lock.Open(),
                                        false,
                                        ElementBlob.of(new byte[0])));
        wlan0.userConnects(HOME_BSS, NetworkSecurity.WPA2_PSK);
        scan();
        wlan0.signal(-81);
        connect(HOME);
        connect(PIZZA);
        assertThat(told)
                .containsExactly(new Notification.Signal(-81), new Notification.Signal(-70));
        wlan0.disconnects();
        wlan0.userConnects(HOME_BSS, NetworkSecurity.WPA2_PSK);
        connect(HOME);
        assertThat(told).as("of the network before nothing is said").hasSize(2);
    }

    @Test
    @DisplayName("items 43, 44: of two interfaces the signal of the guest's own counts")
    void signalOfTheGuestsInterface() throws Exception {
        FakeInterface wlan1 = wifi.add("wlan1").knows(CAFE_BSS);
        scan();
        connect(HOME);
        wlan1.userConnects(CAFE_BSS, NetworkSecurity.OPEN);
        wlan1.signal(-60);
        assertThat(told).isEmpty();
        wlan0.signal(-60);
        assertThat(told).containsExactly(new Notification.Signal(-60));
    }

    @Test
    @DisplayName("item 45: a scan of the host's own is told of in one notification, in order")
    void spontaneousScanIsTold() throws Exception {
        disconnect(0);
        wlan0.canHear(CAFE_BSS, HOME_BSS).scanByItself();
        eventually(() -> !told.isEmpty());
        assertThat(told).containsExactly(new ScanResults(false, List.of(CAFE_BSS, HOME_BSS)));
    }

    @Test
    @DisplayName("item 48: an interface that arrives is part of the next scan")
    void interfaceArrives() throws Exception {
        scan();
        FakeInterface wlan1 = wifi.add("wlan1").knows(CAFE_BSS);
        wifi.listener().arrived(wlan1);
        assertThat(scan()).isEqualTo(new ScanResults(true, List.of(HOME_BSS, CAFE_BSS)));
        assertThat(proxy().roster.radios()).as("once").hasSize(2);
    }

    @Test
    @DisplayName("item 49: an interface that leaves is not part of the next scan")
    void interfaceLeaves() throws Exception {
        assertThat(scan().networks()).hasSize(1);
        wifi.remove(wlan0);
        assertThat(scan()).isEqualTo(new ScanResults(true, List.of()));
    }

    @Test
    @DisplayName(
            "item 80: an interface that leaves takes the guest's record along (§3.13 defect 5)")
    void interfaceLeavesWithTheConnection() throws Exception {
        scan();
        connect(HOME);
        observed();
        wifi.remove(wlan0);
        assertThat(told).containsExactly(new Notification.Disconnected(1));
        disconnect(1);
        assertThat(observed()).containsExactly("host disconnects wlan0 wpa2psknet");
        assertThat(wlan0.leaves).hasValue(0);
    }

    @Test
    @DisplayName("item 80: an interface that leaves releases who waits for its scan")
    void interfaceLeavesDuringAScan() throws Exception {
        wlan0.blockScans();
        scan();
        FutureTask<ScanResults> second = new FutureTask<>(this::scan);
        Thread.ofVirtual().start(second);
        ScanRun run = proxy().roster.radios().getFirst().scan;
        eventually(() -> proxy().roster.locked(() -> !run.waiters.isEmpty()));
        wifi.remove(wlan0);
        assertThat(second.get()).isEqualTo(new ScanResults(true, List.of()));
    }

    @Test
    @DisplayName("item 80: an interface that leaves completes the scans that it owes")
    void interfaceLeavesWithAnOwedCompletion() throws Exception {
        times.firstResults = Duration.ZERO;
        wlan0.knows().blockScans();
        assertThat(scan().isComplete()).isFalse();
        wifi.remove(wlan0);
        eventually(() -> !told.isEmpty());
        assertThat(told).containsExactly(new ScanResults(true, List.of()));
    }

    @Test
    void aDeniedOrFailedConnectLeavesTheConnectionBeforeWithItsSession() throws Exception {
        scan();
        connect(HOME);
        connect(PIZZA);
        wlan0.disconnects();
        assertThat(told).contains(new Notification.Disconnected(1));
    }

    @Test
    void guestsOnAMadeUpNetworkAreToldWhatIsDoneToItByHand() throws Exception {
        Ssid lobby = Ssid.of("lobby");
        madeUp = () -> List.of(MadeUpNetwork.of(lobby, 2));
        scan();
        connect(lobby);
        Radio radio = proxy().roster.radios().getFirst();
        proxy().roster.signal(radio, HOME, -80);
        proxy().roster.signal(radio, lobby, -70);
        assertThat(proxy().roster.disconnected(radio, lobby)).isOne();
        assertThat(told)
                .containsExactly(new Notification.Signal(-70), new Notification.Disconnected(1));
    }

    @Test
    void thereIsABoundToTheGuestsThatAreRemembered() throws Exception {
        scan();
        connect(HOME);
        for (int i = 0; i < Roster.MOST_GUESTS + 100; i++) {
            ask(new GuestId("passing " + i), new Request.Disconnect(1));
        }
        assertThat(proxy().roster.guests()).hasSize(Roster.MOST_GUESTS);
        wlan0.disconnects();
        assertThat(told).as("those that are connected stay").hasSize(1);
    }

    @Test
    @DisplayName("item 81: sessions grow across restarts, and when a guest is forgotten")
    void sessionsGrow() throws Exception {
        long before = System.currentTimeMillis();
        seed = before;
        scan();
        long first = connect(HOME).session();
        assertThat(first).isGreaterThan(before);
        proxy().roster.forget(GUEST);
        scan();
        assertThat(connect(HOME).session()).isGreaterThan(first);
    }
}

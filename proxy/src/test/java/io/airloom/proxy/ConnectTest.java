package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Guests that want to be connected, and the host that does it or is there already.
class ConnectTest extends ProxyTest {
    private final FakeInterface wlan0 = wifi.add("wlan0").knows(HOME_BSS, CAFE_BSS);

    private void userIsOnHome() {
        wlan0.userConnects(HOME_BSS, NetworkSecurity.WPA2_PSK);
    }

    @Test
    @DisplayName("item 12: the guest connects to a visible WPA2 network")
    void connectsToAVisibleNetwork() throws Exception {
        scan();
        assertThat(connect(HOME)).isEqualTo(new Answer.Connected(0, HOME_BSS.bssid(), 1));
        assertThat(wlan0.joins).hasValue(1);
        assertThat(wlan0.joinedKey).isEqualTo(FakeWifi.PMK);
        assertThat(wlan0.joinedAs).isEqualTo(NetworkSecurity.WPA2_PSK);
    }

    @Test
    @DisplayName("item 13: the guest shares the network that the host is on")
    void sharesTheHostsNetwork() throws Exception {
        userIsOnHome();
        scan();
        assertThat(connect(HOME)).isEqualTo(new Answer.Connected(0, HOME_BSS.bssid(), 1));
        assertThat(wlan0.joins).hasValue(0);
    }

    @Test
    @DisplayName("item 14: of two interfaces the first joins")
    void firstInterfaceJoins() throws Exception {
        FakeInterface wlan1 = wifi.add("wlan1").knows(HOME_BSS);
        scan();
        assertThat(connect(HOME).isSuccess()).isTrue();
        assertThat(wlan0.joins).hasValue(1);
        assertThat(wlan1.joins).hasValue(0);
    }

    @Test
    @DisplayName("item 15: where the first interface cannot join, the second does")
    void secondInterfaceJoins() throws Exception {
        wlan0.knows(CAFE_BSS);
        FakeInterface wlan1 = wifi.add("wlan1").knows(HOME_BSS);
        scan();
        assertThat(connect(HOME).isSuccess()).isTrue();
        assertThat(wlan0.joins).hasValue(1);
        assertThat(wlan1.joins).hasValue(1);
    }

    @Test
    @DisplayName("item 16: a made-up network is there without being joined")
    void madeUpNetworkIsThere() throws Exception {
        madeUp = () -> List.of(MadeUpNetwork.of(HOME, 2));
        scan();
        assertThat(connect(HOME)).isEqualTo(new Answer.Connected(0, 2, 1));
        assertThat(wlan0.joins).hasValue(0);
    }

    @Test
    @DisplayName("item 26: what is approved succeeds")
    void approvedIsDone() throws Exception {
        scan();
        assertThat(connect(HOME).status()).isZero();
        assertThat(observed())
                .contains("guest connect GUEST_DIRECTED SUCCEEDED wlan0 wpa2psknet WPA2_PSK");
    }

    @Test
    @DisplayName(
            "items 27, 79: what is denied fails, and is said to be what it was (§3.13 defect 2)")
    void deniedFails() throws Exception {
        isAllowed = false;
        scan();
        assertThat(connect(HOME)).isEqualTo(new Answer.Connected(1, 0, 1));
        assertThat(wlan0.joins).hasValue(0);
        assertThat(observed())
                .containsSequence(
                        "authorize GUEST_DIRECTED wpa2psknet",
                        "guest connect GUEST_DIRECTED DENIED null wpa2psknet null");
    }

    @Test
    @DisplayName("item 28: sharing that is approved succeeds")
    void approvedSharing() throws Exception {
        userIsOnHome();
        scan();
        assertThat(connect(HOME).status()).isZero();
        assertThat(observed())
                .contains("guest connect HOST_MIRRORING SUCCEEDED wlan0 wpa2psknet WPA2_PSK");
    }

    @Test
    @DisplayName("items 29, 79: sharing that is denied fails and leaves no record (§3.13 defect 1)")
    void deniedSharing() throws Exception {
        userIsOnHome();
        isAllowed = false;
        scan();
        assertThat(connect(HOME)).isEqualTo(new Answer.Connected(1, HOME_BSS.bssid(), 1));
        assertThat(observed())
                .contains("guest connect HOST_MIRRORING DENIED wlan0 wpa2psknet WPA2_PSK");
        wlan0.signal(-70);
        disconnect(1);
        assertThat(observed()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    @DisplayName("item 74: success names an access point that the guest was told of with that SSID")
    void answersWithWhatTheGuestKnows() throws Exception {
        userIsOnHome();
        assertThat(connect(HOME).isSuccess()).as("nothing told yet").isFalse();
        assertThat(told).as("so that the next one succeeds").hasSize(1);
        assertThat(connect(HOME)).isEqualTo(new Answer.Connected(0, HOME_BSS.bssid(), 2));
        Bss roamedTo = psk(99, HOME, -30, 5_180_000);
        wlan0.userConnects(roamedTo, NetworkSecurity.WPA2_PSK);
        assertThat(connect(HOME)).isEqualTo(new Answer.Connected(0, HOME_BSS.bssid(), 3));
        wlan0.knows(HOME_BSS, roamedTo);
        scan();
        assertThat(connect(HOME)).isEqualTo(new Answer.Connected(0, 99, 4));
    }

    @Test
    @DisplayName("item 74: what was told too long ago counts no more; what was joined is left")
    void oldNewsDoNotCount() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        wlan0.joinGate = gate;
        scan();
        FutureTask<Answer.Connected> connecting = new FutureTask<>(() -> connect(HOME));
        Thread.ofVirtual().start(connecting);
        eventually(() -> wlan0.joins.get() == 1);
        proxy().roster.inLock(() -> proxy().roster.guests().getFirst().told.clear());
        gate.countDown();
        assertThat(connecting.get().isSuccess()).isFalse();
        eventually(() -> !wlan0.isOnOurs());
        assertThat(wlan0.leaves).hasValue(1);
    }

    @Test
    @DisplayName("item 75: three interfaces that are slow do not take more than the budget")
    void slowInterfacesStayWithinTheBudget() throws Exception {
        times.budget = Duration.ofMillis(2500);
        CountDownLatch gate = new CountDownLatch(1);
        FakeInterface wlan1 = wifi.add("wlan1").knows(HOME_BSS);
        FakeInterface wlan2 = wifi.add("wlan2").knows(HOME_BSS);
        List<FakeInterface> all = List.of(wlan0, wlan1, wlan2);
        all.forEach(one -> one.joinGate = gate);
        scan();
        assertThat(connect(HOME)).isEqualTo(new Answer.Connected(16, 0, 1));
        assertThat(all).allSatisfy(one -> assertThat(one.joins).hasValue(1));
        assertThat(all).noneMatch(FakeInterface::isOnOurs);
    }

    @Test
    @DisplayName("item 75: what succeeds too late is rolled back (§3.13 defect 7)")
    void lateSuccessIsRolledBack() throws Exception {
        times.budget = Duration.ofMillis(900);
        CountDownLatch gate = new CountDownLatch(1);
        wlan0.joinGate = gate;
        wlan0.isDeaf = true;
        scan();
        assertThat(connect(HOME)).isEqualTo(new Answer.Connected(16, 0, 1));
        gate.countDown();
        eventually(() -> wlan0.leaves.get() == 1);
        assertThat(wlan0.isOnOurs()).isFalse();
        assertThat(proxy().roster.radios().getFirst().owner).isNull();
    }

    @Test
    @DisplayName("item 76: an answer that does not arrive is taken back")
    void undeliveredIsRolledBack() throws Exception {
        scan();
        Request.Connect request = request(HOME);
        Answer answer = ask(GUEST, request);
        proxy().handler.undelivered(GUEST, request, answer);
        assertThat(wlan0.isOnOurs()).isFalse();
        assertThat(wlan0.leaves).hasValue(1);
        assertThat(proxy().roster.link(proxy().roster.guests().getFirst())).isNull();
        disconnect(1);
        assertThat(wlan0.leaves).hasValue(1);
    }

    @Test
    @DisplayName("item 78: automatic authentication is decided by what else is asked for")
    void automaticAuthentication() throws Exception {
        scan();
        Request.Connect open =
                new Request.Connect(CAFE, 0, 8, 0, List.of(), List.of(), 0, NetworkKey.none());
        assertThat(((Answer.Connected) ask(GUEST, open)).isSuccess()).isTrue();
        assertThat(wlan0.joinedAs).isEqualTo(NetworkSecurity.OPEN);
        Request.Connect psk = request(HOME);
        Request.Connect automatic =
                new Request.Connect(
                        HOME,
                        0,
                        8,
                        2,
                        psk.akmSuites(),
                        psk.pairwiseCiphers(),
                        psk.groupCipher(),
                        psk.key());
        assertThat(((Answer.Connected) ask(GUEST, automatic)).isSuccess()).isTrue();
        assertThat(wlan0.joinedAs).isEqualTo(NetworkSecurity.WPA2_PSK);
    }

    @Test
    void keysAreWipedAfterUseAndShownNowhere() throws Exception {
        Bss again = psk(5, PIZZA, -40, 2_412_000);
        wlan0.knows(HOME_BSS, again);
        scan();
        connect(HOME);
        wlan0.joinFailure = new HostWifiException(HostWifiException.WRONG_KEY, "no");
        Request.Connect request = request(PIZZA);
        ask(GUEST, request);
        eventually(() -> wlan0.keys.size() == 1 && wlan0.keys.getFirst().isNone());
        assertThat(request.key().length()).as("is its owner's").isEqualTo(32);
        assertThat(request.toString() + proxy().roster.guests() + observed)
                .doesNotContain(FakeWifi.PMK.substring(0, 6));
    }

    @Test
    void withoutAnyInterfaceNobodyIsAsked() throws Exception {
        wifi.interfaces.clear();
        Request.Connect request = request(HOME);
        assertThat(ask(GUEST, request)).isEqualTo(new Answer.Connected(1, 0, 1));
        assertThat(observed()).isEmpty();
    }

    @Test
    void theReasonOfAFailureIsAnsweredAndTheConnectionBeforeStays() throws Exception {
        scan();
        connect(HOME);
        FakeInterface wlan1 = wifi.add("wlan1").knows(CAFE_BSS);
        wlan0.joinFailure = new HostWifiException(HostWifiException.WRONG_KEY, "no");
        wlan1.joinFailure = wlan0.joinFailure;
        scan();
        assertThat(connect(CAFE)).isEqualTo(new Answer.Connected(15, 0, 2));
        disconnect(1);
        assertThat(wlan0.isOnOurs()).isFalse();
    }

    @Test
    void anInterfaceThatIsOnNothingIsTakenBeforeTheUsers() throws Exception {
        userIsOnHome();
        FakeInterface wlan1 = wifi.add("wlan1").knows(CAFE_BSS);
        scan();
        assertThat(connect(CAFE).isSuccess()).isTrue();
        assertThat(wlan0.joins).hasValue(0);
        assertThat(wlan1.joins).hasValue(1);
    }

    @Test
    void theUsersNetworkComesBackAfterwards() throws Exception {
        userIsOnHome();
        scan();
        connect(CAFE);
        assertThat(wlan0.isOnOurs()).isTrue();
        disconnect(1);
        assertThat(wlan0.connection())
                .isEqualTo(new Connection(HOME, HOME_BSS.bssid(), NetworkSecurity.WPA2_PSK));
    }

    @Test
    void anotherGuestsInterfaceIsNotTaken() throws Exception {
        scan(GUEST, Ssid.WILDCARD);
        scan(OTHER, Ssid.WILDCARD);
        connect(GUEST, HOME);
        assertThat(connect(OTHER, CAFE).status()).isEqualTo(17);
        assertThat(wlan0.joins).hasValue(1);
        assertThat(connect(OTHER, HOME).isSuccess()).as("shares it").isTrue();
        disconnect(1);
        assertThat(wlan0.isOnOurs()).as("passes to the other").isTrue();
        ask(OTHER, new Request.Disconnect(9));
        assertThat(wlan0.isOnOurs()).isFalse();
        assertThat(told).isEmpty();
        assertThat(otherTold).isEmpty();
    }

    @Test
    void aGuestThatGoesElsewhereLeavesWhatWasJoinedForIt() throws Exception {
        FakeInterface wlan1 = wifi.add("wlan1").knows(CAFE_BSS);
        wlan0.knows(HOME_BSS);
        scan();
        connect(HOME);
        connect(CAFE);
        eventually(() -> !wlan0.isOnOurs());
        assertThat(wlan1.isOnOurs()).isTrue();
    }

    @Test
    @DisplayName("§3.13 defect 8: a guest that comes back owns what it had")
    void aGuestThatComesBackOwnsWhatItHad() throws Exception {
        scan();
        connect(HOME);
        assertThat(connect(HOME).isSuccess()).isTrue();
        assertThat(wlan0.joins).hasValue(1);
        disconnect(2);
        assertThat(wlan0.isOnOurs()).isFalse();
    }

    @Test
    void whoTakesTooLongToDecideDenies() throws Exception {
        times.budget = Duration.ofMillis(700);
        authorizer =
                (guest, kind, ssid) -> {
                    new CountDownLatch(1).await();
                    return true;
                };
        scan();
        assertThat(connect(HOME)).isEqualTo(new Answer.Connected(1, 0, 1));
    }

    @Test
    void aMadeUpNetworkWithAKeyOpensToThatKeyAlone() throws Exception {
        NetworkKey pmk = NetworkKey.ofPassphrase("secretsecret".toCharArray(), PIZZA);
        MadeUpNetwork locked =
                new MadeUpNetwork(
                        PIZZA,
                        7,
                        5_180_000,
                        -40,
                        new MadeUpNetwork.Lock.Psk(pmk),
                        false,
                        ElementBlob.of(new byte[0]));
        madeUp = () -> List.of(locked);
        scan();
        assertThat(connect(PIZZA)).isEqualTo(new Answer.Connected(15, 7, 1));
        assertThat(ask(GUEST, with(NetworkKey.copyOf(pmk.copy()))))
                .isEqualTo(new Answer.Connected(0, 7, 2));
        assertThat(
                        ask(
                                GUEST,
                                with(
                                        NetworkKey.copyOf(
                                                "secretsecret"
                                                        .getBytes(StandardCharsets.US_ASCII)))))
                .isEqualTo(new Answer.Connected(0, 7, 3));
    }

    private static Request.Connect with(NetworkKey key) {
        Request.Connect psk = request(PIZZA);
        return new Request.Connect(
                PIZZA, 0, 0, 2, psk.akmSuites(), psk.pairwiseCiphers(), psk.groupCipher(), key);
    }
}

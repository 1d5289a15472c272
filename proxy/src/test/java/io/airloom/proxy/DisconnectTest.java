package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Guests that leave, and connections of the host that are none of theirs.
class DisconnectTest extends ProxyTest {
    private final FakeInterface wlan0 = wifi.add("wlan0").knows(HOME_BSS, CAFE_BSS);

    @Test
    @DisplayName("item 17: what was joined for the guest is left once")
    void leavesWhatWasJoined() throws Exception {
        scan();
        connect(HOME);
        disconnect(1);
        assertThat(wlan0.leaves).hasValue(1);
        assertThat(wlan0.connection()).isNull();
    }

    @Test
    @DisplayName("item 18: the host's own connection is none of a guest that is not connected")
    void hostsConnectionStays() throws Exception {
        wlan0.userConnects(HOME_BSS, NetworkSecurity.WPA2_PSK);
        disconnect(0);
        disconnect(1);
        assertThat(wlan0.leaves).hasValue(0);
        assertThat(wlan0.connection()).isNotNull();
    }

    @Test
    @DisplayName("item 19: the host stays where a guest has shared its network")
    void sharedConnectionStays() throws Exception {
        wlan0.userConnects(HOME_BSS, NetworkSecurity.WPA2_PSK);
        scan();
        connect(HOME);
        disconnect(1);
        assertThat(wlan0.leaves).hasValue(0);
        assertThat(wlan0.connection()).isNotNull();
    }

    @Test
    @DisplayName("item 20: a session before the connection's is stale")
    void staleSession() throws Exception {
        scan();
        connect(HOME);
        disconnect(0);
        assertThat(wlan0.leaves).hasValue(0);
        assertThat(wlan0.isOnOurs()).isTrue();
    }

    @Test
    @DisplayName("item 21: only the interface that the guest is connected by is left")
    void onlyTheGuestsInterface() throws Exception {
        FakeInterface wlan1 = wifi.add("wlan1").knows(CAFE_BSS);
        scan();
        connect(HOME);
        wlan1.userConnects(CAFE_BSS, NetworkSecurity.OPEN);
        disconnect(1);
        assertThat(wlan0.leaves).hasValue(1);
        assertThat(wlan1.leaves).hasValue(0);
        assertThat(wlan1.connection()).isNotNull();
    }

    @Test
    @DisplayName("item 22: a guest on a made-up network leaves it, and the host stays elsewhere")
    void madeUpNetworkIsLeft() throws Exception {
        madeUp = () -> List.of(MadeUpNetwork.of(Ssid.of("ethernet"), 2));
        scan();
        connect(Ssid.of("ethernet"));
        wlan0.userConnects(HOME_BSS, NetworkSecurity.WPA2_PSK);
        disconnect(1);
        assertThat(wlan0.leaves).hasValue(0);
        assertThat(wlan0.connection()).isNotNull();
    }

    @Test
    void aFailedConnectDoesNotMakeTheConnectionBeforeUnleavable() throws Exception {
        scan();
        connect(HOME);
        assertThat(connect(PIZZA).isSuccess()).isFalse();
        disconnect(1);
        assertThat(wlan0.isOnOurs()).isFalse();
    }

    @Test
    void sessionsAreComparedAsTheyAreCounted() throws Exception {
        seed = Long.MAX_VALUE - 1;
        scan();
        connect(HOME);
        connect(CAFE);
        assertThat(wlan0.isOnOurs()).isTrue();
        disconnect(Long.MAX_VALUE);
        assertThat(wlan0.isOnOurs()).as("the second is one after the greatest").isTrue();
        disconnect(Long.MIN_VALUE);
        assertThat(wlan0.isOnOurs()).isFalse();
    }

    @Test
    void whatTheHostDoesNotLeaveIsLeftLater() throws Exception {
        scan();
        connect(HOME);
        wlan0.refusesLeave = true;
        disconnect(1);
        assertThat(wlan0.isOnOurs()).isTrue();
        wlan0.refusesLeave = false;
        proxy().handler.leaving().tidy().await();
        assertThat(wlan0.isOnOurs()).isFalse();
    }

    @Test
    void aGuestThatComesToShareWhatCouldNotBeLeftOwnsIt() throws Exception {
        scan();
        scan(OTHER, Ssid.WILDCARD);
        connect(HOME);
        wlan0.refusesLeave = true;
        disconnect(1);
        wlan0.refusesLeave = false;
        assertThat(connect(OTHER, HOME).isSuccess()).isTrue();
        proxy().handler.leaving().tidy().await();
        assertThat(wlan0.isOnOurs()).isTrue();
        ask(OTHER, new Request.Disconnect(9));
        assertThat(wlan0.isOnOurs()).isFalse();
    }

    @Test
    void whatTheUserHasConnectedSinceIsLeftAlone() throws Exception {
        scan();
        connect(HOME);
        wlan0.userConnects(CAFE_BSS, NetworkSecurity.OPEN);
        disconnect(1);
        assertThat(wlan0.connection())
                .isEqualTo(new Connection(CAFE, CAFE_BSS.bssid(), NetworkSecurity.OPEN));
    }

    @Test
    void whenTheProxyStopsNothingOfItsOwnStays() throws Exception {
        FakeInterface wlan1 = wifi.add("wlan1").knows(CAFE_BSS);
        wlan1.userConnects(CAFE_BSS, NetworkSecurity.OPEN);
        scan();
        connect(HOME);
        proxy().close();
        assertThat(wlan0.isOnOurs()).isFalse();
        assertThat(wlan1.connection()).isNotNull();
    }
}

package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Guests that want to be connected, and the host that does it or is there already.
class ConnectTest extends ProxyTest {
    private final FakeInterface wlan0 = wifi.add("wlan0").knows(HOME_BSS, CAFE_BSS);

    @Test
    @DisplayName("item 12: the guest connects to a visible WPA2 network")
    void connectsToAVisibleNetwork() throws Exception {
        scan();
        assertThat(connect(HOME)).isEqualTo(new Answer.Connected(0, HOME_BSS.bssid(), 1));
        assertThat(wlan0.joins).hasValue(1);
        assertThat(wlan0.joinedKey).isEqualTo(FakeWifi.PMK);
        assertThat(wlan0.joinedAs).isEqualTo(NetworkSecurity.WPA2_PSK);
    }
}

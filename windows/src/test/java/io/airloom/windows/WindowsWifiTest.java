package io.airloom.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.proxy.Bss;
import io.airloom.proxy.Connection;
import io.airloom.proxy.ElementBlob;
import io.airloom.proxy.Heard;
import io.airloom.proxy.HostInterface;
import io.airloom.proxy.HostWifi;
import io.airloom.proxy.HostWifiException;
import io.airloom.proxy.Join;
import io.airloom.proxy.LossReason;
import io.airloom.proxy.NetworkKey;
import io.airloom.proxy.NetworkSecurity;
import io.airloom.proxy.Ssid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is made of the answers of Windows, and what it is asked for.
class WindowsWifiTest {
    private static final UUID WLAN0 = UUID.fromString("11111111-2222-3333-4444-555555555555");
    private static final UUID WLAN1 = UUID.fromString("99999999-2222-3333-4444-555555555555");
    private static final Ssid HOME = Ssid.of("home");
    private static final Ssid GADGET = Ssid.of("gadget");
    private static final long BSSID = 0x0200_0000_0001L;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

    private final RecordedWlan windows = new RecordedWlan();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final WindowsWifi wifi = new WindowsWifi(() -> windows, CLOCK);
    private HostInterface first;

    static HostWifi.Listener nobody() {
        return listener(new LinkedBlockingQueue<>(), _ -> {});
    }

    private static HostWifi.Listener listener(
            BlockingQueue<String> told, java.util.function.Consumer<HostInterface> arrived) {
        return new HostWifi.Listener() {
            @Override
            public void arrived(HostInterface hostInterface) {
                arrived.accept(hostInterface);
                told.add("arrived " + hostInterface.id());
            }

            @Override
            public void departed(HostInterface hostInterface) {
                told.add("departed " + hostInterface.id());
            }

            @Override
            public void connected(HostInterface hostInterface, Connection connection) {
                told.add("connected %s %x".formatted(connection.ssid(), connection.bssid()));
            }

            @Override
            public void disconnected(HostInterface hostInterface, Ssid ssid, LossReason reason) {
                told.add("disconnected " + ssid + " " + reason.cause());
            }

            @Override
            public void signal(HostInterface hostInterface, int dbm) {
                told.add("signal " + dbm);
            }

            @Override
            public void scanned(HostInterface hostInterface) {
                told.add("scanned");
            }
        };
    }

    private String next() throws InterruptedException {
        String next = told.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("what the listener is told").isNotNull();
        return next;
    }

    private void open() throws Exception {
        wifi.open(listener(told, arrived -> first = first == null ? arrived : first));
        assertThat(next()).isEqualTo("arrived Wi-Fi 6");
    }

    @BeforeEach
    void oneInterface() {
        windows.descriptions.put(WLAN0, "Wi-Fi 6");
    }

    @AfterEach
    void close() {
        wifi.close();
    }

    private void isOn(int mode, Ssid ssid) {
        windows.current = RecordedWlan.connected(mode, "Home of ours", ssid, BSSID, 7);
    }

    /// Windows does as it was asked, and says so from another thread.
    private void answersConnects() {
        windows.onConnect =
                text -> {
                    if (text.startsWith("<")) {
                        isOn(1, GADGET);
                        windows.tellConnection(10, WLAN0, GADGET, 0);
                    } else {
                        isOn(0, HOME);
                        windows.tellConnection(10, WLAN0, HOME, 0);
                    }
                };
        windows.onDisconnect =
                () -> {
                    windows.current = null;
                    windows.tellConnection(21, WLAN0, GADGET, 0);
                };
    }

    private static Join gadget(NetworkKey key) {
        return new Join(GADGET, BSSID, NetworkSecurity.WPA2_PSK, key);
    }

    @Test
    void interfacesAreThereWhenItIsOpen() throws Exception {
        windows.descriptions.put(WLAN1, "USB");
        isOn(0, HOME);
        open();
        assertThat(next()).isEqualTo("arrived USB");
        assertThat(first.id().uuid()).isEqualTo(WLAN0);
        assertThat(first.connection())
                .isEqualTo(new Connection(HOME, BSSID, NetworkSecurity.WPA2_PSK));
        wifi.close();
        assertThat(windows.isClosed).isTrue();
    }

    @Test
    void whatWasHeardIsRead() throws Exception {
        byte[] elements = ElementBlob.ofWpa2Psk(HOME).octets();
        windows.heard.add(RecordedWlan.entry(BSSID, 1, -61, 1500, elements));
        windows.heard.add(RecordedWlan.entry(BSSID + 1, 2, -20, 0, elements));
        windows.heard.add(RecordedWlan.entry(BSSID + 2, 1, -70, -5000, new byte[0]));
        byte[] beyond = RecordedWlan.entry(BSSID + 3, 1, -70, 0, new byte[0]);
        beyond[359] = 0x7f;
        windows.heard.add(beyond);
        open();
        assertThat(first.networks())
                .containsExactly(
                        new Heard(
                                new Bss(
                                        BSSID,
                                        0x0411,
                                        -61,
                                        100,
                                        RecordedWlan.FREQ_KHZ,
                                        ElementBlob.of(elements)),
                                1500),
                        new Heard(
                                new Bss(
                                        BSSID + 2,
                                        0x0411,
                                        -70,
                                        100,
                                        RecordedWlan.FREQ_KHZ,
                                        ElementBlob.of(new byte[0])),
                                0));
    }

    @Test
    void whileAScanRunsWhatWasHeardBeforeIsTold() throws Exception {
        windows.heard.add(RecordedWlan.entry(BSSID, 1, -61, 0, new byte[0]));
        open();
        first.scan(HOME);
        windows.heard.clear();
        windows.heard.add(RecordedWlan.entry(BSSID + 1, 1, -61, 0, new byte[0]));
        assertThat(RecordedWlan.bssids(first.networks())).containsExactly(BSSID);
        first.scan(Ssid.WILDCARD);
        assertThat(windows.calls).as("one scan at a time").containsExactly("scan " + HOME);
        windows.tell(8, 8, WLAN0, new byte[0]);
        assertThat(next()).isEqualTo("scanned");
        assertThat(RecordedWlan.bssids(first.networks())).containsExactly(BSSID + 1);
        first.scan(Ssid.WILDCARD);
        assertThat(windows.calls).hasSize(2);
        windows.tell(8, 7, WLAN0, new byte[0]);
        assertThat(next()).isEqualTo("scanned");
    }

    @Test
    void aNetworkIsJoinedAndLeftForTheFormerOne() throws Exception {
        isOn(0, HOME);
        open();
        answersConnects();
        try (NetworkKey key = NetworkKey.copyOf(new byte[32])) {
            assertThat(first.join(gadget(key), LONG))
                    .isEqualTo(new Connection(GADGET, BSSID, NetworkSecurity.WPA2_PSK));
        }
        assertThat(next()).isEqualTo("connected " + GADGET + " 20000000001");
        first.leave(LONG);
        assertThat(next()).isEqualTo("disconnected " + GADGET + " OURSELVES");
        assertThat(next()).isEqualTo("connected " + HOME + " 20000000001");
        assertThat(windows.calls)
                .containsExactly(
                        "connect temporary at 020000000001", "disconnect", "connect Home of ours");
        assertThat(first.connection().ssid()).isEqualTo(HOME);
    }

    @Test
    void aConnectionThatSomebodyElseHasMadeSinceIsLeftAlone() throws Exception {
        open();
        answersConnects();
        first.join(gadget(NetworkKey.copyOf(new byte[32])), LONG);
        next();
        isOn(0, HOME);
        windows.tellConnection(10, WLAN0, HOME, 0);
        assertThat(next()).startsWith("connected " + HOME);
        first.leave(LONG);
        assertThat(windows.calls).containsExactly("connect temporary at 020000000001");
    }

    @Test
    void aWrongKeyIsToldAndTheFormerNetworkComesBack() throws Exception {
        isOn(0, HOME);
        open();
        windows.onConnect =
                text -> {
                    if (text.startsWith("<")) {
                        windows.current = null;
                        windows.tellConnection(21, WLAN0, HOME, 0);
                        // Somebody else's attempt ends, too.
                        windows.tellConnection(10, WLAN0, Ssid.of("other"), 7);
                        windows.tellConnection(10, WLAN0, GADGET, WindowsInterface.PSK_MISMATCH);
                    }
                };
        assertThatThrownBy(() -> first.join(gadget(NetworkKey.copyOf(new byte[32])), LONG))
                .isInstanceOfSatisfying(
                        HostWifiException.class,
                        e -> assertThat(e.status()).isEqualTo(HostWifiException.WRONG_KEY))
                .hasMessageContaining("0x48015");
        assertThat(windows.calls)
                .containsExactly(
                        "connect temporary at 020000000001", "disconnect", "connect Home of ours");
        assertThat(next()).isEqualTo("disconnected " + HOME + " OURSELVES");
    }

    @Test
    void whatTakesTooLongIsTakenBack() throws Exception {
        open();
        assertThatThrownBy(() ->
                        first.join(gadget(NetworkKey.copyOf(new byte[32])), Duration.ofMillis(20)))
                .isInstanceOfSatisfying(
                        HostWifiException.class,
                        e -> assertThat(e.status()).isEqualTo(HostWifiException.TIMEOUT));
        assertThat(windows.calls)
                .containsExactly("connect temporary at 020000000001", "disconnect");
    }

    @Test
    void whatHappensByItselfIsTold() throws Exception {
        open();
        isOn(0, HOME);
        windows.tellConnection(10, WLAN0, HOME, 0);
        assertThat(next()).isEqualTo("connected " + HOME + " 20000000001");
        windows.current = RecordedWlan.connected(0, "Home of ours", HOME, BSSID + 1, 7);
        windows.tell(16, 6, WLAN0, new byte[0]);
        assertThat(next()).isEqualTo("connected " + HOME + " 20000000002");
        windows.tell(16, 8, WLAN0, new byte[] {80, 0, 0, 0});
        assertThat(next()).isEqualTo("signal -60");
        windows.rssi = -47;
        windows.tell(16, 8, WLAN0, new byte[] {80, 0, 0, 0});
        assertThat(next()).isEqualTo("signal -47");
        windows.current = null;
        windows.tellConnection(21, WLAN0, HOME, 0x38004);
        assertThat(next()).isEqualTo("disconnected " + HOME + " UNKNOWN");
        assertThat(first.connection()).isNull();
    }

    @Test
    void interfacesComeAndGo() throws Exception {
        open();
        // A second station of the same card is in no enumeration.
        windows.tell(8, 13, UUID.randomUUID(), new byte[0]);
        windows.tell(8, 13, WLAN0, new byte[0]);
        windows.descriptions.put(WLAN1, "USB");
        windows.tell(8, 13, WLAN1, new byte[0]);
        assertThat(next()).isEqualTo("arrived USB");
        windows.tell(8, 14, WLAN0, new byte[0]);
        assertThat(next()).isEqualTo("departed Wi-Fi 6");
        assertThatThrownBy(() -> first.networks()).isInstanceOf(HostWifiException.class);
        assertThatThrownBy(() -> first.scan(HOME)).isInstanceOf(HostWifiException.class);
        assertThat(first.connection()).isNull();
    }

    @Test
    void anInterfaceThatGoesEndsWhatWaitsForIt() throws Exception {
        open();
        windows.onConnect = _ -> windows.tell(8, 14, WLAN0, new byte[0]);
        assertThatThrownBy(() -> first.join(gadget(NetworkKey.copyOf(new byte[32])), LONG))
                .isInstanceOf(HostWifiException.class)
                .hasMessageContaining("removed");
    }

    @Test
    void whatSecurityIsInTheNumbersOfWindows() {
        assertThat(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11))
                .extracting(number -> WlanReader.security(number, number == 1 ? 0 : 4))
                .containsExactly(
                        NetworkSecurity.OPEN,
                        NetworkSecurity.WEP,
                        NetworkSecurity.ENTERPRISE,
                        NetworkSecurity.WPA_PSK,
                        NetworkSecurity.UNKNOWN,
                        NetworkSecurity.ENTERPRISE,
                        NetworkSecurity.WPA2_PSK,
                        NetworkSecurity.ENTERPRISE,
                        NetworkSecurity.WPA3_SAE,
                        NetworkSecurity.OWE,
                        NetworkSecurity.ENTERPRISE);
        assertThat(WlanReader.security(1, 0x101)).isEqualTo(NetworkSecurity.WEP);
    }
}

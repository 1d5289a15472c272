package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What the observer is told, and when.
class ObserverTest extends ProxyTest {
    private final FakeInterface wlan0 = wifi.add("wlan0").knows(HOME_BSS, CAFE_BSS, OFFICE_BSS);

    private void scanUnobserved() throws InterruptedException {
        scan();
        observed();
    }

    @Test
    @DisplayName("items 23, 34: a connection that a guest wants, and its end, in order")
    void guestDirected() throws Exception {
        scanUnobserved();
        connect(HOME);
        assertThat(observed())
                .containsExactly(
                        "authorize GUEST_DIRECTED wpa2psknet",
                        "host connects wlan0 wpa2psknet WPA2_PSK",
                        "guest connect GUEST_DIRECTED SUCCEEDED wlan0 wpa2psknet WPA2_PSK");
        disconnect(1);
        assertThat(observed())
                .containsExactly(
                        "guest leaves GUEST_DIRECTED wpa2psknet",
                        "host disconnects wlan0 wpa2psknet",
                        "guest left GUEST_DIRECTED SUCCEEDED wlan0 wpa2psknet");
    }

    @Test
    @DisplayName("item 24: what the host does alone is the host's alone")
    void hostAlone() throws Exception {
        wifi.interfaces.clear();
        proxy();
        FakeInterface wlan1 = wifi.add("wlan1");
        wlan1.userConnects(HOME_BSS, NetworkSecurity.WPA2_PSK);
        disconnect(1);
        assertThat(observed()).containsExactly("host connects wlan1 wpa2psknet WPA2_PSK");
        wlan1.disconnects();
        assertThat(observed()).containsExactly("host disconnects wlan1 wpa2psknet");
    }

    @Test
    @DisplayName("item 25: a guest shares and leaves, and the host does neither")
    void mirroring() throws Exception {
        scanUnobserved();
        wlan0.userConnects(HOME_BSS, NetworkSecurity.WPA2_PSK);
        connect(HOME);
        assertThat(observed())
                .containsExactly(
                        "host connects wlan0 wpa2psknet WPA2_PSK",
                        "authorize HOST_MIRRORING wpa2psknet",
                        "guest connect HOST_MIRRORING SUCCEEDED wlan0 wpa2psknet WPA2_PSK");
        disconnect(1);
        assertThat(observed())
                .containsExactly(
                        "guest leaves HOST_MIRRORING wpa2psknet",
                        "guest left HOST_MIRRORING SUCCEEDED wlan0 wpa2psknet");
        assertThat(wlan0.joins).hasValue(0);
        assertThat(wlan0.leaves).hasValue(0);
        wlan0.disconnects();
        assertThat(observed()).containsExactly("host disconnects wlan0 wpa2psknet");
    }

    @Test
    @DisplayName("item 30: a scan is two calls")
    void scanIsTwoCalls() throws Exception {
        scan();
        assertThat(observed()).containsExactly("scan", "scanned SUCCEEDED");
    }

    @Test
    @DisplayName("item 31: the host's WPA2-PSK is said to be that")
    void pskIsPsk() throws Exception {
        proxy();
        wlan0.userConnects(HOME_BSS, NetworkSecurity.WPA2_PSK);
        assertThat(observed()).containsExactly("host connects wlan0 wpa2psknet WPA2_PSK");
    }

    @Test
    @DisplayName("item 32: the host's open network is said to be open")
    void openIsOpen() throws Exception {
        proxy();
        wlan0.userConnects(CAFE_BSS, NetworkSecurity.OPEN);
        assertThat(observed()).containsExactly("host connects wlan0 opennet OPEN");
    }

    @Test
    @DisplayName("item 33: the host's enterprise is said to be what guests see")
    void enterpriseIsPsk() throws Exception {
        proxy();
        wlan0.userConnects(OFFICE_BSS, NetworkSecurity.ENTERPRISE);
        assertThat(observed()).containsExactly("host connects wlan0 ent_net WPA2_PSK");
        scanUnobserved();
        connect(OFFICE);
        assertThat(observed())
                .as("a guest's completion says what it really is")
                .contains("guest connect HOST_MIRRORING SUCCEEDED wlan0 ent_net ENTERPRISE");
    }

    @Test
    @DisplayName("item 35: a host that is connected when the proxy starts is told of once")
    void connectedFromTheBeginning() throws Exception {
        wlan0.userConnects(HOME_BSS, NetworkSecurity.WPA2_PSK);
        proxy();
        assertThat(observed()).containsExactly("host connects wlan0 wpa2psknet WPA2_PSK");
    }

    @Test
    @DisplayName("item 36: who builds the proxy may hold a lock that the observer takes")
    void noDeadlockWhileBuilding() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch told = new CountDownLatch(1);
        observer =
                new WifiProxyObserver() {
                    @Override
                    public void hostConnected(InterfaceId on, Ssid ssid, NetworkSecurity security) {
                        lock.lock();
                        try {
                            told.countDown();
                        } finally {
                            lock.unlock();
                        }
                    }
                };
        wlan0.userConnects(HOME_BSS, NetworkSecurity.WPA2_PSK);
        lock.lock();
        try {
            proxy();
            assertThat(told.getCount()).isOne();
        } finally {
            lock.unlock();
        }
        told.await();
    }

    @Test
    @DisplayName("item 47: made-up networks are by the interface with the fixed identity")
    void madeUpInterfaceIsFixed() throws Exception {
        madeUp = () -> List.of(MadeUpNetwork.of(Ssid.of("ethernet"), 2));
        scanUnobserved();
        connect(Ssid.of("ethernet"));
        disconnect(1);
        assertThat(observed())
                .containsExactly(
                        "authorize HOST_MIRRORING ethernet",
                        "guest connect HOST_MIRRORING SUCCEEDED made-up ethernet WPA2_PSK",
                        "guest leaves HOST_MIRRORING ethernet",
                        "guest left HOST_MIRRORING SUCCEEDED made-up ethernet");
        assertThat(MadeUpInterface.ID.uuid()).hasToString("1b57e649-a1df-482f-85c2-a16063836418");
    }

    @Test
    void aGuestIsAnsweredWhenTheObserverKnows() throws Exception {
        CountDownLatch mayKnow = new CountDownLatch(1);
        CountDownLatch isTold = new CountDownLatch(1);
        observer =
                new WifiProxyObserver() {
                    @Override
                    public void guestScanCompleted(
                            GuestId guest, Outcome outcome, Ssid ssid, ScanResults results) {
                        isTold.countDown();
                        try {
                            mayKnow.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                };
        FutureTask<ScanResults> scan = new FutureTask<>(this::scan);
        Thread.ofVirtual().start(scan);
        isTold.await();
        assertThat(scan.isDone()).isFalse();
        mayKnow.countDown();
        assertThat(scan.get().networks()).hasSize(3);
    }

    @Test
    void anObserverThatFailsHarmsNobody() throws Exception {
        observer =
                new WifiProxyObserver() {
                    @Override
                    public void hostConnected(InterfaceId on, Ssid ssid, NetworkSecurity security) {
                        throw new IllegalStateException("on purpose");
                    }

                    @Override
                    public void guestScanRequested(GuestId guest, Ssid ssid) {
                        throw new IllegalStateException("on purpose");
                    }
                };
        scan();
        assertThat(connect(HOME).isSuccess()).isTrue();
    }
}

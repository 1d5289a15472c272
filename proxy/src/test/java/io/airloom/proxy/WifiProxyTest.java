package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The proxy as programs use it, with guests that behave as the driver does.
class WifiProxyTest {
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Ssid LOBBY = Ssid.of("lobby");

    private final FakeWifi wifi = new FakeWifi();
    private final FakeInterface wlan0 =
            wifi.add("wlan0").knows(ProxyTest.HOME_BSS, ProxyTest.CAFE_BSS);
    private final MemoryTransport memory = new MemoryTransport();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    private final ProxyGuest.Listener listener =
            new ProxyGuest.Listener() {
                @Override
                public void heard(ScanResults results) {
                    heard.add("heard " + results.networks().size());
                }

                @Override
                public void disconnected(long session) {
                    heard.add("disconnected");
                }

                @Override
                public void signal(int dbm) {
                    heard.add("signal " + dbm);
                }

                @Override
                public void wrong(String what) {
                    heard.add("wrong: " + what);
                }
            };

    private ProxyGuest guest(String name) throws IOException {
        return ProxyGuest.start(
                memory.access(name), ScanLayout.C, GuestTimes.of(ScanLayout.C), listener);
    }

    /// What the class comment of [WifiProxy] shows, but for the port and the wait.
    @Test
    void theExampleOfTheDocumentationRuns() throws Exception {
        BlockingQueue<String> printed = new LinkedBlockingQueue<>();
        MadeUpNetwork lobby = MadeUpNetwork.of(Ssid.of("lobby"), 0x02_00_00_00_00_01L);
        WifiProxyObserver log =
                new WifiProxyObserver() {
                    @Override
                    public void guestScanRequested(GuestId guest, Ssid ssid) {
                        printed.add(guest + " looks for networks");
                    }
                };
        TcpTransport tcp = TcpTransport.at(ANY_PORT);
        try (WifiProxy proxy =
                WifiProxy.builder()
                        .listen(tcp)
                        .madeUp(() -> List.of(lobby))
                        .observer(log)
                        .authorize((guest, kind, ssid) -> kind == ConnectionKind.HOST_MIRRORING)
                        .start()) {
            InetSocketAddress host =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.port());
            try (ProxyGuest guest =
                    ProxyGuest.start(
                            HostAccess.tcp(host, ANY_PORT),
                            ScanLayout.C,
                            GuestTimes.of(ScanLayout.C),
                            listener)) {
                assertThat(guest.scan(Ssid.WILDCARD).networks()).hasSize(1);
                assertThat(printed.take()).isEqualTo("tcp:127.0.0.1 looks for networks");
                assertThat(guest.connect(ProxyTest.request(LOBBY)).isBelieved()).isTrue();
                GuestStatus status = proxy.guests().getFirst();
                assertThat(status.network()).isNotNull();
                assertThat(status.network().ssid()).isEqualTo(LOBBY);
                assertThat(status.scans()).isOne();
            }
        }
    }

    @Test
    @DisplayName("item 76: a guest that hangs up during its connect is connected no more")
    void guestHangsUp() throws Exception {
        try (WifiProxy proxy = WifiProxy.builder().listen(memory).host(wifi).start()) {
            try (ProxyGuest guest = guest("a")) {
                guest.scan(Ssid.WILDCARD);
            }
            wlan0.joinGate = new CountDownLatch(1);
            try (MemoryTransport.Pipe pipe = memory.connect("a")) {
                pipe.write(RequestCodec.encode(ProxyTest.request(ProxyTest.HOME)));
                ProxyTest.eventually(() -> wlan0.joins.get() == 1);
            }
            wlan0.joinGate.countDown();
            ProxyTest.eventually(() -> wlan0.leaves.get() == 1);
            assertThat(wlan0.isOnOurs()).isFalse();
            ProxyTest.eventually(() -> proxy.guests().getFirst().network() == null);
        }
    }

    @Test
    void aGuestLivesThroughADay() throws Exception {
        try (WifiProxy proxy =
                        WifiProxy.builder()
                                .listen(memory)
                                .host(wifi)
                                .madeUp(() -> List.of(MadeUpNetwork.of(LOBBY, 2)))
                                .start();
                ProxyGuest guest = guest("a")) {
            assertThat(guest.scan(Ssid.WILDCARD).networks()).hasSize(3);
            assertThat(proxy.networks()).hasSize(3);
            ProxyGuest.Connected home = guest.connect(ProxyTest.request(ProxyTest.HOME));
            assertThat(home.isBelieved()).isTrue();
            wlan0.signal(-71);
            ProxyTest.eventually(() -> heard.contains("signal -71"));
            wlan0.disconnects();
            ProxyTest.eventually(() -> guest.standing() == null);
            ProxyTest.eventually(() -> wlan0.leaves.get() == 1);

            ProxyGuest.Connected lobby = guest.connect(ProxyTest.request(LOBBY));
            assertThat(lobby.isBelieved()).isTrue();
            assertThat(lobby.session()).isGreaterThan(home.session());
            assertThat(proxy.signal(LOBBY, -66)).isTrue();
            ProxyTest.eventually(() -> heard.contains("signal -66"));
            assertThat(proxy.signal(ProxyTest.HOME, -1)).isFalse();
            assertThat(proxy.networks().getFirst().rssiDbm()).isEqualTo(-66);
            assertThat(proxy.disconnect(LOBBY)).isOne();
            ProxyTest.eventually(() -> guest.standing() == null);
            assertThat(heard).filteredOn("disconnected"::equals).hasSize(2);
            assertThat(heard).noneMatch(line -> line.startsWith("wrong"));
            assertThat(proxy.counters()).containsEntry(ProxyCounter.UNDELIVERED, 0L);
        }
        assertThat(wifi.isClosed).isTrue();
    }

    @Test
    void whenTheProxyStopsGuestsAreToldAndWhatIsBeingJoinedIsTakenBack() throws Exception {
        FakeInterface wlan1 = wifi.add("wlan1").knows(ProxyTest.PIZZA_BSS);
        try (ProxyGuest first = guest("a");
                ProxyGuest second = guest("b")) {
            Thread connecting = Thread.ofVirtual().unstarted(() -> connectToPizza(second));
            try (WifiProxy _ = WifiProxy.builder().listen(memory).host(wifi).start()) {
                first.scan(Ssid.WILDCARD);
                first.connect(ProxyTest.request(ProxyTest.HOME));
                second.scan(Ssid.WILDCARD);
                wlan1.joinGate = new CountDownLatch(1);
                connecting.start();
                ProxyTest.eventually(() -> wlan1.joins.get() == 1);
            }
            assertThat(wifi.interfaces).noneMatch(FakeInterface::isOnOurs);
            assertThat(wifi.isClosed).isTrue();
            ProxyTest.eventually(() -> first.standing() == null);
            connecting.join();
        }
    }

    private static void connectToPizza(ProxyGuest guest) {
        try {
            guest.connect(ProxyTest.request(ProxyTest.PIZZA));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("§3.13 defect 9: a second start is refused")
    void secondStartIsRefused() throws Exception {
        WifiProxy.Builder builder = WifiProxy.builder().listen(memory);
        try (WifiProxy _ = builder.start()) {
            assertThatThrownBy(builder::start).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aThousandGuestsAtOnceAreServed() throws Exception {
        wlan0.userConnects(ProxyTest.HOME_BSS, NetworkSecurity.WPA2_PSK);
        AtomicInteger connected = new AtomicInteger();
        long begun = System.nanoTime();
        try (WifiProxy proxy =
                        WifiProxy.builder()
                                .listen(memory)
                                .host(wifi)
                                .madeUp(() -> List.of(MadeUpNetwork.of(LOBBY, 2)))
                                .start();
                ExecutorService guests = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> lives = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                String name = "guest " + i;
                Ssid ssid = i % 2 == 0 ? ProxyTest.HOME : LOBBY;
                lives.add(() -> live(name, ssid, connected));
            }
            for (Future<Void> life : guests.invokeAll(lives)) {
                life.get();
            }
            assertThat(connected).hasValue(1000);
            assertThat(proxy.guests()).hasSize(1000).allMatch(one -> one.network() == null);
            assertThat(wlan0.joins).hasValue(0);
        }
        System.out.printf(
                "1000 guests scanned, connected and left in %d ms%n",
                (System.nanoTime() - begun) / 1_000_000);
    }

    private Void live(String name, Ssid ssid, AtomicInteger connected) throws Exception {
        try (ProxyGuest guest = guest(name)) {
            guest.scan(Ssid.WILDCARD);
            if (guest.connect(ProxyTest.request(ssid)).isBelieved()) {
                connected.incrementAndGet();
            }
            guest.disconnect();
        }
        return null;
    }

    @Test
    void aGuestWhoseMachineHasStoppedIsForgotten() throws Exception {
        try (WifiProxy proxy = WifiProxy.builder().listen(memory).host(wifi).start();
                ProxyGuest guest = guest("a")) {
            guest.scan(Ssid.WILDCARD);
            guest.connect(ProxyTest.request(ProxyTest.HOME));
            assertThat(wlan0.isOnOurs()).isTrue();
            proxy.forget(new GuestId("a"));
            ProxyTest.eventually(() -> !wlan0.isOnOurs());
            assertThat(proxy.guests()).isEmpty();
        }
    }

    @Test
    @DisplayName("items 50, 57: a host service that is missing is left out, and says so")
    void missingServiceIsLeftOut() throws Exception {
        FakeWifi missing = new FakeWifi();
        missing.doesNotOpen = "there is no such service";
        try (WifiProxy _ = WifiProxy.builder().listen(memory).host(missing).host(wifi).start();
                ProxyGuest guest = guest("a")) {
            assertThat(guest.scan(Ssid.WILDCARD).networks()).hasSize(2);
        }
        assertThat(missing.isClosed).isTrue();
    }

    @Test
    @DisplayName("item 51: a proxy is built without any service of the host")
    void noServiceAtAll() throws Exception {
        try (WifiProxy proxy = WifiProxy.builder().listen(memory).start();
                ProxyGuest guest = guest("a")) {
            assertThat(guest.scan(Ssid.WILDCARD).networks()).isEmpty();
            assertThat(guest.connect(ProxyTest.request(ProxyTest.HOME)).status()).isOne();
            assertThat(proxy.networks()).isEmpty();
        }
    }

    @Test
    @DisplayName("item 57: a way in that this machine does not have is an error with its address")
    void missingTransportIsAnError() throws Exception {
        TcpTransport first = TcpTransport.at(ANY_PORT);
        try (WifiProxy _ = WifiProxy.builder().listen(first).start()) {
            InetSocketAddress taken =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), first.port());
            WifiProxy.Builder second =
                    WifiProxy.builder().listen(memory).listen(TcpTransport.at(taken)).host(wifi);
            assertThatThrownBy(second::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + first.port());
            assertThat(wifi.isClosed).isTrue();
            assertThatThrownBy(() -> memory.connect("a")).isInstanceOf(IOException.class);
        }
    }

    @Test
    @DisplayName("item 81: the sessions of a proxy that is started again are greater")
    void sessionsGrowAcrossRestarts() throws Exception {
        long before = session(new MemoryTransport());
        assertThat(session(new MemoryTransport())).isGreaterThan(before);
    }

    private static long session(MemoryTransport transport) throws Exception {
        try (WifiProxy proxy = WifiProxy.builder().listen(transport).start();
                ProxyGuest guest =
                        ProxyGuest.start(
                                transport.access("a"),
                                ScanLayout.C,
                                GuestTimes.of(ScanLayout.C),
                                new ProxyGuest.Listener() {})) {
            guest.connect(ProxyTest.request(ProxyTest.HOME));
            return proxy.guests().getFirst().session();
        }
    }
}

package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/// What tests of the handler have in common: a host, an observer that writes down, and guests that
/// ask without a wire between.
abstract class ProxyTest {
    static final GuestId GUEST = new GuestId("test:1");
    static final GuestId OTHER = new GuestId("test:2");
    static final Ssid HOME = Ssid.of("wpa2psknet");
    static final Ssid CAFE = Ssid.of("opennet");
    static final Ssid OFFICE = Ssid.of("ent_net");
    static final Ssid PIZZA = Ssid.of("pizzanet");
    static final Bss HOME_BSS = psk(0x0001_0203_0405L, HOME, -56, 2_412_000);
    static final Bss CAFE_BSS =
            new Bss(0x0607_0809_0a0bL, 1, -80, 100, 5_745_000, ElementBlob.of(CAFE));
    static final Bss PIZZA_BSS = psk(0x0607_0809_0a0cL, PIZZA, -60, 2_437_000);
    static final Bss OFFICE_BSS =
            new Bss(
                    0x0607_0809_0a0dL,
                    0x11,
                    -50,
                    100,
                    5_745_000,
                    ElementBlob.of(OFFICE)
                            .and(
                                    ElementBlob.parse(
                                            "30140100000fac040100000fac040100000fac010000")));

    private static final Duration SOON = Duration.ofSeconds(10);
    static final Duration NEVER = Duration.ofHours(1);

    final FakeWifi wifi = new FakeWifi();
    final List<String> observed = new CopyOnWriteArrayList<>();
    final List<Notification> told = new CopyOnWriteArrayList<>();
    final List<Notification> otherTold = new CopyOnWriteArrayList<>();
    final TestTimes times = new TestTimes();
    ScanLayout layout = ScanLayout.C;
    boolean tellsOfLoss = true;
    boolean isAllowed = true;
    @Nullable MadeUpProvider madeUp;
    long seed;
    WifiProxyObserver observer = new Writer();
    Authorizer authorizer =
            (guest, kind, ssid) -> {
                observed.add("authorize " + kind + " " + name(ssid));
                return isAllowed;
            };

    private @Nullable TestProxy proxy;

    /// What is written down is short: `host connects wlan0 home WPA2_PSK`.
    private final class Writer implements WifiProxyObserver {
        @Override
        public void hostConnected(InterfaceId on, Ssid ssid, NetworkSecurity security) {
            observed.add("host connects " + on + " " + name(ssid) + " " + security);
        }

        @Override
        public void hostDisconnected(InterfaceId on, Ssid ssid) {
            observed.add("host disconnects " + on + " " + name(ssid));
        }

        @Override
        public void guestConnectionCompleted(
                GuestId guest,
                ConnectionKind kind,
                Outcome outcome,
                int status,
                @Nullable InterfaceId on,
                Ssid ssid,
                @Nullable NetworkSecurity security) {
            if (status == 0 != (outcome == Outcome.SUCCEEDED)) {
                observed.add("status " + status + " does not fit");
            }
            observed.add(
                    "guest connect %s %s %s %s %s"
                            .formatted(kind, outcome, on, name(ssid), security));
        }

        @Override
        public void guestDisconnectionRequested(GuestId guest, ConnectionKind kind, Ssid ssid) {
            observed.add("guest leaves " + kind + " " + name(ssid));
        }

        @Override
        public void guestDisconnectionCompleted(
                GuestId guest, ConnectionKind kind, Outcome outcome, InterfaceId on, Ssid ssid) {
            observed.add("guest left " + kind + " " + outcome + " " + on + " " + name(ssid));
        }

        @Override
        public void guestScanRequested(GuestId guest, Ssid ssid) {
            observed.add("scan");
        }

        @Override
        public void guestScanCompleted(
                GuestId guest, Outcome outcome, Ssid ssid, ScanResults results) {
            observed.add("scanned " + outcome);
        }
    }

    static String name(Ssid ssid) {
        return new String(ssid.octets(), StandardCharsets.UTF_8);
    }

    static Bss psk(long bssid, Ssid ssid, int dbm, long kHz) {
        return new Bss(bssid, 0x11, dbm, 100, kHz, ElementBlob.ofWpa2Psk(ssid));
    }

    /// The proxy, started when it is first asked for.
    TestProxy proxy() {
        if (proxy == null) {
            proxy = new TestProxy(this);
        }
        return proxy;
    }

    @AfterEach
    void close() {
        if (proxy != null) {
            proxy.close();
        }
    }

    ScanResults scan() throws InterruptedException {
        return scan(GUEST, Ssid.WILDCARD);
    }

    ScanResults scan(GuestId guest, Ssid ssid) throws InterruptedException {
        return (ScanResults) ask(guest, new Request.Scan(ssid));
    }

    Answer.Connected connect(Ssid ssid) throws InterruptedException {
        return connect(GUEST, ssid);
    }

    Answer.Connected connect(GuestId guest, Ssid ssid) throws InterruptedException {
        return (Answer.Connected) ask(guest, request(ssid));
    }

    /// As wpa_supplicant asks: open for the open network, else WPA2-PSK.
    static Request.Connect request(Ssid ssid) {
        boolean isOpen = ssid.equals(CAFE);
        return new Request.Connect(
                ssid,
                0,
                0,
                isOpen ? 0 : 2,
                isOpen ? List.of() : List.of(0x000f_ac02),
                isOpen ? List.of() : List.of(0x000f_ac04),
                isOpen ? 0 : 0x000f_ac04,
                isOpen
                        ? NetworkKey.none()
                        : NetworkKey.copyOf(HexFormat.of().parseHex(FakeWifi.PMK)));
    }

    void disconnect(long session) throws InterruptedException {
        assertThat(ask(GUEST, new Request.Disconnect(session)))
                .isEqualTo(new Answer.Disconnected());
    }

    Answer ask(GuestId guest, Request request) throws InterruptedException {
        return proxy().handler.answer(guest, request, times.budget);
    }

    /// What was written down since the last time, once nothing is on its way any more.
    List<String> observed() throws InterruptedException {
        proxy().settle();
        List<String> taken = new ArrayList<>(observed);
        observed.clear();
        return taken;
    }

    /// Waits until something is so.
    static void eventually(BooleanSupplier condition) throws InterruptedException {
        Deadline deadline = Deadline.in(SOON);
        while (!condition.getAsBoolean()) {
            assertThat(deadline.left()).as("time left").isPositive();
            Thread.sleep(1);
        }
    }

    List<Long> bssids(ScanResults results) {
        return results.networks().stream().map(Bss::bssid).toList();
    }
}

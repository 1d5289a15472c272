package io.airloom.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.proxy.GuestTimes;
import io.airloom.proxy.MadeUpNetwork;
import io.airloom.proxy.NetworkKey;
import io.airloom.proxy.ProxyGuest;
import io.airloom.proxy.Request;
import io.airloom.proxy.ScanLayout;
import io.airloom.proxy.ScanResults;
import io.airloom.proxy.Ssid;
import io.airloom.proxy.WifiProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A whole host and a whole guest, over every way by which the one can reach the other.
@Timeout(120)
final class ProxyConversationTest {
    private static final Ssid LOBBY = Ssid.of("lobby");
    private static final long BSSID = 0x0200_0000_0001L;
    private static final int PSK = 0x000f_ac02;
    private static final int CCMP = 0x000f_ac04;

    @TempDir Path folder;
    private final List<Runnable> opened = new ArrayList<>();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    private final ProxyGuest.Listener listener =
            new ProxyGuest.Listener() {
                @Override
                public void heard(ScanResults results) {
                    events.add("heard");
                }

                @Override
                public void disconnected(long session) {
                    events.add("disconnected");
                }

                @Override
                public void signal(int dbm) {
                    events.add("signal " + dbm);
                }

                @Override
                public void wrong(String what) {
                    events.add("wrong: " + what);
                }
            };

    @AfterEach
    void close() {
        opened.reversed().forEach(Runnable::run);
    }

    private String nextEvent() throws InterruptedException {
        return String.valueOf(events.poll(30, TimeUnit.SECONDS));
    }

    private static Request.Connect toLobby(NetworkKey key) {
        return new Request.Connect(LOBBY, 0, 0, 2, List.of(PSK), List.of(CCMP), CCMP, key);
    }

    @ParameterizedTest
    @EnumSource
    void scansConnectsHearsOfItAndIsToldOfItsEnd(GuestWay way) throws Exception {
        GuestWay.Ends ends = way.ends(folder, opened);
        WifiProxy proxy =
                WifiProxy.builder()
                        .listen(ends.transport())
                        .madeUp(() -> List.of(MadeUpNetwork.of(LOBBY, BSSID)))
                        .start();
        opened.add(proxy::close);
        ProxyGuest guest =
                ProxyGuest.start(
                        ends.host(),
                        ScanLayout.C,
                        GuestTimes.of(ScanLayout.C).withNotification(Duration.ofSeconds(20)),
                        listener);
        opened.add(guest::close);
        ProxyGuest.Scanned scanned = guest.scan(Ssid.WILDCARD);
        assertThat(scanned.end()).as(scanned.why()).isEqualTo(ProxyGuest.Scanned.End.COMPLETE);
        assertThat(scanned.networks()).singleElement().matches(bss -> bss.bssid() == BSSID);
        try (NetworkKey key = NetworkKey.copyOf(new byte[NetworkKey.PMK_LENGTH])) {
            ProxyGuest.Connected first = guest.connect(toLobby(key));
            assertThat(first.why()).isEmpty();
            assertThat(first.isBelieved()).isTrue();
            assertThat(proxy.signal(LOBBY, -71)).isTrue();
            assertThat(nextEvent()).isEqualTo("signal -71");
            assertThat(proxy.disconnect(LOBBY)).isEqualTo(1);
            assertThat(nextEvent()).isEqualTo("disconnected");
            assertThat(guest.standing()).isNull();
            ProxyGuest.Connected second = guest.connect(toLobby(key));
            assertThat(second.session()).isGreaterThan(first.session());
            assertThat(guest.disconnect()).isTrue();
        }
        assertThat(proxy.disconnect(LOBBY)).as("the host knows that it has left").isZero();
        assertThat(events).isEmpty();
    }
}

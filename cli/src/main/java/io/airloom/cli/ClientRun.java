package io.airloom.cli;

import io.airloom.ieee80211.Codes;
import io.airloom.ieee80211.MacAddress;
import io.airloom.ieee80211.Suites;
import io.airloom.image.Printable;
import io.airloom.lab.ProxyWords;
import io.airloom.proxy.Bss;
import io.airloom.proxy.NetworkKey;
import io.airloom.proxy.NetworkSecurity;
import io.airloom.proxy.ProxyGuest;
import io.airloom.proxy.Request;
import io.airloom.proxy.Ssid;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Does a guest's orders, one after the other, and says what came of each.
final class ClientRun {
    /// Suite type 2 of table 9-151: a pre-shared key.
    private static final int PSK = 0x000f_ac02;

    private static final int WPA2 = 2;

    private final Terminal terminal;
    private final boolean json;
    private final ProxyGuest guest;
    private final ClientNews news;

    ClientRun(Terminal terminal, boolean json, ProxyGuest guest, ClientNews news) {
        this.terminal = terminal;
        this.json = json;
        this.guest = guest;
        this.news = news;
    }

    /// Does them; those after the first that fails are left out.
    ///
    /// @return whether all were done
    boolean all(List<ClientOrder> orders) throws InterruptedException {
        for (ClientOrder order : orders) {
            boolean done =
                    switch (order) {
                        case ClientOrder.Scan(Ssid ssid) -> scan(ssid);
                        case ClientOrder.Connect connect -> connect(connect);
                        case ClientOrder.Disconnect _ -> disconnect();
                        case ClientOrder.Listen listen -> listen(listen);
                    };
            if (!done || news.isSomethingWrong()) {
                return false;
            }
        }
        return true;
    }

    private void say(String text, String object) {
        terminal.print(json ? object : "  " + text);
    }

    private boolean scan(Ssid ssid) throws InterruptedException {
        ProxyGuest.Scanned scanned = guest.scan(ssid);
        for (Bss bss : scanned.networks()) {
            ClientNews.network(terminal, json, bss);
        }
        boolean done =
                scanned.end() == ProxyGuest.Scanned.End.COMPLETE
                        || scanned.end() == ProxyGuest.Scanned.End.TIMED_OUT;
        String how =
                switch (scanned.end()) {
                    case COMPLETE -> "scan complete: networks " + scanned.networks().size();
                    case TIMED_OUT ->
                            "scan ended without the host's word: networks "
                                    + scanned.networks().size();
                    case ABORTED, BUSY -> "scan aborted: " + Printable.line(scanned.why());
                };
        say(
                how,
                JsonLine.of(
                        "event",
                        "scan",
                        "end",
                        scanned.end().name().toLowerCase(Locale.ROOT),
                        "count",
                        scanned.networks().size(),
                        "why",
                        scanned.why().isEmpty() ? null : scanned.why()));
        return done;
    }

    /// A network as an object.
    static String network(Bss bss) {
        Ssid ssid = Objects.requireNonNullElse(bss.elements().ssid(), Ssid.WILDCARD);
        return JsonLine.of(
                "event",
                "network",
                "bssid",
                MacAddress.toString(bss.bssid()),
                "freqKhz",
                bss.centerFreqKhz(),
                "dbm",
                bss.rssiDbm(),
                "security",
                ProxyWords.security(NetworkSecurity.of(bss.capabilities(), bss.elements())),
                "ssid",
                ssid);
    }

    /// The strongest that the guest knows by this name.
    private @Nullable Bss known(Ssid ssid, long bssid) {
        Bss best = null;
        for (Bss bss : guest.networks()) {
            boolean fits =
                    ssid.equals(bss.elements().ssid()) && (bssid == 0 || bssid == bss.bssid());
            if (fits && (best == null || bss.rssiDbm() > best.rssiDbm())) {
                best = bss;
            }
        }
        return best;
    }

    private boolean connect(ClientOrder.Connect order) throws InterruptedException {
        Bss bss = known(order.ssid(), order.bssid());
        if (bss == null) {
            var _ = guest.scan(order.ssid());
            bss = known(order.ssid(), order.bssid());
        }
        if (bss == null) {
            return failed(order, 0, "no such network was found");
        }
        boolean open =
                NetworkSecurity.of(bss.capabilities(), bss.elements()) == NetworkSecurity.OPEN;
        try (NetworkKey key =
                open ? NetworkKey.none() : ClientKeys.key(order.key(), order.ssid())) {
            Request.Connect request =
                    new Request.Connect(
                            order.ssid(),
                            order.bssid(),
                            0,
                            open ? 0 : WPA2,
                            open ? List.of() : List.of(PSK),
                            open ? List.of() : List.of(Suites.CCMP),
                            open ? 0 : Suites.CCMP,
                            key);
            ProxyGuest.Connected connected = guest.connect(request);
            if (connected.status() != 0) {
                String why = connected.why();
                return failed(
                        order,
                        connected.status(),
                        why.isEmpty() ? Codes.status(connected.status()) : Printable.line(why));
            }
            say(
                    "connected to %s at %s, session %s"
                            .formatted(
                                    order.ssid(),
                                    MacAddress.toString(connected.bssid()),
                                    Long.toUnsignedString(connected.session())),
                    JsonLine.of(
                            "event",
                            "connected",
                            "status",
                            0,
                            "bssid",
                            MacAddress.toString(connected.bssid()),
                            "session",
                            connected.session(),
                            "ssid",
                            order.ssid(),
                            "believed",
                            connected.isBelieved()));
            return connected.isBelieved();
        }
    }

    private boolean failed(ClientOrder.Connect order, int status, String why) {
        String number = status == 0 ? "" : "status " + status + ", ";
        say(
                "not connected to %s: %s%s".formatted(order.ssid(), number, why),
                JsonLine.of(
                        "event",
                        "not-connected",
                        "status",
                        status == 0 ? null : status,
                        "ssid",
                        order.ssid(),
                        "why",
                        why));
        return false;
    }

    private boolean disconnect() throws InterruptedException {
        boolean was = guest.disconnect();
        say(was ? "disconnected" : "not connected", JsonLine.of("event", "left", "connected", was));
        return true;
    }

    private boolean listen(ClientOrder.Listen order) throws InterruptedException {
        boolean came = news.await(order.what(), order.within());
        if (order.what() != null && !came) {
            say(
                    "the host has not told of: " + order.what(),
                    JsonLine.of("event", "silence", "what", order.what()));
        }
        return came || order.what() == null;
    }
}

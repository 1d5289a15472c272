package io.airloom.lab;

import io.airloom.ieee80211.MacAddress;
import io.airloom.proxy.Bss;
import io.airloom.proxy.ConnectionKind;
import io.airloom.proxy.GuestStatus;
import io.airloom.proxy.NetworkSecurity;
import io.airloom.proxy.Ssid;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/// What proxies know, in lines for people. SSIDs are safe to show.
public final class ProxyWords {
    private ProxyWords() {}

    /// `02:00:00:00:0c:01 2437 MHz -41 dBm WPA2 "home" [686f6d65]`.
    public static String network(Bss bss) {
        return String.format(
                Locale.ROOT,
                "%s  %4d MHz  %4d dBm  %-9s  %s",
                MacAddress.toString(bss.bssid()),
                bss.centerFreqKhz() / 1000,
                bss.rssiDbm(),
                security(NetworkSecurity.of(bss.capabilities(), bss.elements())),
                Objects.requireNonNullElse(bss.elements().ssid(), Ssid.WILDCARD));
    }

    /// `vsock:3 on "home" [686f6d65] at 02:00:00:00:0c:01 for 12 s, shared: made up; scans 3, …`.
    public static String guest(GuestStatus guest, Instant now) {
        GuestStatus.Network network = guest.network();
        String where =
                network == null
                        ? "not connected"
                        : "on %s at %s for %d s, %s %s"
                                .formatted(
                                        network.ssid(),
                                        MacAddress.toString(network.bssid()),
                                        Duration.between(network.since(), now).toSeconds(),
                                        kind(network.kind()),
                                        network.on());
        return "%s  %s; scans %d, connects %d, disconnects %d"
                .formatted(guest.id(), where, guest.scans(), guest.connects(), guest.disconnects());
    }

    /// What being connected means for the host, before the interface's name: `sharing`.
    public static String kind(ConnectionKind kind) {
        return switch (kind) {
            case GUEST_DIRECTED -> "joined for it by";
            case HOST_MIRRORING -> "sharing";
        };
    }

    /// `WPA2`.
    public static String security(NetworkSecurity security) {
        return switch (security) {
            case OPEN -> "open";
            case OWE -> "OWE";
            case WEP -> "WEP";
            case WPA_PSK -> "WPA";
            case WPA2_PSK -> "WPA2";
            case WPA3_SAE -> "WPA3";
            case WPA2_WPA3 -> "WPA2/WPA3";
            case ENTERPRISE -> "802.1X";
            case UNKNOWN -> "unknown";
        };
    }
}

package io.airloom.hostwifi;

import io.airloom.proxy.HostWifi;
import io.airloom.proxy.HostWifiException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A program that manages Wi-Fi on Linux, and that can be asked over D-Bus.
public enum Daemon {
    /// Most desktops and many servers.
    NETWORK_MANAGER("NetworkManager", "org.freedesktop.NetworkManager"),
    /// Small systems, where nothing stands above it.
    WPA_SUPPLICANT("wpa_supplicant", "fi.w1.wpa_supplicant1"),
    /// In the place of wpa_supplicant.
    IWD("iwd", "net.connman.iwd");

    /// Who has others work for him comes before them: NetworkManager starts wpa_supplicant or iwd.
    private static final List<Daemon> BY_RANK = List.of(NETWORK_MANAGER, IWD, WPA_SUPPLICANT);

    private final String title;
    private final String busName;

    Daemon(String title, String busName) {
        this.title = title;
        this.busName = busName;
    }

    /// As it calls itself.
    public String title() {
        return title;
    }

    /// Its name on the system bus.
    public String busName() {
        return busName;
    }

    /// The Wi-Fi that it manages, not opened yet.
    ///
    /// @param busAddress D-Bus address; null for the system bus
    public HostWifi wifi(@Nullable String busAddress) {
        return switch (this) {
            case NETWORK_MANAGER -> new NetworkManagerWifi(busAddress);
            case WPA_SUPPLICANT -> new WpaSupplicantWifi(busAddress);
            case IWD -> new IwdWifi(busAddress);
        };
    }

    /// The one that runs here; of several the one that the others work for.
    ///
    /// @param busAddress D-Bus address; null for the system bus
    /// @throws HostWifiException if none does, or there is no bus; says what to do
    public static Daemon running(@Nullable String busAddress) throws HostWifiException {
        try (Bus bus = Bus.open(busAddress, () -> {})) {
            for (Daemon each : BY_RANK) {
                if (bus.owner(each.busName) != null) {
                    return each;
                }
            }
        } catch (BusException e) {
            throw new HostWifiException(
                    HostWifiException.UNSPECIFIED,
                    "no D-Bus system bus here, by which NetworkManager, iwd and wpa_supplicant are"
                            + " asked ("
                            + e.getMessage()
                            + "); start one, or use made-up networks only: --backend none",
                    e);
        }
        throw new HostWifiException(
                HostWifiException.UNSPECIFIED,
                "neither NetworkManager nor iwd nor wpa_supplicant is on the system bus; start one"
                        + " (wpa_supplicant with -u), or use made-up networks only: --backend"
                        + " none");
    }
}

package io.airloom.cli;

import io.airloom.hostwifi.Daemon;
import io.airloom.proxy.HostWifi;
import io.airloom.proxy.HostWifiException;
import org.jspecify.annotations.Nullable;

/// Who looks after this machine's own Wi-Fi.
enum ProxyBackend {
    /// Whoever runs.
    AUTO,
    NETWORKMANAGER,
    WPA_SUPPLICANT,
    IWD,
    /// Nobody: made-up networks only.
    NONE;

    /// The Wi-Fi, not opened yet; null for none.
    ///
    /// @throws HostWifiException if nobody who is known runs
    @Nullable HostWifi wifi() throws HostWifiException {
        Daemon daemon =
                switch (this) {
                    case AUTO -> Daemon.running(null);
                    case NETWORKMANAGER -> Daemon.NETWORK_MANAGER;
                    case WPA_SUPPLICANT -> Daemon.WPA_SUPPLICANT;
                    case IWD -> Daemon.IWD;
                    case NONE -> null;
                };
        return daemon == null ? null : daemon.wifi(null);
    }
}

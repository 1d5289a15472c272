package io.airloom.hostwifi;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The Wi-Fi of a host that NetworkManager manages.
///
/// What is joined is a profile that is never saved, that no device joins by itself, and that ends
/// with this program. A key goes as a text of 64 hexadecimal digits, since NetworkManager takes it
/// in no other type; that text cannot be wiped.
public final class NetworkManagerWifi extends DaemonWifi {
    /// @param busAddress D-Bus address; null for the system bus
    public NetworkManagerWifi(@Nullable String busAddress) {
        this(busAddress, Nl80211Wifi::open);
    }

    NetworkManagerWifi(@Nullable String busAddress, Supplier<KernelWifi> kernels) {
        super(Daemon.NETWORK_MANAGER, busAddress, kernels, NetworkManagerApi::new);
    }
}

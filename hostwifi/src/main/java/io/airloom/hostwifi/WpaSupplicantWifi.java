package io.airloom.hostwifi;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The Wi-Fi of a host that wpa_supplicant alone manages (started with `-u`, so that it is on the
/// bus).
///
/// What is joined is a network beside the user's own, which are switched off for it and on again
/// afterwards; nothing is saved. A PMK goes as octets, and never is a text.
public final class WpaSupplicantWifi extends DaemonWifi {
    /// @param busAddress D-Bus address; null for the system bus
    public WpaSupplicantWifi(@Nullable String busAddress) {
        this(busAddress, Nl80211Wifi::open);
    }

    WpaSupplicantWifi(@Nullable String busAddress, Supplier<KernelWifi> kernels) {
        super(Daemon.WPA_SUPPLICANT, busAddress, kernels, WpaSupplicantApi::new);
    }
}

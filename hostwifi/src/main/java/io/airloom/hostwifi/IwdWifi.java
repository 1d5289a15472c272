package io.airloom.hostwifi;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The Wi-Fi of a host that iwd manages.
///
/// iwd takes a PMK from a file in its own folder only (`/var/lib/iwd`), which is written for a join
/// and removed afterwards; where that folder cannot be written (it is root's), protected networks
/// can be mirrored, and not joined.
public final class IwdWifi extends DaemonWifi {
    /// @param busAddress D-Bus address; null for the system bus
    public IwdWifi(@Nullable String busAddress) {
        this(busAddress, Nl80211Wifi::open, null);
    }

    /// @param folder in the place of iwd's own; null for that
    IwdWifi(@Nullable String busAddress, Supplier<KernelWifi> kernels, @Nullable Path folder) {
        super(Daemon.IWD, busAddress, kernels, peer -> new IwdApi(peer, folder));
    }
}

package io.airloom.cli;

import io.airloom.proxy.HostWifi;
import io.airloom.proxy.HostWifiException;
import org.jspecify.annotations.Nullable;

/// The host's Wi-Fi, of which somebody wants to know whether it has opened: a proxy goes on without
/// it, but a person has asked for it.
final class WatchedWifi implements HostWifi {
    private final HostWifi wifi;
    private @Nullable HostWifiException failure;

    WatchedWifi(HostWifi wifi) {
        this.wifi = wifi;
    }

    /// Why it did not open; null if it did, or has not been asked to.
    @Nullable HostWifiException failure() {
        return failure;
    }

    @Override
    public String name() {
        return wifi.name();
    }

    @Override
    public void open(Listener listener) throws HostWifiException {
        try {
            wifi.open(listener);
        } catch (HostWifiException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public void close() {
        wifi.close();
    }
}

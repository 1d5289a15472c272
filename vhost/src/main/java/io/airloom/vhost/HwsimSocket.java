package io.airloom.vhost;

import java.nio.file.Path;

/// A path on which an [AirThread] takes virtual machines with a mac80211_hwsim device.
public final class HwsimSocket implements AutoCloseable {
    private final AirThread air;
    private final VhostUserServer server;

    HwsimSocket(AirThread air, VhostUserServer server) {
        this.air = air;
        this.server = server;
    }

    public Path path() {
        return server.path();
    }

    /// Removes the socket and disconnects those who came through it. From any thread; again does
    /// nothing.
    @Override
    public void close() {
        air.close(server);
    }
}

package io.airloom.hostwifi;

import java.io.IOException;
import java.nio.file.Path;
import org.freedesktop.dbus.bin.EmbeddedDBusDaemon;
import org.freedesktop.dbus.exceptions.DBusException;

/// A message bus of a test's own.
final class PrivateBus implements AutoCloseable {
    private static final long START_MILLIS = 20_000;

    private final EmbeddedDBusDaemon daemon;
    private final String address;

    PrivateBus(Path folder) throws DBusException {
        address = "unix:path=" + folder.resolve("bus");
        daemon = new EmbeddedDBusDaemon(address + ",listen=true");
        daemon.startInBackgroundAndWait(START_MILLIS);
        // It listens from now on, but no more after the first connection if its other thread does
        // not run by then.
        Patience.until(daemon::isRunning);
    }

    String address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        daemon.close();
    }
}

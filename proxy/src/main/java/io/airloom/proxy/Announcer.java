package io.airloom.proxy;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Tells the observer, on a thread that is nobody's, one thing after another.
final class Announcer {
    private static final System.Logger LOG = System.getLogger(Announcer.class.getName());
    private static final int MOST_WAITING = 10_000;

    private final WorkQueue queue = new WorkQueue("airloom-observer", 1, MOST_WAITING);
    private final WifiProxyObserver observer;

    Announcer(WifiProxyObserver observer) {
        this.observer = observer;
    }

    /// Of the host: does not wait.
    void tell(Consumer<WifiProxyObserver> what) {
        if (!queue.submit(() -> what.accept(observer))) {
            LOG.log(System.Logger.Level.WARNING, "the observer is too slow: an event is dropped");
        }
    }

    /// An interface is on a network: tells of it, if that is news. Under the roster's lock.
    void connected(Radio radio, Connection connection) {
        NetworkSecurity security = asGuestsSee(connection.security());
        Connection before = radio.announced;
        radio.announced = connection;
        if (before != null
                && before.ssid().equals(connection.ssid())
                && asGuestsSee(before.security()) == security) {
            return;
        }
        InterfaceId id = radio.id();
        if (before != null) {
            tell(told -> told.hostDisconnected(id, before.ssid()));
        }
        tell(told -> told.hostConnected(id, connection.ssid(), security));
    }

    private static NetworkSecurity asGuestsSee(NetworkSecurity security) {
        return security == NetworkSecurity.OPEN ? security : NetworkSecurity.WPA2_PSK;
    }

    /// An interface is on one of these networks no more: the same.
    void lost(Radio radio, Predicate<Ssid> networks) {
        Connection before = radio.announced;
        if (before != null && networks.test(before.ssid())) {
            radio.announced = null;
            InterfaceId id = radio.id();
            tell(told -> told.hostDisconnected(id, before.ssid()));
        }
    }

    /// Of a guest, which is held until the observer knows; not longer than its request lasts.
    void hold(Consumer<WifiProxyObserver> what, Deadline until) throws InterruptedException {
        try {
            queue.run(
                    () -> {
                        what.accept(observer);
                        return true;
                    },
                    until);
        } catch (ExecutionException e) {
            LOG.log(System.Logger.Level.ERROR, "the observer failed", e.getCause());
        } catch (TimeoutException | CancellationException e) {
            LOG.log(System.Logger.Level.DEBUG, "the observer takes longer than a guest waits");
        }
    }

    /// Tells nothing more; waits for what is being told.
    void close(Duration within) {
        queue.cancel(Deadline.in(within));
    }
}

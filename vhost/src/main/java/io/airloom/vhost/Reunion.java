package io.airloom.vhost;

import io.airloom.linux.Epoll;
import io.airloom.linux.EventLoop;
import io.airloom.linux.TimerFd;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// The guests of an air that died come to the next one, each when it is plugged in. Until all are
/// there, nobody's frames are taken: they wait in their rings, as they did before.
///
/// A station that has heard no beacon for 0.7 s asks its access point with two null frames, and
/// leaves the network with the second that is not acknowledged; that may be a millisecond later. It
/// would, were it back a moment before the access point is.
///
/// Who stays away is waited for until nobody has come back for a while. Loop thread only.
final class Reunion implements AutoCloseable {
    private final Set<String> awaited = new HashSet<>();
    private final Runnable over;
    private final TimerFd timer = TimerFd.create();
    private final EventLoop.Registration registration;
    private long patienceNanos;

    /// @param over is called when frames may be taken
    Reunion(EventLoop loop, Runnable over) {
        this.over = over;
        this.registration = loop.register(timer.fd(), Epoll.IN, (_, _) -> giveUp());
    }

    /// These nodes are to come, each not longer than that after the one before.
    void await(Collection<String> nodes, Duration patience) {
        awaited.addAll(nodes);
        patienceNanos = patience.toNanos();
        if (isOn()) {
            timer.arm(patienceNanos);
        }
    }

    /// Is anybody waited for?
    boolean isOn() {
        return !awaited.isEmpty();
    }

    /// A node is here.
    void arrived(String node) {
        if (!awaited.remove(node)) {
            return;
        }
        if (isOn()) {
            timer.arm(patienceNanos);
        } else {
            timer.disarm();
            over.run();
        }
    }

    private void giveUp() {
        if (timer.drain() && isOn()) {
            awaited.clear();
            over.run();
        }
    }

    @Override
    public void close() {
        registration.close();
        timer.close();
    }
}

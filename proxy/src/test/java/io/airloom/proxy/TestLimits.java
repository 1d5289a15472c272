package io.airloom.proxy;

import java.time.Duration;

/// Limits for what must elapse, and usual ones for what must not.
final class TestLimits {
    private static final ServerLimits USUAL = ServerLimits.usual();
    private static final Duration LITTLE = Duration.ofMillis(30);

    private TestLimits() {}

    /// Guests may neither pause nor wait with reading.
    static ServerLimits impatient() {
        return with(LITTLE, USUAL.request(), LITTLE, 2048, 8, 32, 1024);
    }

    /// A request must be whole after this.
    static ServerLimits reading(Duration request) {
        return with(USUAL.pause(), request, USUAL.write(), 2048, 8, 32, 1024);
    }

    /// Few connections.
    static ServerLimits connections(int all, int ofGuest) {
        return with(USUAL.pause(), USUAL.request(), USUAL.write(), all, ofGuest, 32, 1024);
    }

    /// Few notifications wait, for few guests.
    static ServerLimits notifications(int waiting, int guests) {
        return with(USUAL.pause(), USUAL.request(), USUAL.write(), 2048, 8, waiting, guests);
    }

    private static ServerLimits with(
            Duration pause,
            Duration request,
            Duration write,
            int connections,
            int connectionsOfGuest,
            int notifications,
            int guests) {
        return new ServerLimits(
                pause,
                request,
                USUAL.answer(),
                write,
                write,
                connections,
                connectionsOfGuest,
                notifications,
                guests);
    }
}

package io.airloom.vhost;

import io.airloom.medium.IdealPropagation;
import io.airloom.medium.Propagation;
import java.time.Duration;

/// How an [AirThread] shall be.
///
/// @param propagation who hears what
/// @param listener is told of guests that come and go, on the air's thread
/// @param spin for how long after the last work the thread looks for more before it sleeps: costs
///   processor time, saves the 40 µs that waking an idle processor takes; zero never spins
public record AirOptions(Propagation propagation, SessionListener listener, Duration spin) {

    /// Everybody hears everybody, nobody is told, no spinning.
    public static AirOptions ideal() {
        return new AirOptions(new IdealPropagation(), SessionListener.NONE, Duration.ZERO);
    }

    public AirOptions withListener(SessionListener newListener) {
        return new AirOptions(propagation, newListener, spin);
    }

    public AirOptions withSpin(Duration newSpin) {
        return new AirOptions(propagation, listener, newSpin);
    }
}

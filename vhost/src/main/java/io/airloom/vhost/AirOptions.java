package io.airloom.vhost;

import io.airloom.medium.Air;
import io.airloom.medium.IdealPropagation;
import io.airloom.medium.Propagation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How an [AirThread] shall be.
///
/// @param propagation who hears what
/// @param delay how long frames are on their way; at most [io.airloom.medium.Air#MAX_DELAY]
/// @param seed of the losses that people order
/// @param listener is told of guests that come and go, on the air's thread
/// @param spin for how long after the last work the thread looks for more before it sleeps: costs
///   processor time, saves the 40 µs that waking an idle processor takes; zero never does, null
///   leaves it to a [io.airloom.linux.Lookout] that learns whether it pays
/// @param processor the only one that the thread may run on; null for any
public record AirOptions(
        Propagation propagation,
        Duration delay,
        long seed,
        SessionListener listener,
        @Nullable Duration spin,
        @Nullable Integer processor) {

    /// Everybody hears everybody at once, nobody is told, looking when it pays, on any processor.
    public static AirOptions ideal() {
        return new AirOptions(
                new IdealPropagation(),
                Duration.ZERO,
                Air.USUAL_SEED,
                SessionListener.NONE,
                null,
                null);
    }

    public AirOptions withPropagation(Propagation newPropagation) {
        return new AirOptions(newPropagation, delay, seed, listener, spin, processor);
    }

    public AirOptions withDelay(Duration newDelay) {
        return new AirOptions(propagation, newDelay, seed, listener, spin, processor);
    }

    public AirOptions withSeed(long newSeed) {
        return new AirOptions(propagation, delay, newSeed, listener, spin, processor);
    }

    public AirOptions withListener(SessionListener newListener) {
        return new AirOptions(propagation, delay, seed, newListener, spin, processor);
    }

    public AirOptions withSpin(@Nullable Duration newSpin) {
        return new AirOptions(propagation, delay, seed, listener, newSpin, processor);
    }

    public AirOptions withProcessor(@Nullable Integer newProcessor) {
        return new AirOptions(propagation, delay, seed, listener, spin, newProcessor);
    }
}

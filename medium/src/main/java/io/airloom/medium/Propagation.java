package io.airloom.medium;

import org.jspecify.annotations.Nullable;

/// The model: whether a radio hears another, and how well. Stateless to its callers, called on the
/// air's thread for every pair of sender and candidate receiver, and may not allocate.
///
/// This is the part that later models replace. What people order while the air runs ({@link Links})
/// comes on top of it: links that are down, other signals and powers, loss of each try. A model may
/// say how likely a try is lost at a signal ({@link #errors()}), and that tries take time ({@link
/// #takesTime()}). On an air with either a unicast frame is asked about twice, when it is sent (for
/// its acknowledgement) and when it arrives, in between others: a model that draws has to draw the
/// same for the same {@link Transmission#number()}.
public interface Propagation {
    /// The signal of one who is not heard.
    int NOT_HEARD = Integer.MIN_VALUE;

    /// The signal at which `to` hears the transmission with the usual power, at most −1 dBm, or
    /// {@link #NOT_HEARD}. Without {@link #errors()} it is −110 at least.
    int signalDbm(Transmission transmission, Radio from, Radio to);

    /// The signal at which `from` hears the acknowledgement of `to`, or {@link #NOT_HEARD}.
    int ackSignalDbm(Transmission transmission, Radio from, Radio to);

    /// How likely tries are lost that arrive with a signal; null if none is. Always the same.
    default @Nullable ErrorRate errors() {
        return null;
    }

    /// Does each try take the time that it is on the air, on a frequency that radios share? Always
    /// the same; only with {@link #errors()}.
    default boolean takesTime() {
        return false;
    }

    /// Puts a node somewhere.
    ///
    /// @return does the model know of places?
    /// @throws IllegalStateException if it knows of very many already
    default boolean place(String node, Position position) {
        return false;
    }

    /// Everybody is where he was at first.
    default void reset() {}
}

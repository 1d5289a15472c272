package io.airloom.medium;

/// The model: whether a radio hears another, and how well. Stateless to its callers, called on the
/// air's thread for every pair of sender and candidate receiver, and may not allocate.
///
/// This is the part that later models replace. What people order while the air runs ({@link Links})
/// comes on top of it: links that are down, other signals and powers, loss of each try. A model
/// that loses tries itself (by rate, by contention) brings a question of its own beside theirs in
/// {@link Hearers}. On an air with a delay a unicast frame is asked about twice, when it is sent
/// (for its acknowledgement) and when it arrives, in between others: a model that draws has to draw
/// the same for the same {@link Transmission#number()}. A model in which each frame takes a time of
/// its own makes a queue ordered by those times of what is a ring there, {@link Flight}.
public interface Propagation {
    /// The signal of one who is not heard.
    int NOT_HEARD = Integer.MIN_VALUE;

    /// The signal at which `to` hears the transmission, −110 … −1 dBm, or {@link #NOT_HEARD}.
    int signalDbm(Transmission transmission, Radio from, Radio to);

    /// The signal at which `from` hears the acknowledgement of `to`, or {@link #NOT_HEARD}.
    int ackSignalDbm(Transmission transmission, Radio from, Radio to);
}

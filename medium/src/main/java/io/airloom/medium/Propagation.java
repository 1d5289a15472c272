package io.airloom.medium;

/// The model: whether a radio hears another, and how well. Stateless to its callers, called on the
/// air's thread for every pair of sender and candidate receiver, and may not allocate.
///
/// This is the part that later models replace. What they bring (loss by rate, tries, contention,
/// time) needs more questions here, asked by {@link Air} in one place: per try of each rate leg
/// instead of per frame. A model with *time* delivers later, when the sender's memory is no longer
/// there to read: {@link Air#transmit} would then copy the frame once into memory of the medium's
/// own, as a queue entry ordered by its end time, and {@link Air#flush} would deliver from there
/// what has become due. A model without time keeps the direct way, one copy from sender to
/// receiver.
public interface Propagation {
    /// The signal of one who is not heard.
    int NOT_HEARD = Integer.MIN_VALUE;

    /// The signal at which `to` hears the transmission, −110 … −1 dBm, or {@link #NOT_HEARD}.
    int signalDbm(Transmission transmission, Radio from, Radio to);

    /// The signal at which `from` hears the acknowledgement of `to`, or {@link #NOT_HEARD}.
    int ackSignalDbm(Transmission transmission, Radio from, Radio to);
}

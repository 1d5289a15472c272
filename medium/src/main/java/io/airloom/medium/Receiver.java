package io.airloom.medium;

/// One who has radios on the air. All calls come on the air's thread, and none may call {@link
/// Air#transmit}; leaving the air during any of them is fine.
public interface Receiver {
    /// A radio hears a frame. The frame is to be taken from the sender's memory now: the
    /// transmission is not valid after the call.
    ///
    /// @param rateIndex index in the band's table of legacy rates
    Delivery receive(Radio from, Radio to, Transmission transmission, int signalDbm, int rateIndex);

    /// What became of a transmission of this receiver's own radio: called once for each.
    void transmitted(Radio from, Transmission transmission, Outcome outcome);

    /// Tell the other side of everything since the last flush. Called once for each {@link
    /// Air#flushLater}.
    void flush();
}

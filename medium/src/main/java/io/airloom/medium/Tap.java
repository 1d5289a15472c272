package io.airloom.medium;

/// One who watches the air. Called on the air's thread, so it has to be quick, allocate nothing per
/// frame and never wait; {@link TapRing} takes what it sees to another thread.
public interface Tap {
    /// A radio is on the air; also called for those that are there when the tap is added.
    void radioJoined(Radio radio);

    /// A radio has left.
    void radioLeft(Radio radio);

    /// A frame was sent. Called once for each, after everybody else was served.
    void transmitted(Radio from, Transmission transmission, Outcome outcome);
}

package io.airloom.medium;

/// Takes what a {@link TapRing} recorded, in order, on the ring's reading thread.
public interface TapHandler {
    /// A radio is on the air; comes before the first frame of the radio, also when the ring could
    /// not take it at the time.
    void joined(int radioId, String name, long key);

    /// A radio has left. May be missing if the ring was full when it did.
    void left(int radioId);

    /// A frame was sent. The record is valid only during the call.
    void frame(TapRecord record);

    /// This many records had no place in the ring since the last one that came.
    void lost(long records);
}

package io.airloom.medium;

/// What a receiver did with a frame. All but the first are counted as drops.
public enum Delivery {
    /// It took the frame, and will have it in order.
    DELIVERED,
    /// It has no room now.
    NO_BUFFER,
    /// The room that it has is too small for the frame.
    TOO_SHORT,
    /// It has left.
    GONE
}

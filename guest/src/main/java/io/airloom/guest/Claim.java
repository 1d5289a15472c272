package io.airloom.guest;

/// What a {@link MessagePort} says to one who wants to send a message.
public enum Claim {
    /// There is room at {@link MessagePort#segment()}, {@link MessagePort#offset()}.
    OK,
    /// The guest has no free buffer now. {@link Guest#writable()} tells when it has.
    NO_BUFFER,
    /// The guest's next buffer is smaller than the message. The port has given it back unused, so
    /// that it cannot block the queue.
    TOO_SHORT,
    /// The port is closed.
    GONE
}

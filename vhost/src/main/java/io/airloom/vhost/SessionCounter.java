package io.airloom.vhost;

/// What is counted of one session. Two counters read one after the other may be a little apart.
public enum SessionCounter {
    /// Control messages received.
    REQUESTS,
    /// Requests that were refused, and survived.
    REFUSED_REQUESTS,
    /// Kicks received.
    KICKS,
    /// Interrupts sent.
    CALLS,
    /// Buffers given back to the driver, on all queues.
    BUFFERS,
    /// Messages from the guest.
    MESSAGES_IN,
    /// Messages to the guest.
    MESSAGES_OUT,
    /// Buffers for messages that were given back empty, because the message did not fit.
    BUFFERS_TOO_SHORT
}

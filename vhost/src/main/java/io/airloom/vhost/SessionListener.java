package io.airloom.vhost;

/// Is told of sessions, on the loop's thread: must not block, and must not throw.
public interface SessionListener {
    /// For who does not care.
    SessionListener NONE = new SessionListener() {};

    /// A front end has connected.
    default void connected(GuestConnection connection) {}

    /// The guest's driver runs: all queues that the device needs are set up and enabled. Again
    /// after the guest has restarted.
    default void ready(GuestConnection connection) {}

    /// The session is over; nothing of it is left.
    default void disconnected(GuestConnection connection, SessionEnd end) {}

    /// A connection was turned away at the door.
    default void refused(String reason) {}
}

package io.airloom.vwifi;

/// Is told of vwifi's clients and spies, on the air's thread: must not block, and must not throw.
public interface VwifiListener {
    /// For who does not care.
    VwifiListener NONE = new VwifiListener() {};

    /// Somebody has connected.
    default void connected(String name) {}

    /// Somebody is gone.
    ///
    /// @param reason for a person, no full stop
    /// @param violation did it break the protocol?
    default void disconnected(String name, String reason, boolean violation) {}

    /// A connection was turned away, or is not what its owner may think.
    default void noted(String text) {}
}

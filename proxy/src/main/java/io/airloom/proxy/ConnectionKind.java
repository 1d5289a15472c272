package io.airloom.proxy;

/// What being connected means for the host.
public enum ConnectionKind {
    /// The host joins a network because the guest wants to, and leaves it when the guest does.
    GUEST_DIRECTED,
    /// The guest shares a network that the host is on, or that it makes up: nothing changes there.
    HOST_MIRRORING
}

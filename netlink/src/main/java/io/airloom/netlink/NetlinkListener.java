package io.airloom.netlink;

/// Is told of namespaces, on the air's thread: must not block, and must not throw.
public interface NetlinkListener {
    /// The radios of a namespace have left the air, for good.
    ///
    /// @param name of the guest
    void left(String name, String reason);
}

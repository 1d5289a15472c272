package io.airloom.proxy;

/// What the host tells a guest unasked.
public sealed interface Notification
        permits Notification.Disconnected, Notification.Signal, ScanResults {
    /// A connection has ended.
    ///
    /// @param session the one; a guest ignores what is older than its own
    record Disconnected(long session) implements Notification {}

    /// How strong the network is that the guest is on.
    ///
    /// @param dbm −128 to 127
    record Signal(int dbm) implements Notification {
        /// @throws IllegalArgumentException if it does not fit into an octet
        public Signal {
            if (dbm != (byte) dbm) {
                throw new IllegalArgumentException("dbm=" + dbm);
            }
        }
    }
}

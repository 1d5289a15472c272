package io.airloom.proxy;

/// Who decides whether a guest may connect.
@FunctionalInterface
public interface Authorizer {
    /// Everybody may.
    Authorizer ALL = (_, _, _) -> true;

    /// Whether a guest may. It waits for the word, and only it; what has not been said within the
    /// time that is left for its request (17 seconds at most) is a no, and the thread is
    /// interrupted. An exception is a no, too. Any thread, several at once.
    ///
    /// @param kind whether the host would join the network for it, or is on it already
    boolean mayConnect(GuestId guest, ConnectionKind kind, Ssid ssid) throws InterruptedException;
}

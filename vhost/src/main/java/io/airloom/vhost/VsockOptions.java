package io.airloom.vhost;

/// How a [VsockThread] shall be.
///
/// @param betweenGuests whether guests may connect to each other; without, only to the host
/// @param listener is told of guests that come and go, on the vsock thread
public record VsockOptions(boolean betweenGuests, SessionListener listener) {

    /// Guests reach the host only, nobody is told.
    public static VsockOptions usual() {
        return new VsockOptions(false, SessionListener.NONE);
    }

    public VsockOptions withBetweenGuests(boolean allowed) {
        return new VsockOptions(allowed, listener);
    }

    public VsockOptions withListener(SessionListener newListener) {
        return new VsockOptions(betweenGuests, newListener);
    }
}

package io.airloom.proxy;

/// What becomes of guests' connections, and of what they are told unasked.
public enum ProxyCounter {
    /// Requests that were answered, well or not.
    ANSWERED,
    /// Connections closed at once: there were too many, of all guests or of this one.
    TOO_MANY,
    /// Nothing came for half a second before a request was whole, or it was not whole in time.
    SILENT,
    /// The guest hung up before its request was whole.
    HUNG_UP,
    /// What came was no request; answered with INVALID.
    MALFORMED,
    /// An earlier request of the same guest took all the time; answered with INVALID.
    BUSY,
    /// A mistake of this program; answered with INVALID.
    FAILED,
    /// Answers that did not reach their guest.
    UNDELIVERED,

    /// Notifications that were sent.
    NOTIFIED,
    /// Notifications for a guest that has not asked for anything yet.
    EARLY,
    /// Notifications that were dropped because too many others waited.
    OVERFLOWED,
    /// Notifications for a driver that knows none of the kind ([ScanLayout#B]).
    UNKNOWN_TO_GUEST,
    /// Notifications that a guest did not take: it does not listen, or not in time.
    LOST
}

package io.airloom.kernel;

/// What nl80211 tells everybody who listens.
///
/// @param interfaceIndex whose it is; 0 if it is nobody's, or everybody's
/// @param reason why it is disconnected (IEEE 802.11-2020 table 9-49), 0 if nobody says
/// @param byAccessPoint whether it was the access point that ended it
public record StationEvent(Kind kind, int interfaceIndex, int reason, boolean byAccessPoint) {
    /// What has happened.
    public enum Kind {
        /// A scan has begun.
        SCAN_STARTED,
        /// A scan has ended.
        SCAN_ENDED,
        /// A scan has ended before it was done.
        SCAN_ABORTED,
        /// Associated, or tried to, or roamed.
        CONNECTED,
        /// Associated no more.
        DISCONNECTED,
        /// There is one interface more, or it has become another kind, or it is gone.
        INTERFACES,
        /// Some events were lost: look at everything.
        LOST
    }
}

package io.airloom.proxy;

/// Why an interface of the host is on its network no more.
///
/// @param cause who ended it, as far as the host tells
/// @param code IEEE 802.11-2020 table 9-49, 0 if nobody said one
/// @param text for people, in the words of who told us
public record LossReason(Cause cause, int code, String text) {
    /// Who ended it.
    public enum Cause {
        /// A person, or a program other than this one.
        USER,
        /// The access point said so.
        ACCESS_POINT,
        /// It is not heard any more.
        OUT_OF_RANGE,
        /// The radio was switched off (rfkill), or has left the host.
        RADIO_OFF,
        /// The host went to sleep.
        SLEEP,
        /// This program.
        OURSELVES,
        /// Nobody said.
        UNKNOWN
    }
}

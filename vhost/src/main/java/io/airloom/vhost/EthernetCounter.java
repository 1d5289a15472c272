package io.airloom.vhost;

/// What an Ethernet between guests counts.
public enum EthernetCounter {
    /// Frames that guests sent.
    FRAMES,
    /// Frames that were given to guests: several of one that goes to everybody.
    COPIES,
    /// A receiver had no buffer, or too small a one, or its machine was not running.
    DROPPED_NO_BUFFER,
    /// Frames that are none: too short, too long, or from a group address.
    DROPPED_MALFORMED
}

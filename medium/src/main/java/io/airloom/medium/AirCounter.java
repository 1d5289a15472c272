package io.airloom.medium;

/// What the air counts. Every frame is one of {@link #ACKNOWLEDGED}, {@link #NOT_ACKNOWLEDGED} and
/// {@link #NO_ACK_EXPECTED}.
public enum AirCounter {
    /// Frames that radios sent.
    FRAMES("frames"),
    /// Receptions: one for each radio that took a frame.
    COPIES("copies"),
    /// Frames that the owner of the receiver address acknowledged.
    ACKNOWLEDGED("acknowledged"),
    /// Frames whose sender waited for an acknowledgement in vain.
    NOT_ACKNOWLEDGED("not acknowledged"),
    /// Frames that nobody is to acknowledge.
    NO_ACK_EXPECTED("no acknowledgement expected"),
    /// TX statuses that senders were told.
    STATUSES("statuses"),
    /// A receiver had no room for a frame.
    DROPPED_NO_BUFFER("no buffer"),
    /// A receiver's room was too small for a frame.
    DROPPED_TOO_SHORT("buffer too short"),
    /// A receiver was gone when its turn came.
    DROPPED_GONE("receiver gone"),
    /// A frame had no receiver address: under 10 octets.
    DROPPED_FRAME_TOO_SHORT("frame too short"),
    /// A frame was longer than kernels take: over 2304 octets.
    DROPPED_FRAME_TOO_LONG("frame too long"),
    /// An air with a delay had no room for one more frame on its way, or none for this radio's.
    DROPPED_AIR_FULL("air full"),
    /// The sender left before its frame had arrived.
    DROPPED_SENDER_GONE("sender gone");

    private final String text;

    AirCounter(String text) {
        this.text = text;
    }

    /// In words.
    public String text() {
        return text;
    }

    /// Does it count frames or copies that were lost?
    public boolean isDrop() {
        return compareTo(DROPPED_NO_BUFFER) >= 0;
    }
}

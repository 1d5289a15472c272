package io.airloom.vhost;

/// What a [VsockThread] counts, over all its guests. Two counters read one after the other may be a
/// little apart.
public enum VsockCounter {
    PACKETS_IN("packets from guests"),
    PACKETS_OUT("packets to guests"),
    OCTETS_IN("octets from guests"),
    OCTETS_OUT("octets to guests"),
    OPENED_BY_GUEST("connections opened by guests"),
    OPENED_BY_HOST("connections opened by the host"),
    CLOSED("connections closed"),
    REFUSED("requests refused: nobody listens"),
    FORBIDDEN("requests refused: guest to guest is not allowed"),
    TOO_MANY("requests refused: too many connections"),
    TIMED_OUT("connections that the guest did not answer or end in time"),
    UNKNOWN_CONNECTION("packets for connections that there are not"),
    // What a kernel's driver never does.
    TOO_SHORT("packets without a whole header"),
    WRONG_SOURCE("packets with somebody else's CID"),
    WRONG_TYPE("packets that are not of a stream"),
    UNKNOWN_OPERATION("packets with an unknown operation"),
    BAD_LENGTH("packets longer than their buffers"),
    BAD_FLAGS("packets with unknown flags"),
    UNEXPECTED("packets that the connection is not ready for"),
    CREDIT_EXCEEDED("packets beyond the credit"),
    CREDIT_FORGED("packets that acknowledge what was never sent"),
    BUFFERS_TOO_SHORT("buffers too short for a packet");

    private final String text;

    VsockCounter(String text) {
        this.text = text;
    }

    /// For a person, after a number.
    public String text() {
        return text;
    }
}

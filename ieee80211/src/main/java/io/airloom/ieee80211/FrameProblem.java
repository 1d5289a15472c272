package io.airloom.ieee80211;

/// Why bytes are not a frame that we understand; {@link FrameView#problemOffset()} says where.
public enum FrameProblem {
    /// All is well.
    NONE("no problem"),
    /// Fewer than the ten octets of the shortest frame (CTS, Ack).
    TOO_SHORT("shorter than any frame"),
    /// Protocol version other than 0 (version 1 is sub-1 GHz only).
    PROTOCOL_VERSION("unknown protocol version"),
    /// A type and subtype that the standard reserves.
    RESERVED_TYPE("reserved type"),
    /// The header of this type is longer than the frame.
    HEADER_CUT("header is cut short"),
    /// The fixed fields of the body are longer than the frame.
    BODY_CUT("body is cut short"),
    /// An element says that it is longer than what is left of the frame.
    ELEMENT_CUT("element reaches beyond the end"),
    /// One octet is left after the last element.
    ELEMENT_TRAILER("one stray octet after the last element"),
    /// An element is too short or its counts contradict its length.
    ELEMENT_MALFORMED("element contradicts itself"),
    /// The frame is protected and has no room for the cipher's header.
    CIPHER_HEADER_CUT("cipher header is cut short"),
    /// EAPOL says that it is longer than the frame, or than itself.
    EAPOL_CUT("EAPOL is cut short"),
    /// An IP packet or ARP message is cut short.
    PACKET_CUT("packet is cut short"),
    /// A subframe of an A-MSDU reaches beyond the frame.
    A_MSDU_CUT("A-MSDU subframe reaches beyond the end");

    private final String text;

    FrameProblem(String text) {
        this.text = text;
    }

    /// In words, for people.
    public String text() {
        return text;
    }
}

package io.airloom.capture;

/// Numbers of the pcapng format (draft-ietf-opsawg-pcapng), shared by writer and reader.
///
/// ```
///  octets   4     4             length − 12           4
///  block    type  total length  body, padded to 4     total length again
/// ```
final class Pcapng {
    static final int SECTION_HEADER = 0x0a0d0d0a;
    static final int INTERFACE_DESCRIPTION = 1;
    static final int OBSOLETE_PACKET = 2;
    static final int SIMPLE_PACKET = 3;
    static final int INTERFACE_STATISTICS = 5;
    static final int ENHANCED_PACKET = 6;

    static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;

    /// Type, length, and length again.
    static final int MIN_BLOCK_LENGTH = 12;

    static final int OPTION_END = 0;
    static final int OPTION_COMMENT = 1;
    static final int SHB_USER_APPLICATION = 4;
    static final int IF_NAME = 2;
    static final int IF_DESCRIPTION = 3;
    static final int IF_TIME_RESOLUTION = 9;
    static final int IF_TIME_OFFSET = 14;
    static final int EPB_FLAGS = 2;
    static final int EPB_DROP_COUNT = 4;
    static final int ISB_RECEIVED = 4;
    static final int ISB_DROPPED = 5;

    /// Bits of {@link #EPB_FLAGS}: sent by this interface; to one, to some, to all.
    static final int OUTBOUND = 2;

    static final int UNICAST = 1 << 2;
    static final int MULTICAST = 2 << 2;
    static final int BROADCAST = 3 << 2;

    /// Link types: bare 802.11, and 802.11 after a radiotap header.
    static final int LINK_IEEE802_11 = 105;

    static final int LINK_RADIOTAP = 127;

    private Pcapng() {}
}

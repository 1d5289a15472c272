package io.airloom.vwifi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// How a record begins on the connections of clients and spies (vwifi.md §2). Numbers are
/// little-endian.
///
/// ```
///   PLAIN, v4 and later   +0 s8 power   +1 the message, which begins with its length (u32)
///   SIZED, v1.5 to v3     +0 s8 power   +1 u16 size   +3 the message, `size` octets
/// ```
enum Framing {
    /// As v4.0 to v7.1 say it.
    PLAIN(1),
    /// As v1.5 to v3.0 say it.
    SIZED(3);

    /// Octets of a record that tell one form from the other.
    static final int TELLING_LENGTH = 7;

    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int headerLength;

    Framing(int headerLength) {
        this.headerLength = headerLength;
    }

    /// Octets before the message.
    int headerLength() {
        return headerLength;
    }

    /// The form of a record. In the old form the message's own length follows the size, and is the
    /// same; in the new one the upper half of a small length and the number of a netlink family
    /// (never 0) are there instead.
    static Framing of(MemorySegment segment, long offset) {
        long size = u16(segment, offset + 1);
        return size != 0 && u32(segment, offset + SIZED.headerLength) == size ? SIZED : PLAIN;
    }

    /// Octets of the message of a record, 0 to 2^32 − 1. {@link #TELLING_LENGTH} octets of it must
    /// be there.
    long messageLength(MemorySegment segment, long offset) {
        return this == PLAIN ? u32(segment, offset + 1) : u16(segment, offset + 1);
    }

    /// Writes what is before a message.
    ///
    /// @return where the message begins
    long header(MemorySegment segment, long offset, int powerDbm, int messageLength) {
        segment.set(ValueLayout.JAVA_BYTE, offset, (byte) powerDbm);
        if (this == SIZED) {
            segment.set(U16, offset + 1, (short) messageLength);
        }
        return offset + headerLength;
    }

    private static long u32(MemorySegment segment, long offset) {
        return segment.get(U32, offset) & 0xffff_ffffL;
    }

    private static int u16(MemorySegment segment, long offset) {
        return segment.get(U16, offset) & 0xffff;
    }
}

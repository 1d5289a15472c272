package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Unaligned integers of a frame. 802.11 is little-endian; EAPOL, LLC and IP are big-endian.
///
/// No bounds are checked here beyond the segment's own: callers know where their frame ends.
final class Octets {
    private static final ValueLayout.OfShort SHORT_LE =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT_LE =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG_LE =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT_BE =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT_BE =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG_BE =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Octets() {}

    static int u8(MemorySegment segment, long offset) {
        return segment.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
    }

    static int u16(MemorySegment segment, long offset) {
        return segment.get(SHORT_LE, offset) & 0xffff;
    }

    static long u32(MemorySegment segment, long offset) {
        return segment.get(INT_LE, offset) & 0xffff_ffffL;
    }

    static long u64(MemorySegment segment, long offset) {
        return segment.get(LONG_LE, offset);
    }

    static int u16BigEndian(MemorySegment segment, long offset) {
        return segment.get(SHORT_BE, offset) & 0xffff;
    }

    static long u32BigEndian(MemorySegment segment, long offset) {
        return segment.get(INT_BE, offset) & 0xffff_ffffL;
    }

    static long u64BigEndian(MemorySegment segment, long offset) {
        return segment.get(LONG_BE, offset);
    }

    static void write8(MemorySegment segment, long offset, int value) {
        segment.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
    }

    static void write16(MemorySegment segment, long offset, int value) {
        segment.set(SHORT_LE, offset, (short) value);
    }

    static void write32(MemorySegment segment, long offset, int value) {
        segment.set(INT_LE, offset, value);
    }

    static void write64(MemorySegment segment, long offset, long value) {
        segment.set(LONG_LE, offset, value);
    }

    static void write16BigEndian(MemorySegment segment, long offset, int value) {
        segment.set(SHORT_BE, offset, (short) value);
    }

    static void write32BigEndian(MemorySegment segment, long offset, int value) {
        segment.set(INT_BE, offset, value);
    }
}

package io.airloom.hwsim;

import io.airloom.ieee80211.MacAddress;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The layout of a generic netlink message, little-endian as on every guest that Airloom serves:
///
/// ```
///  0            4      6      8      12     16   17   18   20
///  nlmsg_len    type   flags  seq    pid    cmd  ver  0    attributes, each at a multiple of 4:
///                                                          nla_len (with these 4), nla_type, value
/// ```
final class Netlink {
    static final int HEADER_LENGTH = 20;
    static final int COMMAND_OFFSET = 16;
    static final int ATTRIBUTE_HEADER_LENGTH = 4;

    /// The attribute's value is attributes.
    static final int NESTED = 0x8000;

    /// What remains of nla_type without NLA_F_NESTED and NLA_F_NET_BYTEORDER.
    static final int TYPE_MASK = 0x3fff;

    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Netlink() {}

    static int align(int length) {
        return (length + 3) & ~3;
    }

    /// Octets that an attribute takes with its header and padding.
    static int attributeLength(int valueLength) {
        return ATTRIBUTE_HEADER_LENGTH + align(valueLength);
    }

    static int u8(MemorySegment segment, long offset) {
        return segment.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
    }

    static int u16(MemorySegment segment, long offset) {
        return segment.get(U16, offset) & 0xffff;
    }

    static int s32(MemorySegment segment, long offset) {
        return segment.get(U32, offset);
    }

    static long u32(MemorySegment segment, long offset) {
        return segment.get(U32, offset) & 0xffff_ffffL;
    }

    static long u64(MemorySegment segment, long offset) {
        return segment.get(U64, offset);
    }

    static void write8(MemorySegment segment, long offset, int value) {
        segment.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
    }

    static void write16(MemorySegment segment, long offset, int value) {
        segment.set(U16, offset, (short) value);
    }

    static void write32(MemorySegment segment, long offset, int value) {
        segment.set(U32, offset, value);
    }

    static void write64(MemorySegment segment, long offset, long value) {
        segment.set(U64, offset, value);
    }

    /// Writes both headers; flags, seq and pid are 0, as in the messages of the kernel.
    ///
    /// @return where the attributes begin
    static long header(MemorySegment segment, long offset, int length, int type, int command) {
        write32(segment, offset, length);
        write32(segment, offset + 4, type & 0xffff);
        write64(segment, offset + 8, 0);
        write32(segment, offset + COMMAND_OFFSET, command | (HwsimCommand.FAMILY_VERSION << 8));
        return offset + HEADER_LENGTH;
    }

    /// Writes the header of an attribute whose value the caller writes.
    ///
    /// @return where the value begins
    static long attribute(MemorySegment segment, long offset, int type, int valueLength) {
        write16(segment, offset, ATTRIBUTE_HEADER_LENGTH + valueLength);
        write16(segment, offset + 2, type);
        return offset + ATTRIBUTE_HEADER_LENGTH;
    }

    /// Each of these writes one attribute, its padding zeroed, and returns where the next begins.
    static long address(MemorySegment segment, long offset, int type, long address) {
        long value = attribute(segment, offset, type, MacAddress.LENGTH);
        MacAddress.write(segment, value, address);
        write16(segment, value + MacAddress.LENGTH, 0);
        return value + align(MacAddress.LENGTH);
    }

    static long int32(MemorySegment segment, long offset, int type, int number) {
        long value = attribute(segment, offset, type, Integer.BYTES);
        write32(segment, value, number);
        return value + Integer.BYTES;
    }

    static long int64(MemorySegment segment, long offset, int type, long number) {
        long value = attribute(segment, offset, type, Long.BYTES);
        write64(segment, value, number);
        return value + Long.BYTES;
    }

    static long octets(
            MemorySegment segment,
            long offset,
            int type,
            MemorySegment source,
            long sourceOffset,
            int length) {
        long value = attribute(segment, offset, type, length);
        MemorySegment.copy(source, sourceOffset, segment, value, length);
        int padded = align(length);
        for (int i = length; i < padded; i++) {
            write8(segment, value + i, 0);
        }
        return value + padded;
    }
}

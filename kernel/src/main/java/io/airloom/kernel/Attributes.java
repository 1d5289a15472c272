package io.airloom.kernel;

import io.airloom.ieee80211.MacAddress;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The attributes of one message, copied: type and octets, of each type the first one.
///
/// ```
///  0             2            4
///  length (≥ 4)  type         value, padded to a multiple of 4
/// ```
///
/// Whatever cannot be an attribute ends the list; what was read before it stays. A value that is
/// asked for and not there, or is shorter than its kind, is empty, 0, or [MacAddress#NONE].
final class Attributes {
    static final int HEADER_LENGTH = 4;

    /// What remains of a type without the bits for nested values and their order of octets.
    private static final int TYPE_MASK = 0x3fff;

    /// More than a wiphy's longest list; bounds the work that a message can cause.
    private static final int MAX_ATTRIBUTES = 1024;

    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED;
    private static final byte[] NOTHING = {};

    private final Map<Integer, byte[]> byType = new HashMap<>();
    private final List<byte[]> inOrder = new ArrayList<>();

    private Attributes() {}

    /// Reads those that lie in `length` octets at `offset`; the segment must have them.
    static Attributes read(MemorySegment segment, long offset, int length) {
        Attributes attributes = new Attributes();
        int at = 0;
        while (length - at >= HEADER_LENGTH && attributes.inOrder.size() < MAX_ATTRIBUTES) {
            int attributeLength = segment.get(U16, offset + at) & 0xffff;
            int type = segment.get(U16, offset + at + 2) & TYPE_MASK;
            if (attributeLength < HEADER_LENGTH || attributeLength > length - at) {
                break;
            }
            byte[] value = new byte[attributeLength - HEADER_LENGTH];
            MemorySegment.copy(
                    segment,
                    ValueLayout.JAVA_BYTE,
                    offset + at + HEADER_LENGTH,
                    value,
                    0,
                    value.length);
            attributes.byType.putIfAbsent(type, value);
            attributes.inOrder.add(value);
            at += (int) align(attributeLength);
        }
        return attributes;
    }

    static long align(long length) {
        return (length + 3) & ~3L;
    }

    boolean has(int type) {
        return byType.containsKey(type);
    }

    byte[] octets(int type) {
        return byType.getOrDefault(type, NOTHING);
    }

    /// 0 to 255.
    int u8(int type) {
        byte[] value = octets(type);
        return value.length == 0 ? 0 : value[0] & 0xff;
    }

    int u16(int type) {
        byte[] value = octets(type);
        return value.length < 2 ? 0 : MemorySegment.ofArray(value).get(U16, 0) & 0xffff;
    }

    int u32(int type) {
        byte[] value = octets(type);
        return value.length < 4 ? 0 : MemorySegment.ofArray(value).get(U32, 0);
    }

    long address(int type) {
        return address(octets(type));
    }

    /// A text, up to its first zero.
    String text(int type) {
        byte[] value = octets(type);
        int length = 0;
        while (length < value.length && value[length] != 0) {
            length++;
        }
        return new String(Arrays.copyOf(value, length), StandardCharsets.UTF_8);
    }

    /// The last address in a list of addresses.
    long lastAddress(int type) {
        List<byte[]> list = nested(type).inOrder;
        return list.isEmpty() ? MacAddress.NONE : address(list.getLast());
    }

    /// The attributes that a value consists of.
    Attributes nested(int type) {
        return read(octets(type));
    }

    /// The attributes of each element of a list.
    List<Attributes> list(int type) {
        return nested(type).inOrder.stream().map(Attributes::read).toList();
    }

    private static Attributes read(byte[] value) {
        return read(MemorySegment.ofArray(value), 0, value.length);
    }

    private static long address(byte[] value) {
        return value.length < MacAddress.LENGTH
                ? MacAddress.NONE
                : MacAddress.read(MemorySegment.ofArray(value), 0);
    }
}

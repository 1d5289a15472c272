package io.airloom.windows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.UUID;

/// GUIDs as Windows has them in memory: three little-endian numbers, then eight octets in order.
///
/// ```
///  octets   4      2      2      8
///           Data1, Data2, Data3, Data4
/// ```
final class Guid {
    /// Octets of one.
    static final int LENGTH = 16;

    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG_BIG_ENDIAN =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Guid() {}

    static UUID read(MemorySegment segment, long offset) {
        long data1 = Integer.toUnsignedLong(segment.get(INT, offset));
        long data2 = Short.toUnsignedLong(segment.get(SHORT, offset + 4));
        long data3 = Short.toUnsignedLong(segment.get(SHORT, offset + 6));
        return new UUID(
                data1 << 32 | data2 << 16 | data3, segment.get(LONG_BIG_ENDIAN, offset + 8));
    }

    static void write(MemorySegment segment, long offset, UUID guid) {
        long high = guid.getMostSignificantBits();
        segment.set(INT, offset, (int) (high >>> 32));
        segment.set(SHORT, offset + 4, (short) (high >>> 16));
        segment.set(SHORT, offset + 6, (short) high);
        segment.set(LONG_BIG_ENDIAN, offset + 8, guid.getLeastSignificantBits());
    }

    /// As Windows writes it: `{00003039-FACB-11E6-BD58-64006A7986D3}`.
    static String text(UUID guid) {
        return "{" + guid.toString().toUpperCase(Locale.ROOT) + "}";
    }
}

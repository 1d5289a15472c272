package io.airloom.agent;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The header of a netlink message, as far as an agent has to know it:
///
/// ```
///  0        4      6       8     12    16
///  length   type   flags   seq   pid   command of generic netlink
/// ```
final class KernelMessage {
    /// Octets of both headers.
    static final int MIN_LENGTH = 20;

    /// `nlmsg_type` of an answer to a message that the kernel refused.
    static final int ERROR = 2;

    private static final int REQUEST = 1;
    private static final int TYPE = 4;
    private static final int FLAGS = 6;
    private static final int SEQUENCE_AND_PORT = 8;
    private static final int COMMAND = 16;

    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private KernelMessage() {}

    static int type(MemorySegment segment, long offset) {
        return segment.get(U16, offset + TYPE) & 0xffff;
    }

    static int command(MemorySegment segment, long offset) {
        return segment.get(ValueLayout.JAVA_BYTE, offset + COMMAND) & 0xff;
    }

    /// Whether an [#ERROR] is one: the kernel says with the same message that all is well.
    static boolean isRefusal(MemorySegment segment, long offset) {
        return segment.get(ValueLayout.JAVA_INT_UNALIGNED, offset + COMMAND) != 0;
    }

    /// Makes it a request to the kernel's family, from whatever somebody wrote there: no other
    /// family can be meant, and no answer be asked for.
    static void address(MemorySegment segment, long offset, int family) {
        segment.set(U16, offset + TYPE, (short) family);
        segment.set(U16, offset + FLAGS, (short) REQUEST);
        segment.set(ValueLayout.JAVA_LONG_UNALIGNED, offset + SEQUENCE_AND_PORT, 0);
    }

    /// Where the next message begins behind one of `length` octets.
    static int align(int length) {
        return (length + 3) & ~3;
    }
}

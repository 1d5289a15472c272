package io.airloom.hwsim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/// Parses messages to a kernel as the virtio driver does (hwsim.md §7), from octets alone and on
/// its own feet: whatever a kernel would refuse is an AssertionError.
final class StrictKernel {
    private static final Map<Integer, Integer> SIZES =
            Map.of(1, 6, 2, 6, 4, 4, 5, 4, 6, 4, 8, 8, 19, 4);
    private static final int FRAME = 3;
    private static final int TX_INFO = 7;
    private static final int PMSR_RESULT = 28;

    private StrictKernel() {}

    /// Attributes by number, in order.
    static Map<Integer, ByteBuffer> parse(int command, byte[] message) {
        ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        check(buffer.getInt() == message.length, "nlmsg_len");
        buffer.getShort();
        check(buffer.getShort() == 0 && buffer.getInt() == 0 && buffer.getInt() == 0, "nlmsghdr");
        check(buffer.get() == command && buffer.get() == 1, "genlmsghdr");
        check(buffer.getShort() == 0, "reserved");
        return attributes(buffer);
    }

    private static Map<Integer, ByteBuffer> attributes(ByteBuffer buffer) {
        Map<Integer, ByteBuffer> attributes = new LinkedHashMap<>();
        while (buffer.remaining() >= 4) {
            int start = buffer.position();
            int length = buffer.getShort() & 0xffff;
            int type = buffer.getShort() & 0xffff;
            check(length >= 4 && start + length <= buffer.limit(), "nla_len " + length);
            ByteBuffer value = buffer.slice(start + 4, length - 4).order(ByteOrder.LITTLE_ENDIAN);
            check(attributes.put(checked(type, value.remaining()), value) == null, "twice " + type);
            int end = Math.min(buffer.limit(), start + (length + 3) / 4 * 4);
            for (int i = start + length; i < end; i++) {
                check(buffer.get(i) == 0, "padding of " + type);
            }
            buffer.position(end);
        }
        check(!buffer.hasRemaining(), "octets behind the last attribute");
        return attributes;
    }

    private static int checked(int type, int length) {
        switch (type) {
            case FRAME -> check(length <= 2304, "frame of " + length);
            case TX_INFO -> check(length == 8, "TX_INFO of " + length);
            case PMSR_RESULT | 0x8000 -> {
                return PMSR_RESULT;
            }
            default -> {
                check(SIZES.containsKey(type), "no policy for " + type);
                check(SIZES.get(type) == length, "attribute " + type + " of " + length);
            }
        }
        return type;
    }

    private static void check(boolean fine, String what) {
        if (!fine) {
            throw new AssertionError(what);
        }
    }
}

package io.airloom.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Where the fields of each message are, counted from its first octet, and how long it is.
final class WireLayout {
    static final int TYPE = 4;
    static final int RESERVED = 6;
    static final int SENT = 8;
    static final int BODY = AgentProtocol.HEADER_LENGTH;

    static final int MAGIC = BODY;

    static final int HELLO_LEAST = 32;
    static final int HELLO_MOST = 34;
    static final int HELLO_CAPABILITIES = 36;
    static final int HELLO_NONCE = 40;
    static final int HELLO_BOOT = 56;
    static final int HELLO_NAME_LENGTH = 64;
    static final int HELLO_NAME = 66;

    static final int CHALLENGE_VERSION = 32;
    static final int CHALLENGE_FLAGS = 34;
    static final int CHALLENGE_CAPABILITIES = 36;
    static final int CHALLENGE_AGENT_NONCE = 40;
    static final int CHALLENGE_HOST_NONCE = 56;
    static final int CHALLENGE_LENGTH = 72;
    static final int PROOF_WANTED = 1;

    static final int PROOF = BODY;
    static final int PROOF_MESSAGE_LENGTH = 48;

    static final int WELCOME_PLACE = 48;
    static final int WELCOME_RADIOS = 52;
    static final int WELCOME_VERDICT_MICROS = 56;
    static final int WELCOME_SILENCE_MILLIS = 60;
    static final int WELCOME_LENGTH = 64;

    static final int ITEMS = BODY;
    static final int ITEM_TIME_LENGTH = 8;

    /// Headers of netlink and generic netlink.
    static final int MIN_ITEM_LENGTH = 20;

    static final int PING_OFFSET = 16;
    static final int PING_UNCERTAINTY = 24;
    static final int PING_LENGTH = 32;

    static final int PONG_PING_SENT = 16;
    static final int PONG_RECEIVED = 24;
    static final int PONG_LENGTH = 32;

    static final int RECEIPTS = BODY;
    static final int RECEIPT_LENGTH = 24;
    static final int RECEIPT_RECEIVED = 8;
    static final int RECEIPT_INJECTED = 16;

    static final int CREATE_REQUEST = 16;
    static final int CREATE_ADDRESS = 24;
    static final int CREATE_LENGTH = 32;

    static final int CREATED_REQUEST = 16;
    static final int CREATED_ERRNO = 20;
    static final int CREATED_KEY = 24;
    static final int CREATED_LENGTH = 32;

    static final int BYE_FAREWELL = 16;
    static final int BYE_REASON_LENGTH = 18;
    static final int BYE_REASON = 20;

    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private WireLayout() {}

    /// Netlink messages begin at multiples of 4.
    static int align(int length) {
        return (length + 3) & ~3;
    }

    static int u8(MemorySegment segment, long at) {
        return segment.get(ValueLayout.JAVA_BYTE, at) & 0xff;
    }

    static int u16(MemorySegment segment, long at) {
        return segment.get(U16, at) & 0xffff;
    }

    static int s32(MemorySegment segment, long at) {
        return segment.get(U32, at);
    }

    static long u32(MemorySegment segment, long at) {
        return segment.get(U32, at) & 0xffff_ffffL;
    }

    static long s64(MemorySegment segment, long at) {
        return segment.get(U64, at);
    }

    static void write16(MemorySegment segment, long at, int value) {
        segment.set(U16, at, (short) value);
    }

    static void write32(MemorySegment segment, long at, int value) {
        segment.set(U32, at, value);
    }

    static void write64(MemorySegment segment, long at, long value) {
        segment.set(U64, at, value);
    }

    static void header(MemorySegment segment, long at, int length, int type, long sentNanos) {
        write32(segment, at, length);
        write32(segment, at + TYPE, type);
        write64(segment, at + SENT, sentNanos);
    }

    /// What is wrong with the header at `offset`, all of whose octets are there.
    static WireProblem headerProblem(MemorySegment segment, long offset) {
        long declared = u32(segment, offset);
        if (declared < AgentProtocol.HEADER_LENGTH) {
            return WireProblem.LENGTH_TOO_SMALL;
        }
        if (declared > AgentProtocol.MAX_LENGTH) {
            return WireProblem.LENGTH_TOO_LARGE;
        }
        if (u16(segment, offset + RESERVED) != 0) {
            return WireProblem.RESERVED_NOT_ZERO;
        }
        int type = u16(segment, offset + TYPE);
        return type < MessageType.HELLO || type > MessageType.BYE
                ? WireProblem.TYPE_UNKNOWN
                : WireProblem.OK;
    }

    static boolean isMagic(MemorySegment segment, long at) {
        for (int i = 0; i < AgentProtocol.MAGIC.length; i++) {
            if (segment.get(ValueLayout.JAVA_BYTE, at + i) != AgentProtocol.MAGIC[i]) {
                return false;
            }
        }
        return true;
    }
}

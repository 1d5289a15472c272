package io.airloom.vhost;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Layout of a vhost-user message ("Vhost-user Protocol", section "Message specification"), on both
/// sides of the socket: the front end in the bench uses the same numbers.
///
/// ```
///  0        4        8        12
///  +--------+--------+--------+------------------
///  | request| flags  | size   | payload, size bytes
///  +--------+--------+--------+------------------
///             bits 0-1 version (1), bit 2 reply, bit 3 need_reply
/// ```
///
/// Everything is in the byte order of the machine, which on all hosts of Airloom is little-endian.
public final class VhostUserMessage {
    public static final int REQUEST_OFFSET = 0;
    public static final int FLAGS_OFFSET = 4;
    public static final int SIZE_OFFSET = 8;
    public static final int HEADER_LENGTH = 12;

    public static final int VERSION = 1;
    public static final int VERSION_MASK = 3;
    public static final int REPLY = 1 << 2;
    public static final int NEED_REPLY = 1 << 3;

    /// Longest payload that any request of ours needs is a GET_CONFIG of 12 + 256 bytes or a table
    /// of eight regions; anything beyond this is not a message.
    public static final int MAX_PAYLOAD_LENGTH = 1024;

    /// Most descriptors of one message.
    public static final int MAX_DESCRIPTORS = 8;

    // Vring state: u32 index, u32 number.
    public static final int STATE_INDEX_OFFSET = 0;
    public static final int STATE_NUMBER_OFFSET = 4;
    public static final int STATE_LENGTH = 8;

    // Vring address: u32 index, u32 flags, u64 descriptor table, u64 used ring, u64 available ring,
    // u64 log (unused). The three are addresses of the front end's own address space.
    public static final int ADDRESS_INDEX_OFFSET = 0;
    public static final int ADDRESS_FLAGS_OFFSET = 4;
    public static final int ADDRESS_DESCRIPTORS_OFFSET = 8;
    public static final int ADDRESS_USED_OFFSET = 16;
    public static final int ADDRESS_AVAILABLE_OFFSET = 24;
    public static final int ADDRESS_LOG_OFFSET = 32;
    public static final int ADDRESS_LENGTH = 40;

    // Kick, call and error descriptors: u64 with the queue in bits 0-7 and "no descriptor" in bit
    // 8.
    public static final long QUEUE_INDEX_MASK = 0xff;
    public static final long NO_DESCRIPTOR = 1 << 8;

    // Memory table: u32 regions, u32 padding, then the regions: u64 guest address, u64 size,
    // u64 front end's address, u64 offset in the file.
    public static final int TABLE_COUNT_OFFSET = 0;
    public static final int TABLE_REGIONS_OFFSET = 8;
    public static final int REGION_GUEST_ADDRESS_OFFSET = 0;
    public static final int REGION_SIZE_OFFSET = 8;
    public static final int REGION_USER_ADDRESS_OFFSET = 16;
    public static final int REGION_FILE_OFFSET_OFFSET = 24;
    public static final int REGION_LENGTH = 32;
    public static final int MAX_REGIONS = 8;

    // Configuration space: u32 offset, u32 size, u32 flags, then the bytes.
    public static final int CONFIG_OFFSET_OFFSET = 0;
    public static final int CONFIG_SIZE_OFFSET = 4;
    public static final int CONFIG_FLAGS_OFFSET = 8;
    public static final int CONFIG_BYTES_OFFSET = 12;
    public static final int MAX_CONFIG_LENGTH = 256;

    // Feature bits that are not the device's own (virtio 1.3 clause 6, vhost-user "Feature bits").
    public static final long FEATURE_INDIRECT_DESCRIPTORS = 1L << 28;
    public static final long FEATURE_EVENT_INDEX = 1L << 29;
    public static final long FEATURE_PROTOCOL_FEATURES = 1L << 30;
    public static final long FEATURE_VERSION_1 = 1L << 32;

    // Protocol feature bits.
    public static final long PROTOCOL_MULTIPLE_QUEUES = 1L << 0;
    public static final long PROTOCOL_REPLY_ACK = 1L << 3;
    public static final long PROTOCOL_BACKEND_REQUEST = 1L << 5;
    public static final long PROTOCOL_CONFIG = 1L << 9;

    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private VhostUserMessage() {}

    /// Writes a header at `offset`.
    public static void writeHeader(
            MemorySegment segment, long offset, int request, int flags, int payloadLength) {
        segment.set(U32, offset + REQUEST_OFFSET, request);
        segment.set(U32, offset + FLAGS_OFFSET, flags);
        segment.set(U32, offset + SIZE_OFFSET, payloadLength);
    }

    /// The unsigned 32-bit number at `offset`, as an int.
    public static int readInt(MemorySegment segment, long offset) {
        return segment.get(U32, offset);
    }

    public static void writeInt(MemorySegment segment, long offset, int value) {
        segment.set(U32, offset, value);
    }

    public static long readLong(MemorySegment segment, long offset) {
        return segment.get(U64, offset);
    }

    public static void writeLong(MemorySegment segment, long offset, long value) {
        segment.set(U64, offset, value);
    }
}

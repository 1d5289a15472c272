package io.airloom.vhost;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The header of a vsock packet (virtio 1.3 clause 5.10.6), in memory of our own: a guest's is
/// copied here before it is looked at. Mutable and reused.
///
/// ```
///  0    u64 src_cid     8    u64 dst_cid     16   u32 src_port   20   u32 dst_port
///  24   u32 len         28   u16 type        30   u16 op         32   u32 flags
///  36   u32 buf_alloc   40   u32 fwd_cnt     44   payload
/// ```
final class VsockHeader {
    static final int LENGTH = 44;

    static final int TYPE_STREAM = 1;

    static final int REQUEST = 1;
    static final int RESPONSE = 2;
    static final int RST = 3;
    static final int SHUTDOWN = 4;
    static final int RW = 5;
    static final int CREDIT_UPDATE = 6;
    static final int CREDIT_REQUEST = 7;

    /// Flag of [#SHUTDOWN]: the sender will receive no more.
    static final int SHUT_RECEIVE = 1;

    /// Flag of [#SHUTDOWN]: the sender will send no more.
    static final int SHUT_SEND = 2;

    static final int SHUT_BOTH = 3;

    private static final long SRC_CID = 0;
    private static final long DST_CID = 8;
    private static final long SRC_PORT = 16;
    private static final long DST_PORT = 20;
    private static final long LEN = 24;
    private static final long TYPE = 28;
    private static final long OP = 30;
    private static final long FLAGS = 32;
    private static final long BUF_ALLOC = 36;
    private static final long FWD_CNT = 40;

    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment bytes = Arena.ofAuto().allocate(LENGTH, 8);

    MemorySegment bytes() {
        return bytes;
    }

    long sourceCid() {
        return bytes.get(U64, SRC_CID);
    }

    long destinationCid() {
        return bytes.get(U64, DST_CID);
    }

    int sourcePort() {
        return bytes.get(U32, SRC_PORT);
    }

    int destinationPort() {
        return bytes.get(U32, DST_PORT);
    }

    /// Octets of payload, 0 to 2^32-1.
    long payloadLength() {
        return Integer.toUnsignedLong(bytes.get(U32, LEN));
    }

    int type() {
        return Short.toUnsignedInt(bytes.get(U16, TYPE));
    }

    int operation() {
        return Short.toUnsignedInt(bytes.get(U16, OP));
    }

    int flags() {
        return bytes.get(U32, FLAGS);
    }

    /// The sender's receive buffer for the connection, 0 to 2^32-1.
    long bufferLength() {
        return Integer.toUnsignedLong(bytes.get(U32, BUF_ALLOC));
    }

    /// How much the sender has taken out of that buffer so far, modulo 2^32.
    int forwardedCount() {
        return bytes.get(U32, FWD_CNT);
    }

    /// Writes everything but what belongs to a connection's credit.
    void write(VsockFlow flow, int guestCid, int operation, int length, int flags) {
        bytes.set(U64, SRC_CID, Integer.toUnsignedLong(flow.peerCid()));
        bytes.set(U64, DST_CID, Integer.toUnsignedLong(guestCid));
        bytes.set(U32, SRC_PORT, flow.peerPort());
        bytes.set(U32, DST_PORT, flow.guestPort());
        bytes.set(U32, LEN, length);
        bytes.set(U16, TYPE, (short) TYPE_STREAM);
        bytes.set(U16, OP, (short) operation);
        bytes.set(U32, FLAGS, flags);
        writeCredit(0, 0);
    }

    /// The answer to a packet of any type: the same, the other way round.
    void writeReset(VsockReset reset, int guestCid) {
        write(reset.flow(), guestCid, RST, 0, 0);
        bytes.set(U16, TYPE, (short) reset.type());
        bytes.set(U64, SRC_CID, reset.peerCid());
    }

    void writeCredit(int bufferLength, int forwardedCount) {
        bytes.set(U32, BUF_ALLOC, bufferLength);
        bytes.set(U32, FWD_CNT, forwardedCount);
    }
}

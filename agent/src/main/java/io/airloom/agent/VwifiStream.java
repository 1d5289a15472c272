package io.airloom.agent;

import io.airloom.ieee80211.MacAddress;
import io.airloom.linux.LinuxException;
import io.airloom.linux.StreamSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The records of vwifi v4 to v7 on a connection, seen from a client (vwifi.md §2.1):
///
/// ```
///  +0 s8 power in dBm   +1 the netlink message, which begins with its length (u32)
/// ```
///
/// Both ways in fixed memory. What the server does not take waits, up to a bound; then new records
/// are dropped. One thread.
final class VwifiStream {
    /// Longer messages end the connection, at a server of v6.4 or later.
    static final int MAX_MESSAGE = 2352;

    private static final int MIN_MESSAGE = 20;
    private static final int IN_CAPACITY = 64 * 1024;
    private static final int OUT_CAPACITY = 256 * 1024;

    /// Every kernel says first whose the frame is: behind two headers and that of the attribute.
    private static final int TRANSMITTER_OFFSET = 24;

    private static final int LENGTH_END = 1 + Integer.BYTES;
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final StreamSocket socket;
    private final MemorySegment in = Arena.ofAuto().allocate(IN_CAPACITY, 8);
    private final MemorySegment out = Arena.ofAuto().allocate(OUT_CAPACITY, 8);
    private int inStart;
    private int inEnd;
    private int messageOffset;
    private int outStart;
    private int outEnd;
    private long dropped;

    VwifiStream(StreamSocket socket) {
        this.socket = socket;
    }

    StreamSocket socket() {
        return socket;
    }

    /// Takes what has come.
    ///
    /// @return false at the end of the stream
    boolean receive() {
        MemorySegment.copy(in, inStart, in, 0, inEnd - inStart);
        inEnd -= inStart;
        inStart = 0;
        int n = socket.receive(in, inEnd, IN_CAPACITY - inEnd);
        inEnd += Math.max(n, 0);
        return n != 0;
    }

    /// Goes to the next record.
    ///
    /// @return octets of its message, at [#messageOffset()] in [#memory()]; 0 if the rest of it has
    ///   not come; −1 if that is none
    int next() {
        if (inEnd - inStart < LENGTH_END) {
            return 0;
        }
        int length = in.get(U32, inStart + 1);
        if (length < MIN_MESSAGE || length > MAX_MESSAGE) {
            return -1;
        }
        if (inEnd - inStart < 1 + length) {
            return 0;
        }
        inStart += 1 + length;
        messageOffset = inStart - length;
        return length;
    }

    MemorySegment memory() {
        return in;
    }

    int messageOffset() {
        return messageOffset;
    }

    /// The power or signal of the record that [#next()] went to, in dBm.
    int powerDbm() {
        return in.get(ValueLayout.JAVA_BYTE, messageOffset - 1);
    }

    /// Appends a record, unless too much waits already.
    ///
    /// @param transmitter what stands in the place of the sending radio's key: vwifi's clients put
    ///   the address there that the frame was sent from
    void append(int powerDbm, MemorySegment message, long offset, int length, long transmitter) {
        if (length > MAX_MESSAGE || outEnd + 1 + length > OUT_CAPACITY) {
            dropped++;
            return;
        }
        out.set(ValueLayout.JAVA_BYTE, outEnd, (byte) powerDbm);
        MemorySegment.copy(message, offset, out, outEnd + 1L, length);
        MacAddress.write(out, outEnd + 1L + TRANSMITTER_OFFSET, transmitter);
        outEnd += 1 + length;
    }

    /// Records that had no place.
    long dropped() {
        return dropped;
    }

    /// Sends what waits.
    ///
    /// @return is everything sent?
    /// @throws LinuxException if the server is gone
    boolean send() {
        while (outStart < outEnd) {
            int n = socket.send(out, outStart, outEnd - outStart);
            if (n == StreamSocket.WOULD_BLOCK) {
                MemorySegment.copy(out, outStart, out, 0, outEnd - outStart);
                outEnd -= outStart;
                outStart = 0;
                return false;
            }
            outStart += n;
        }
        outStart = 0;
        outEnd = 0;
        return true;
    }
}

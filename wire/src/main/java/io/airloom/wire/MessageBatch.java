package io.airloom.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Gathers netlink messages in one FRAMES_UP or FRAMES_DOWN, in place:
///
/// ```java
/// batch.open(segment, offset, capacity);
/// long at = batch.claim(length, capturedNanos);   // −1: it is full, close it
/// … write the netlink message at `at`, which begins with its own length …
/// batch.commit();
/// int octets = batch.close(clock.getAsLong());    // 0: nothing was put in
/// ```
///
/// Reused; for one thread. Nothing is allocated.
public final class MessageBatch {
    private final int type;
    private final int timeLength;
    private MemorySegment segment = MemorySegment.NULL;
    private long start;
    private int capacity;
    private int length;
    private int claimed;
    private boolean open;

    private MessageBatch(int type, int timeLength) {
        this.type = type;
        this.timeLength = timeLength;
    }

    /// For an agent.
    public static MessageBatch up() {
        return new MessageBatch(MessageType.FRAMES_UP, WireLayout.ITEM_TIME_LENGTH);
    }

    /// For a host.
    public static MessageBatch down() {
        return new MessageBatch(MessageType.FRAMES_DOWN, 0);
    }

    /// Begins a message.
    ///
    /// @param capacity octets that it may have; of more than [AgentProtocol#MAX_LENGTH] the rest is
    ///   not used
    public void open(MemorySegment segment, long offset, int capacity) {
        this.segment = segment;
        this.start = offset;
        this.capacity = Math.min(capacity, AgentProtocol.MAX_LENGTH);
        this.length = AgentProtocol.HEADER_LENGTH;
        this.claimed = 0;
        this.open = true;
    }

    public boolean isOpen() {
        return open;
    }

    /// Octets that the message has so far with its header.
    public int length() {
        return length;
    }

    /// Octets that a message with one netlink message of `netlinkLength` octets takes.
    public int lengthWith(int netlinkLength) {
        return AgentProtocol.HEADER_LENGTH + timeLength + WireLayout.align(netlinkLength);
    }

    /// Makes room for one netlink message of `netlinkLength` octets (at least 20), which the caller
    /// writes. A claim that is not committed is forgotten.
    ///
    /// @param capturedNanos when an agent took it; nothing to a host's batch
    /// @return where in the segment it begins, or −1 if it does not fit
    public long claim(int netlinkLength, long capturedNanos) {
        if (!open || netlinkLength < WireLayout.MIN_ITEM_LENGTH) {
            throw new IllegalStateException("open=" + open + " netlinkLength=" + netlinkLength);
        }
        int aligned = WireLayout.align(netlinkLength);
        if (timeLength + aligned > capacity - length) {
            return -1;
        }
        long at = start + length;
        if (timeLength > 0) {
            WireLayout.write64(segment, at, capturedNanos);
            at += timeLength;
        }
        for (int i = netlinkLength; i < aligned; i++) {
            segment.set(ValueLayout.JAVA_BYTE, at + i, (byte) 0);
        }
        claimed = timeLength + aligned;
        return at;
    }

    /// The netlink message claimed last is there.
    public void commit() {
        length += claimed;
        claimed = 0;
    }

    /// Ends the message.
    ///
    /// @return its octets, or 0 if nothing was put in
    public int close(long sentNanos) {
        open = false;
        if (length == AgentProtocol.HEADER_LENGTH) {
            return 0;
        }
        WireLayout.header(segment, start, length, type, sentNanos);
        return length;
    }
}

package io.airloom.medium;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A frame in a {@link TapRing}, from its sender's side: how it was sent, and what became of it. A
/// view that moves from record to record.
///
/// ```
///  0     4     8         16         24      28     32    36   38   40     44     48   49..52  52    56
///  size  kind  lostSince epochNanos radioId freq   ack   idx  tries copies drops flags  -     rate  length
///                                           MHz    dBm   s16  u16                              flags       frame …
/// ```
public final class TapRecord {
    static final int SIZE_OFFSET = 0;
    static final int KIND_OFFSET = 4;
    static final int LOST_OFFSET = 8;
    static final int HEADER_LENGTH = 16;

    static final int EPOCH_NANOS_OFFSET = 16;
    static final int RADIO_ID_OFFSET = 24;
    static final int FREQ_OFFSET = 28;
    static final int ACK_SIGNAL_OFFSET = 32;
    static final int RATE_INDEX_OFFSET = 36;
    static final int TRIES_OFFSET = 38;
    static final int COPIES_OFFSET = 40;
    static final int DROPS_OFFSET = 44;
    static final int BITS_OFFSET = 48;
    static final int RATE_FLAGS_OFFSET = 52;
    static final int ORIGINAL_LENGTH_OFFSET = 56;
    static final int FRAME_LENGTH_OFFSET = 60;
    static final int FRAME_OFFSET = 64;

    /// Octets of a frame that are kept; more than kernels send.
    public static final int MAX_FRAME_LENGTH = 4096;

    static final int ACK_EXPECTED = 1;
    static final int ACKNOWLEDGED = 2;

    private MemorySegment segment = MemorySegment.NULL;
    private long offset;

    TapRecord() {}

    TapRecord at(MemorySegment ring, long recordOffset) {
        segment = ring;
        offset = recordOffset;
        return this;
    }

    static void write(
            MemorySegment ring,
            long at,
            long epochNanos,
            Radio from,
            Transmission transmission,
            Outcome outcome) {
        int length = Math.min(transmission.frameLength(), MAX_FRAME_LENGTH);
        ring.set(ValueLayout.JAVA_LONG, at + EPOCH_NANOS_OFFSET, epochNanos);
        ring.set(ValueLayout.JAVA_INT, at + RADIO_ID_OFFSET, from.id());
        ring.set(ValueLayout.JAVA_INT, at + FREQ_OFFSET, transmission.freqMhz());
        ring.set(ValueLayout.JAVA_INT, at + ACK_SIGNAL_OFFSET, outcome.ackSignalDbm());
        ring.set(ValueLayout.JAVA_SHORT, at + RATE_INDEX_OFFSET, (short) transmission.rateIndex(0));
        ring.set(ValueLayout.JAVA_SHORT, at + TRIES_OFFSET, (short) outcome.tries());
        ring.set(ValueLayout.JAVA_INT, at + COPIES_OFFSET, outcome.copies());
        ring.set(ValueLayout.JAVA_INT, at + DROPS_OFFSET, outcome.drops());
        int bits =
                (transmission.ackExpected() ? ACK_EXPECTED : 0)
                        | (outcome.acknowledged() ? ACKNOWLEDGED : 0);
        ring.set(ValueLayout.JAVA_INT, at + BITS_OFFSET, bits);
        ring.set(ValueLayout.JAVA_INT, at + RATE_FLAGS_OFFSET, transmission.rateFlags(0));
        ring.set(ValueLayout.JAVA_INT, at + ORIGINAL_LENGTH_OFFSET, transmission.frameLength());
        ring.set(ValueLayout.JAVA_INT, at + FRAME_LENGTH_OFFSET, length);
        MemorySegment.copy(
                transmission.frame(), transmission.frameOffset(), ring, at + FRAME_OFFSET, length);
    }

    /// When the frame was announced, in nanoseconds since 1970.
    public long epochNanos() {
        return segment.get(ValueLayout.JAVA_LONG, offset + EPOCH_NANOS_OFFSET);
    }

    /// {@link Radio#id()} of the sender.
    public int radioId() {
        return segment.get(ValueLayout.JAVA_INT, offset + RADIO_ID_OFFSET);
    }

    /// Centre of the primary 20 MHz channel; 0 if unknown.
    public int freqMhz() {
        return segment.get(ValueLayout.JAVA_INT, offset + FREQ_OFFSET);
    }

    /// Rate index of the first leg; negative if there is none.
    public int rateIndex() {
        return segment.get(ValueLayout.JAVA_SHORT, offset + RATE_INDEX_OFFSET);
    }

    /// What {@link #rateIndex()} means: the flags of {@link io.airloom.ieee80211.PhyRate}.
    public int rateFlags() {
        return segment.get(ValueLayout.JAVA_INT, offset + RATE_FLAGS_OFFSET);
    }

    /// Tries made, on all legs.
    public int tries() {
        return segment.get(ValueLayout.JAVA_SHORT, offset + TRIES_OFFSET) & 0xffff;
    }

    /// Signal of the acknowledgement, {@link Outcome#NO_SIGNAL_DBM} if there was none.
    public int ackSignalDbm() {
        return segment.get(ValueLayout.JAVA_INT, offset + ACK_SIGNAL_OFFSET);
    }

    /// Receivers that took the frame.
    public int copies() {
        return segment.get(ValueLayout.JAVA_INT, offset + COPIES_OFFSET);
    }

    /// Receivers that should have got it and could not take it.
    public int drops() {
        return segment.get(ValueLayout.JAVA_INT, offset + DROPS_OFFSET);
    }

    /// Did the sender wait for an acknowledgement?
    public boolean ackExpected() {
        return (bits() & ACK_EXPECTED) != 0;
    }

    /// Did it get one?
    public boolean acknowledged() {
        return (bits() & ACKNOWLEDGED) != 0;
    }

    /// The memory that the frame lies in.
    public MemorySegment frame() {
        return segment;
    }

    /// Where in {@link #frame()} it begins.
    public long frameOffset() {
        return offset + FRAME_OFFSET;
    }

    /// Octets of the frame that are here.
    public int frameLength() {
        return segment.get(ValueLayout.JAVA_INT, offset + FRAME_LENGTH_OFFSET);
    }

    /// Octets that the frame had: more than {@link #frameLength()} if it was over {@link
    /// #MAX_FRAME_LENGTH}.
    public int originalLength() {
        return segment.get(ValueLayout.JAVA_INT, offset + ORIGINAL_LENGTH_OFFSET);
    }

    private int bits() {
        return segment.get(ValueLayout.JAVA_INT, offset + BITS_OFFSET);
    }
}

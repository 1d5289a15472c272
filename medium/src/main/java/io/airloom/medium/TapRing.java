package io.airloom.medium;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/// Takes what the air does to one other thread, through a bounded ring of octets. When the ring is
/// full, records are dropped and counted; the air never waits, and the reader is told how many
/// records it misses, at the place where they are missing.
///
/// One thread writes (the air's, as a {@link Tap}), one thread calls {@link #poll}. *Positions*
/// count octets from the beginning of time; the ring holds the octets from `head` to `tail`,
/// position `p` lies at `p mod capacity`. A record is never split: where it would be, a record of
/// kind PADDING fills the ring up to its end. The writer publishes by a release store of `tail`
/// after the record is complete, the reader frees by a release store of `head` after the handler
/// returned; each sees the other's position by an acquire load, and only when its own last copy of
/// it does not suffice. The positions live in front of the ring, the writer's and the reader's far
/// enough apart to share no cache line, neighbours that are fetched in pairs included:
///
/// ```
///  0     8         16   24         32          |  128   136       |  256
///  tail  seenHead  end  lostSince  lost        |  head  seenTail  |  records …
/// ```
public final class TapRing implements Tap {
    /// The least capacity: several frames of any length.
    public static final int MIN_CAPACITY = 1 << 16;

    private static final int MAX_CAPACITY = 1 << 30;

    private static final long TAIL = 0;
    private static final long SEEN_HEAD = 8;
    private static final long CLAIMED_END = 16;
    private static final long LOST_SINCE = 24;
    private static final long LOST = 32;
    private static final long HEAD = 128;
    private static final long SEEN_TAIL = 136;
    private static final long RECORDS = 256;

    private static final VarHandle POSITION = ValueLayout.JAVA_LONG.varHandle();

    private static final int KIND_PADDING = 0;
    private static final int KIND_JOINED = 1;
    private static final int KIND_LEFT = 2;
    private static final int KIND_FRAME = 3;

    private static final int ALIGNMENT = 8;
    private static final int JOINED_KEY_OFFSET = 16;
    private static final int JOINED_ID_OFFSET = 24;
    private static final int JOINED_NAME_LENGTH_OFFSET = 28;
    private static final int JOINED_NAME_OFFSET = 32;
    private static final int MAX_NAME_LENGTH = 256;
    private static final int LEFT_ID_OFFSET = 16;
    private static final int LEFT_LENGTH = 24;

    private final MemorySegment ring;
    private final int capacity;
    private final long epochMinusNanoTime;

    // The writer's: which radios the reader knows.
    private final BitSet known = new BitSet();

    // The reader's.
    private final TapRecord record = new TapRecord();

    /// @param capacity octets, a power of two, at least {@link #MIN_CAPACITY}
    /// @param epochMinusNanoTime nanoseconds from the air's clock to the time since 1970: what
    ///   turns announcement times into times of day
    public TapRing(int capacity, long epochMinusNanoTime) {
        if (capacity < MIN_CAPACITY || capacity > MAX_CAPACITY || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity=" + capacity);
        }
        this.capacity = capacity;
        this.epochMinusNanoTime = epochMinusNanoTime;
        this.ring = Arena.ofAuto().allocate(RECORDS + capacity, RECORDS);
    }

    @Override
    public void radioJoined(Radio radio) {
        join(radio);
    }

    @Override
    public void radioLeft(Radio radio) {
        if (!known.get(radio.id())) {
            return;
        }
        known.clear(radio.id());
        long at = claim(LEFT_LENGTH);
        if (at < 0) {
            lose();
            return;
        }
        ring.set(ValueLayout.JAVA_INT, at + LEFT_ID_OFFSET, radio.id());
        publish(at, LEFT_LENGTH, KIND_LEFT);
    }

    @Override
    public void transmitted(Radio from, Transmission transmission, Outcome outcome) {
        if (!known.get(from.id()) && !join(from)) {
            lose();
            return;
        }
        int length =
                TapRecord.FRAME_OFFSET
                        + Math.min(transmission.frameLength(), TapRecord.MAX_FRAME_LENGTH);
        long at = claim(length);
        if (at < 0) {
            lose();
            return;
        }
        long epochNanos = transmission.announcedNanos() + epochMinusNanoTime;
        TapRecord.write(ring, at, epochNanos, from, transmission, outcome);
        publish(at, length, KIND_FRAME);
    }

    /// Tells the reader of a radio. If there is no room, the radio's next frame tries again.
    private boolean join(Radio radio) {
        byte[] name = radio.nameOctets();
        int nameLength = Math.min(name.length, MAX_NAME_LENGTH);
        int length = JOINED_NAME_OFFSET + nameLength;
        long at = claim(length);
        if (at < 0) {
            return false;
        }
        ring.set(ValueLayout.JAVA_LONG, at + JOINED_KEY_OFFSET, radio.key());
        ring.set(ValueLayout.JAVA_INT, at + JOINED_ID_OFFSET, radio.id());
        ring.set(ValueLayout.JAVA_INT, at + JOINED_NAME_LENGTH_OFFSET, nameLength);
        MemorySegment.copy(
                name, 0, ring, ValueLayout.JAVA_BYTE, at + JOINED_NAME_OFFSET, nameLength);
        publish(at, length, KIND_JOINED);
        known.set(radio.id());
        return true;
    }

    /// Finds room for a record in one piece. Nothing of it is seen before {@link #publish}.
    ///
    /// @return its offset in the segment, or −1
    private long claim(int length) {
        int size = align(length);
        long tail = (long) POSITION.get(ring, TAIL);
        int index = (int) tail & (capacity - 1);
        int padding = capacity - index < size ? capacity - index : 0;
        long end = tail + padding + size;
        if (end - (long) POSITION.get(ring, SEEN_HEAD) > capacity) {
            long head = (long) POSITION.getAcquire(ring, HEAD);
            POSITION.set(ring, SEEN_HEAD, head);
            if (end - head > capacity) {
                return -1;
            }
        }
        POSITION.set(ring, CLAIMED_END, end);
        if (padding > 0) {
            // At least 8 octets, as everything is aligned to that: size and kind fit.
            writeHeader(RECORDS + index, padding, KIND_PADDING);
            return RECORDS;
        }
        return RECORDS + index;
    }

    private void publish(long at, int length, int kind) {
        writeHeader(at, length, kind);
        ring.set(
                ValueLayout.JAVA_LONG,
                at + TapRecord.LOST_OFFSET,
                (long) POSITION.get(ring, LOST_SINCE));
        POSITION.set(ring, LOST_SINCE, 0L);
        POSITION.setRelease(ring, TAIL, (long) POSITION.get(ring, CLAIMED_END));
    }

    private void writeHeader(long at, int length, int kind) {
        ring.set(ValueLayout.JAVA_INT, at + TapRecord.SIZE_OFFSET, length);
        ring.set(ValueLayout.JAVA_INT, at + TapRecord.KIND_OFFSET, kind);
    }

    private void lose() {
        POSITION.set(ring, LOST_SINCE, (long) POSITION.get(ring, LOST_SINCE) + 1);
        POSITION.setOpaque(ring, LOST, (long) POSITION.get(ring, LOST) + 1);
    }

    /// Records that had no room so far. Any thread.
    public long lost() {
        return (long) POSITION.getOpaque(ring, LOST);
    }

    /// Hands all records that are there now to the handler. Reader's thread only.
    ///
    /// @return how many
    public int poll(TapHandler handler) {
        return poll(handler, Integer.MAX_VALUE);
    }

    /// Hands at most `limit` records to the handler. Reader's thread only. A record is freed when
    /// the handler has returned, or thrown.
    ///
    /// @return how many; 0 means that the ring was empty
    public int poll(TapHandler handler, int limit) {
        int count = 0;
        long head = (long) POSITION.get(ring, HEAD);
        while (count < limit && head != tailFor(head)) {
            long at = RECORDS + ((int) head & (capacity - 1));
            int length = ring.get(ValueLayout.JAVA_INT, at + TapRecord.SIZE_OFFSET);
            int kind = ring.get(ValueLayout.JAVA_INT, at + TapRecord.KIND_OFFSET);
            head += align(length);
            try {
                if (kind != KIND_PADDING) {
                    hand(handler, kind, at);
                    count++;
                }
            } finally {
                POSITION.setRelease(ring, HEAD, head);
            }
        }
        return count;
    }

    /// The writer's position, asked for anew only when all that was seen of it is read.
    private long tailFor(long head) {
        long tail = (long) POSITION.get(ring, SEEN_TAIL);
        if (tail == head) {
            tail = (long) POSITION.getAcquire(ring, TAIL);
            POSITION.set(ring, SEEN_TAIL, tail);
        }
        return tail;
    }

    private void hand(TapHandler handler, int kind, long at) {
        long lost = ring.get(ValueLayout.JAVA_LONG, at + TapRecord.LOST_OFFSET);
        if (lost > 0) {
            handler.lost(lost);
        }
        switch (kind) {
            case KIND_JOINED -> {
                int length = ring.get(ValueLayout.JAVA_INT, at + JOINED_NAME_LENGTH_OFFSET);
                byte[] name = new byte[length];
                MemorySegment.copy(
                        ring, ValueLayout.JAVA_BYTE, at + JOINED_NAME_OFFSET, name, 0, length);
                handler.joined(
                        ring.get(ValueLayout.JAVA_INT, at + JOINED_ID_OFFSET),
                        new String(name, StandardCharsets.UTF_8),
                        ring.get(ValueLayout.JAVA_LONG, at + JOINED_KEY_OFFSET));
            }
            case KIND_LEFT -> handler.left(ring.get(ValueLayout.JAVA_INT, at + LEFT_ID_OFFSET));
            case KIND_FRAME -> handler.frame(record.at(ring, at));
            default -> throw new IllegalStateException("kind=" + kind);
        }
    }

    private static int align(int length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }
}

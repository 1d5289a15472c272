package io.airloom.guest;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Messages that wait, in order, until the guest has a buffer for them: a bounded ring of octets in
/// native memory, allocated when it is first needed.
///
/// Receptions may fill three quarters of it; the rest is kept for what the guest must be told. A
/// message is never split: where it would be, the rest of the ring up to its end is skipped.
///
/// ```
///  0       4     8
///  length  kind  message, padded to a multiple of 8
/// ```
final class Backlog {
    static final int CAPACITY = 1 << 18;
    static final int RECEPTIONS_CAPACITY = CAPACITY / 4 * 3;

    private static final int HEADER_LENGTH = 8;
    private static final int ALIGNMENT = 8;
    private static final int KIND_SKIP = 0;
    private static final int KIND_RECEPTION = 1;
    private static final int KIND_ANSWER = 2;

    private @Nullable MemorySegment ring;

    /// Octets taken out and put in since the ring was last empty; `head` is the place of a message,
    /// never of a skip.
    private long head;

    private long tail;

    boolean isEmpty() {
        return head == tail;
    }

    /// Is there room for an answer of this many octets?
    boolean hasRoomForAnswer(int length) {
        return end(length) - head <= CAPACITY;
    }

    /// Makes room for one message of `length` octets, which the caller then writes.
    ///
    /// @return where in {@link #memory()}, or −1 if there is no room
    long append(int length, boolean reception) {
        long end = end(length);
        if (end - head > (reception ? RECEPTIONS_CAPACITY : CAPACITY)) {
            return -1;
        }
        MemorySegment memory = memory();
        int index = (int) (tail % CAPACITY);
        long start = end - size(length);
        if (start > tail) {
            writeHeader(memory, index, (int) (start - tail), KIND_SKIP);
            index = 0;
        }
        writeHeader(memory, index, length, reception ? KIND_RECEPTION : KIND_ANSWER);
        tail = end;
        return (long) index + HEADER_LENGTH;
    }

    /// Octets of the first message. There must be one.
    int firstLength() {
        return memory().get(ValueLayout.JAVA_INT, head % CAPACITY);
    }

    /// Is the first message a reception (or an answer)?
    boolean firstIsReception() {
        return kindAt(head) == KIND_RECEPTION;
    }

    /// Where in {@link #memory()} the first message is.
    long firstOffset() {
        return head % CAPACITY + HEADER_LENGTH;
    }

    void removeFirst() {
        head += size(firstLength());
        if (head != tail && kindAt(head) == KIND_SKIP) {
            head += firstLength();
        }
        if (head == tail) {
            head = 0;
            tail = 0;
        }
    }

    /// The ring.
    MemorySegment memory() {
        MemorySegment memory = ring;
        if (memory == null) {
            memory = Arena.ofAuto().allocate(CAPACITY, ALIGNMENT);
            ring = memory;
        }
        return memory;
    }

    private int kindAt(long position) {
        return memory().get(ValueLayout.JAVA_INT, position % CAPACITY + Integer.BYTES);
    }

    /// Where `tail` will be behind one more message.
    private long end(int length) {
        int size = size(length);
        long untilEnd = CAPACITY - tail % CAPACITY;
        return tail + (untilEnd < size ? untilEnd : 0) + size;
    }

    private static void writeHeader(MemorySegment memory, long at, int length, int kind) {
        memory.set(ValueLayout.JAVA_INT, at, length);
        memory.set(ValueLayout.JAVA_INT, at + Integer.BYTES, kind);
    }

    private static int size(int length) {
        return (HEADER_LENGTH + length + ALIGNMENT - 1) & -ALIGNMENT;
    }
}

package io.airloom.agent;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/// A queue of fixed length between two threads, whose slots lie in native memory and are filled and
/// read in place:
///
/// ```java
/// long at = queue.claim();                  // −1: full
/// … write up to slotLength octets at queue.memory(), at …
/// queue.commit(octets, first, second);      // two numbers travel along
///
/// long from = queue.peek();                 // −1: empty
/// … read queue.length() octets at queue.memory(), from …
/// queue.release();
/// ```
///
/// One thread at a time puts in, one at a time takes out; who they are may change, if something
/// else orders the change. Neither ever waits, and nothing is allocated.
///
/// `head` and `tail` only grow. The producer alone writes `tail`, behind what it wrote into the
/// slot (release); the consumer alone writes `head`, behind what it read. Slot i is the producer's
/// while `tail − capacity ≤ i` is not below `head`.
final class SlotQueue {
    private final MemorySegment memory;
    private final int slotLength;
    private final int mask;
    private final int[] lengths;
    private final long[] first;
    private final long[] second;
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong tail = new AtomicLong();

    /// @param slots a power of two
    SlotQueue(Arena arena, int slots, int slotLength) {
        if (slots < 1 || Integer.bitCount(slots) != 1 || slotLength < 1) {
            throw new IllegalArgumentException("slots=" + slots + " slotLength=" + slotLength);
        }
        this.memory = arena.allocate((long) slots * slotLength, Long.BYTES);
        this.slotLength = slotLength;
        this.mask = slots - 1;
        this.lengths = new int[slots];
        this.first = new long[slots];
        this.second = new long[slots];
    }

    /// The memory of all slots.
    MemorySegment memory() {
        return memory;
    }

    /// Octets that a slot takes.
    int slotLength() {
        return slotLength;
    }

    /// How many slots are filled, as far as the caller can know.
    int size() {
        return (int) (tail.getAcquire() - head.getAcquire());
    }

    // ---- who puts in

    /// Where the next slot begins, which stays the next until it is committed; −1 if there is none.
    long claim() {
        long next = tail.getPlain();
        if (next - head.getAcquire() > mask) {
            return -1;
        }
        return (next & mask) * slotLength;
    }

    /// The claimed slot is filled.
    void commit(int length, long firstNumber, long secondNumber) {
        assert length <= slotLength : length;
        long next = tail.getPlain();
        int slot = (int) next & mask;
        lengths[slot] = length;
        first[slot] = firstNumber;
        second[slot] = secondNumber;
        tail.setRelease(next + 1);
    }

    // ---- who takes out

    /// Where the oldest filled slot begins; −1 if there is none.
    long peek() {
        long oldest = head.getPlain();
        return oldest == tail.getAcquire() ? -1 : (oldest & mask) * slotLength;
    }

    /// Octets in the slot of [#peek].
    int length() {
        return lengths[(int) head.getPlain() & mask];
    }

    /// The first number that came with the slot of [#peek].
    long first() {
        return first[(int) head.getPlain() & mask];
    }

    /// The second number that came with the slot of [#peek].
    long second() {
        return second[(int) head.getPlain() & mask];
    }

    /// Done with the slot of [#peek].
    void release() {
        head.setRelease(head.getPlain() + 1);
    }
}

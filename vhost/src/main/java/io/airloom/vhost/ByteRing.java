package io.airloom.vhost;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Octets that wait, first in, first out. Has no memory while it is empty, and grows up to its
/// limit. One thread.
final class ByteRing implements AutoCloseable {
    private static final int FIRST_CAPACITY = 4096;

    private final int limit;
    private Arena arena = Arena.global();
    private MemorySegment memory = MemorySegment.NULL;
    private int capacity;
    private int head;
    private int size;

    /// @param limit most octets that it holds
    ByteRing(int limit) {
        this.limit = limit;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /// Adds `length` octets, for which there must be room below the limit.
    void put(MemorySegment source, long offset, int length) {
        if (length > limit - size) {
            throw new IllegalArgumentException("length=" + length + ", size=" + size);
        }
        if (length == 0) {
            return;
        }
        if (size + length > capacity) {
            grow(size + length);
        }
        int at = (head + size) % capacity;
        int here = Math.min(length, capacity - at);
        MemorySegment.copy(source, offset, memory, at, here);
        MemorySegment.copy(source, offset + here, memory, 0, length - here);
        size += length;
    }

    /// The memory in which the first octet is at [#offset()], with [#run()] of them side by side.
    MemorySegment memory() {
        return memory;
    }

    int offset() {
        return head;
    }

    int run() {
        return Math.min(size, capacity - head);
    }

    /// Takes octets away.
    void skip(int length) {
        if (length > size) {
            throw new IllegalArgumentException("length=" + length + ", size=" + size);
        }
        size -= length;
        if (size == 0) {
            close();
        } else {
            head = (head + length) % capacity;
        }
    }

    /// Moves up to `length` octets to `target`.
    ///
    /// @return how many
    int get(MemorySegment target, long offset, int length) {
        int n = Math.min(length, size);
        int first = Math.min(n, run());
        if (n > 0) {
            MemorySegment.copy(memory, head, target, offset, first);
            MemorySegment.copy(memory, 0, target, offset + first, n - first);
            skip(n);
        }
        return n;
    }

    /// Empties it and gives the memory back.
    @Override
    public void close() {
        if (capacity > 0) {
            arena.close();
            memory = MemorySegment.NULL;
            capacity = 0;
        }
        head = 0;
        size = 0;
    }

    private void grow(int needed) {
        int larger = Math.max(FIRST_CAPACITY, Integer.highestOneBit(needed - 1) << 1);
        Arena next = Arena.ofConfined();
        MemorySegment room = next.allocate(larger, 8);
        int first = run();
        MemorySegment.copy(memory, head, room, 0, first);
        MemorySegment.copy(memory, 0, room, first, size - first);
        if (capacity > 0) {
            arena.close();
        }
        arena = next;
        memory = room;
        capacity = larger;
        head = 0;
    }
}

package io.airloom.vwifi;

import io.airloom.linux.LinuxException;
import io.airloom.linux.StreamSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What one connection has still to be sent: whole records, in order, in memory that grows when the
/// other side does not take them, up to a bound. Nothing is allocated otherwise.
final class OutBuffer {
    /// As many octets as may wait for a client; a guest with rings may leave as many.
    static final int LIMIT = 256 * 1024;

    private static final int FIRST_CAPACITY = 16 * 1024;

    private final Arena arena;
    private MemorySegment memory;
    private int capacity = FIRST_CAPACITY;
    private int start;
    private int end;

    /// @param arena what the memory is allocated in, and goes with
    OutBuffer(Arena arena) {
        this.arena = arena;
        this.memory = arena.allocate(capacity);
    }

    boolean isEmpty() {
        return start == end;
    }

    /// Makes room for a record, which is there after {@link #commit}.
    ///
    /// @return where in {@link #memory()} it is to be written, or −1 if too much waits already
    int claim(int length) {
        return length <= capacity - end || makeRoom(length) ? end : -1;
    }

    /// The record of the last {@link #claim} is written.
    void commit(int length) {
        end += length;
    }

    MemorySegment memory() {
        return memory;
    }

    /// Sends as much as goes without waiting.
    ///
    /// @return is everything sent?
    /// @throws LinuxException if the other side is gone
    boolean send(StreamSocket socket) {
        while (start < end) {
            int sent = socket.send(memory, start, end - start);
            if (sent == StreamSocket.WOULD_BLOCK) {
                return false;
            }
            start += sent;
        }
        start = 0;
        end = 0;
        return true;
    }

    private boolean makeRoom(int length) {
        int waiting = end - start;
        if (waiting + length > LIMIT) {
            return false;
        }
        MemorySegment target = memory;
        // Moving pays when at least half is free then, so that it is rare.
        if (waiting + length > capacity / 2) {
            capacity = Math.min(LIMIT, Math.max(2 * capacity, waiting + length));
            target = capacity == memory.byteSize() ? memory : arena.allocate(capacity);
        }
        MemorySegment.copy(memory, start, target, 0, waiting);
        memory = target;
        start = 0;
        end = waiting;
        return true;
    }
}

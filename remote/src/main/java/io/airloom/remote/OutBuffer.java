package io.airloom.remote;

import io.airloom.linux.StreamSocket;
import io.airloom.wire.MessageBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What is on its way to one agent: whole messages, written where they are sent from, in a bounded
/// piece of memory.
///
/// ```
///   0        head                tail         limit of frames      capacity
///   │ sent   │ waits for socket  │ open batch │                    │ only for small messages │
/// ```
///
/// Netlink messages gather in a batch that is closed when it is full, or when the turn ends. So one
/// write carries everything of a turn.
final class OutBuffer {
    static final int CAPACITY = 1 << 16;

    /// The rest is for messages about the connection itself.
    static final int FRAMES_CAPACITY = CAPACITY - (1 << 11);

    private final MemorySegment memory;
    private final MessageBatch batch = MessageBatch.down();
    private int head;
    private int tail;

    OutBuffer(Arena arena) {
        memory = arena.allocate(CAPACITY, 8);
    }

    MemorySegment memory() {
        return memory;
    }

    /// Does nothing wait to be sent? What is in a batch counts once that is closed.
    boolean isEmpty() {
        return head == tail;
    }

    /// Makes room for a netlink message.
    ///
    /// @return where in the memory, or −1 if there is none
    long claim(int length, long nowNanos) {
        if (batch.isOpen()) {
            long at = batch.claim(length, 0);
            if (at >= 0) {
                return at;
            }
            closeBatch(nowNanos);
        }
        compact();
        if (batch.lengthWith(length) > FRAMES_CAPACITY - tail) {
            return -1;
        }
        batch.open(memory, tail, FRAMES_CAPACITY - tail);
        return batch.claim(length, 0);
    }

    /// The netlink message claimed last is there.
    void commit() {
        batch.commit();
    }

    /// Is there room for another small message?
    boolean hasRoom(int length) {
        return length <= CAPACITY - tail - (batch.isOpen() ? batch.length() : 0);
    }

    /// Where another small message is to be written, behind everything else.
    int append(long nowNanos) {
        closeBatch(nowNanos);
        return tail;
    }

    /// The small message is there.
    void appended(int length) {
        tail += length;
    }

    /// Ends the batch, if there is one, so that it is sent.
    ///
    /// @return whether there was one
    boolean closeBatch(long nowNanos) {
        if (!batch.isOpen()) {
            return false;
        }
        int length = batch.close(nowNanos);
        tail += length;
        return length > 0;
    }

    /// Sends what the socket takes.
    ///
    /// @return whether nothing waits any more
    boolean send(StreamSocket socket) {
        while (head < tail) {
            int count = socket.send(memory, head, tail - head);
            if (count == StreamSocket.WOULD_BLOCK) {
                return false;
            }
            head += count;
        }
        if (!batch.isOpen()) {
            head = 0;
            tail = 0;
        }
        return true;
    }

    /// Moves what waits to the front, when that frees enough to be worth it.
    private void compact() {
        if (head >= CAPACITY / 4) {
            MemorySegment.copy(memory, head, memory, 0, tail - head);
            tail -= head;
            head = 0;
        }
    }
}

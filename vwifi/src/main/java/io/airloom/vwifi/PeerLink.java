package io.airloom.vwifi;

import io.airloom.linux.Epoll;
import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.StreamSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The connection of a client or a spy: records in, records out, and nobody ever waits for it. On
/// the air's thread only. Allocates nothing per record.
final class PeerLink implements EventLoop.Handler {
    /// Who has the connection.
    interface Owner {
        /// A record came. The memory is the owner's during the call.
        void record(MemorySegment buffer, int offset, int length, int powerDbm, long nowNanos);

        /// The connection is over; called once.
        void ended(String reason, boolean violation);
    }

    /// Records that one connection may bring in one turn of the loop.
    private static final int RECORDS_PER_TURN = 64;

    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EventLoop loop;
    private final StreamSocket socket;
    private final Owner owner;
    private final Arena arena = Arena.ofConfined();
    private final RecordReader reader = new RecordReader(arena.allocate(RecordReader.CAPACITY));
    private final OutBuffer out = new OutBuffer(arena);
    private final Runnable goOn = this::goOn;
    private final EventLoop.Registration registration;
    private boolean open = true;
    private boolean leftovers;
    private boolean blocked;
    private boolean used;
    private long blockedNanos;

    /// Takes the socket over.
    ///
    /// @throws LinuxException if it cannot be watched; it is then still the caller's
    PeerLink(EventLoop loop, StreamSocket socket, Owner owner) {
        this.loop = loop;
        this.socket = socket;
        this.owner = owner;
        try {
            this.registration = loop.register(socket.fd(), Epoll.IN, this);
        } catch (LinuxException e) {
            arena.close();
            throw e;
        }
    }

    boolean isOpen() {
        return open;
    }

    /// The form of the records that come; null until one has.
    @Nullable Framing framing() {
        return reader.framing();
    }

    /// Was anything given to it to send?
    boolean isUsed() {
        return used;
    }

    /// Has the other side taken nothing for a second, although something waits for it?
    boolean isStalled(long nowNanos) {
        return blocked && nowNanos - blockedNanos > STALLED_NANOS;
    }

    /// Makes room for a record, which is there after {@link #commit}.
    ///
    /// @return where in {@link #memory} it is to be written; −1 if there is no room
    int claim(int length) {
        return out.claim(length);
    }

    /// The record of the last {@link #claim} is written; {@link #flush} sends it.
    void commit(int length) {
        used = true;
        out.commit(length);
    }

    MemorySegment memory() {
        return out.memory();
    }

    /// Sends what there is, in one call if the other side takes it; if not, later.
    void flush() {
        if (open && !blocked) {
            send();
        }
    }

    @Override
    public void ready(int events, long nowNanos) {
        if ((events & Epoll.OUT) != 0) {
            blocked = false;
            send();
        }
        if (open && !leftovers && (events & (Epoll.IN | Epoll.HUP | Epoll.ERR)) != 0) {
            receive(nowNanos);
        }
    }

    /// Ends the connection. Again does nothing.
    void end(String reason, boolean violation) {
        if (!open) {
            return;
        }
        open = false;
        registration.close();
        socket.close();
        arena.close();
        owner.ended(reason, violation);
    }

    private void send() {
        try {
            if (out.send(socket)) {
                registration.interest(Epoll.IN);
            } else {
                blocked = true;
                blockedNanos = System.nanoTime();
                registration.interest(Epoll.IN | Epoll.OUT);
            }
        } catch (LinuxException e) {
            end(String.valueOf(e.getMessage()), false);
        }
    }

    private void receive(long nowNanos) {
        int received;
        try {
            int at = reader.room();
            received = socket.receive(reader.buffer(), at, RecordReader.CAPACITY - at);
        } catch (LinuxException e) {
            end(String.valueOf(e.getMessage()), false);
            return;
        }
        if (received == 0) {
            end("the other side closed the connection", false);
        } else if (received != StreamSocket.WOULD_BLOCK) {
            reader.received(received);
            take(nowNanos);
        }
    }

    private void goOn() {
        leftovers = false;
        if (open) {
            take(System.nanoTime());
        }
    }

    /// What one turn has no time for, or a fault of somebody else's memory has cut off, is taken
    /// from the buffer in the next one.
    private void take(long nowNanos) {
        boolean done = false;
        try {
            for (int i = 0; i < RECORDS_PER_TURN && open && !done; i++) {
                done = takeOne(nowNanos);
            }
        } finally {
            if (open && !done) {
                leftovers = true;
                loop.execute(goOn);
            }
        }
    }

    /// @return was there none?
    private boolean takeOne(long nowNanos) {
        return switch (reader.next()) {
            case MORE -> true;
            case RECORD -> {
                owner.record(
                        reader.buffer(),
                        reader.messageOffset(),
                        reader.messageLength(),
                        reader.powerDbm(),
                        nowNanos);
                yield false;
            }
            case BROKEN -> {
                end(
                        "a message of %d octets; there are some of %d to %d"
                                .formatted(
                                        reader.messageLength(),
                                        RecordReader.MIN_MESSAGE,
                                        RecordReader.MAX_MESSAGE),
                        true);
                yield true;
            }
        };
    }
}

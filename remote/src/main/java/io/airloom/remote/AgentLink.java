package io.airloom.remote;

import io.airloom.linux.Epoll;
import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.StreamSocket;
import io.airloom.wire.MessageStream;
import io.airloom.wire.WireEncoder;
import io.airloom.wire.WireMessage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The octets of one connection, in turns: reads once, hands out messages as far as the turn's
/// limit goes, and sends what has gathered. Loop thread only.
///
/// What the other side does not take waits in the [OutBuffer], then with the user; while the user
/// takes no more for that reason, nothing more is read.
final class AgentLink {
    /// Netlink messages taken from one agent before the others get their turn.
    private static final int MESSAGES_PER_TURN = 64;

    private static final int IN_CAPACITY = 1 << 15;

    /// Who reads the messages.
    interface User {
        /// A message has come whole.
        void came(WireMessage message, long receivedNanos);

        /// Takes what it can of the message, at most what the turn has left.
        ///
        /// @return false if it has to be given the rest of it later
        boolean read(WireMessage message, Turn turn);

        /// There is nothing more to read now.
        ///
        /// @param readSome whether there was, in this turn
        void caughtUp(boolean readSome);

        /// There is room to write again.
        ///
        /// @return whether the rest of an unfinished message can be read now
        boolean roomCame();

        /// Messages have gathered, and what they were put in was sent, or waits for the other side.
        void sent(boolean stalled);

        /// The other side closed the connection.
        void ended();

        /// The connection has broken.
        void broken(LinuxException reason);
    }

    /// Writes one small message.
    interface Writing {
        /// Writes it, and returns its length.
        int write(MemorySegment segment, long offset, long sentNanos);
    }

    /// How much may still be taken in this turn.
    static final class Turn {
        private int left;

        void take() {
            left--;
        }

        boolean isOver() {
            return left <= 0;
        }
    }

    private final StreamSocket socket;
    private final User user;
    private final Executor nextTurn;
    private final Arena arena = Arena.ofConfined();
    private final MessageStream in;
    private final OutBuffer out = new OutBuffer(arena);
    private final Turn turn = new Turn();
    private final Runnable goOn = this::goOn;
    private final EventLoop.Registration registration;
    private @Nullable WireMessage unfinished;
    private boolean goingOn;
    private boolean blocked;
    private boolean open = true;
    private long receivedNanos;

    /// @param nextTurn runs what is to be done in the next turn of the loop
    AgentLink(EventLoop loop, StreamSocket socket, boolean isLine, User user, Executor nextTurn) {
        this.socket = socket;
        this.user = user;
        this.nextTurn = nextTurn;
        MemorySegment memory = arena.allocate(IN_CAPACITY, 8);
        this.in = isLine ? MessageStream.ofLine(memory) : MessageStream.ofConnection(memory);
        this.registration = loop.register(socket.fd(), Epoll.IN, this::ready);
    }

    MessageStream in() {
        return in;
    }

    OutBuffer out() {
        return out;
    }

    /// Does the other side not take what was sent to it?
    boolean isBlocked() {
        return blocked;
    }

    /// Is a message held back that is not read to its end?
    boolean isHeldUp() {
        return unfinished != null;
    }

    private void ready(int events, long nowNanos) {
        try {
            if ((events & Epoll.OUT) != 0) {
                blocked = !out.send(socket);
                goOnIfThereIsRoom();
                want();
            }
            if (open && (events & ~Epoll.OUT) != 0) {
                receive();
            }
        } catch (LinuxException e) {
            user.broken(e);
        }
    }

    private void receive() {
        if (unfinished != null || goingOn) {
            return;
        }
        int offset = in.writeOffset();
        int count = socket.receive(in.segment(), offset, in.writeRoom());
        if (count == 0) {
            user.ended();
        } else if (count != StreamSocket.WOULD_BLOCK) {
            // After the reading: nothing of it was received later.
            receivedNanos = System.nanoTime();
            in.written(count);
            read();
        }
    }

    /// Hands out what has come.
    private void read() {
        turn.left = MESSAGES_PER_TURN;
        while (open && !turn.isOver()) {
            if (unfinished == null) {
                WireMessage message = in.next();
                if (message == null) {
                    user.caughtUp(turn.left < MESSAGES_PER_TURN);
                    return;
                }
                unfinished = message;
                user.came(message, receivedNanos);
            }
            if (!user.read(unfinished, turn)) {
                // The turn is over, or there is no room for answers: that is waited for.
                break;
            }
            unfinished = null;
        }
        if (open) {
            want();
            if (turn.isOver()) {
                goOnLater();
            }
        }
    }

    /// What has come is looked at again in the next turn.
    void goOnLater() {
        if (open && !goingOn) {
            goingOn = true;
            nextTurn.execute(goOn);
        }
    }

    private void goOn() {
        goingOn = false;
        if (open) {
            try {
                read();
            } catch (LinuxException e) {
                user.broken(e);
            }
        }
    }

    private void goOnIfThereIsRoom() {
        if (user.roomCame() && unfinished != null) {
            goOnLater();
        }
    }

    /// Sends what has gathered, as far as the socket takes it.
    void flush(long nowNanos) {
        if (!open) {
            return;
        }
        out.closeBatch(nowNanos);
        if (blocked) {
            return;
        }
        try {
            blocked = !out.send(socket);
            user.sent(blocked);
            if (blocked) {
                want();
            } else {
                goOnIfThereIsRoom();
            }
        } catch (LinuxException e) {
            user.broken(e);
        }
    }

    /// Sends one small message, behind all that has gathered.
    ///
    /// @return false if there is no room for it
    boolean send(Writing message) {
        if (!open || !out.hasRoom(WireEncoder.MAX_LENGTH)) {
            return false;
        }
        long nowNanos = System.nanoTime();
        int at = out.append(nowNanos);
        out.appended(message.write(out.memory(), at, nowNanos));
        flush(nowNanos);
        return true;
    }

    private void want() {
        if (open) {
            registration.interest((unfinished != null ? 0 : Epoll.IN) | (blocked ? Epoll.OUT : 0));
        }
    }

    /// Is over at once. Again does nothing.
    void close() {
        if (open) {
            open = false;
            registration.close();
            socket.close();
            // Somebody up the stack may still hold a message in this memory.
            nextTurn.execute(arena::close);
        }
    }
}

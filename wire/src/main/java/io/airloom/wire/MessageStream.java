package io.airloom.wire;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Cuts a stream of octets into messages:
///
/// ```java
/// int octets = socket.receive(stream.segment(), stream.writeOffset(), stream.writeRoom());
/// stream.written(octets);
/// for (WireMessage m = stream.next(); m != null; m = stream.next()) { … }
/// if (stream.problem() != WireProblem.OK) { … }
/// ```
///
/// A message that [#next] returned is valid until the next call of any method but the accessors.
///
/// A stream **of a connection** ends with its first problem. One **of a line** begins, and after a
/// problem goes on, by looking for the magic of a HELLO or CHALLENGE, and drops what is before. A
/// line's message that never gets whole is not noticed here, where there is no clock: who sees
/// [#isPartial] for too long calls [#resync].
///
/// For one thread. Nothing is allocated.
public final class MessageStream {
    /// Octets of memory that a stream needs at least. More lets it read more at a time.
    public static final int MIN_CAPACITY = 2 * AgentProtocol.MAX_LENGTH;

    private static final int TO_MAGIC_END = WireLayout.MAGIC + AgentProtocol.MAGIC.length;

    private static final int MAX_GREETING_LENGTH =
            WireLayout.HELLO_NAME + AgentProtocol.MAX_NAME_LENGTH;

    private final MemorySegment buffer;
    private final boolean line;
    private final WireMessage message = new WireMessage();
    private WireProblem problem = WireProblem.OK;
    private boolean seeking;
    private int head;
    private int tail;
    private int current;
    private long dropped;
    private long resyncs;

    private MessageStream(MemorySegment buffer, boolean line) {
        if (buffer.byteSize() < MIN_CAPACITY || buffer.byteSize() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("buffer.byteSize=" + buffer.byteSize());
        }
        this.buffer = buffer;
        this.line = line;
        this.seeking = line;
    }

    /// Of a connection: the first octet begins a message.
    public static MessageStream ofConnection(MemorySegment buffer) {
        return new MessageStream(buffer, false);
    }

    /// Of a line: anything may come before the first message.
    public static MessageStream ofLine(MemorySegment buffer) {
        return new MessageStream(buffer, true);
    }

    /// The memory into which octets are to be read.
    public MemorySegment segment() {
        return buffer;
    }

    /// Where the next octets go. Call it before each reading: it makes room.
    public int writeOffset() {
        consume();
        if (head > 0 && (head == tail || buffer.byteSize() - tail < AgentProtocol.MAX_LENGTH)) {
            MemorySegment.copy(buffer, head, buffer, 0, tail - head);
            tail -= head;
            head = 0;
        }
        return tail;
    }

    /// How many octets may be read there: 0 only while whole messages wait to be taken.
    public int writeRoom() {
        return (int) buffer.byteSize() - tail;
    }

    /// So many octets have been read.
    public void written(int octets) {
        if (octets < 0 || octets > writeRoom()) {
            throw new IllegalArgumentException("octets=" + octets + " room=" + writeRoom());
        }
        tail += octets;
    }

    /// The next whole message; null if more octets are needed, or after a connection's problem.
    public @Nullable WireMessage next() {
        consume();
        while (line || problem == WireProblem.OK) {
            if (seeking && !seek()) {
                return null;
            }
            if (tail - head < AgentProtocol.HEADER_LENGTH) {
                return null;
            }
            WireProblem found = WireLayout.headerProblem(buffer, head);
            if (found == WireProblem.OK) {
                int length = (int) WireMessage.declaredLength(buffer, head);
                if (tail - head < length) {
                    return null;
                }
                found = message.wrap(buffer, head, length);
                if (found == WireProblem.OK) {
                    current = length;
                    return message;
                }
            }
            problem = found;
            if (line) {
                resync();
            }
        }
        return null;
    }

    /// Why there is no next message: of a connection what ended it, of a line what was wrong last.
    public WireProblem problem() {
        return problem;
    }

    /// Is there the beginning of a message, and not all of it?
    public boolean isPartial() {
        return !seeking && tail - head > current;
    }

    /// Of a line: whatever the present message is, it is none. Goes to the next HELLO or CHALLENGE,
    /// also one within what was taken for a message.
    public void resync() {
        if (!line) {
            throw new IllegalStateException("a connection has nowhere to begin again");
        }
        current = 0;
        if (tail > head) {
            head++;
            dropped++;
        }
        seeking = true;
        resyncs++;
    }

    /// Octets that were dropped because they were no message.
    public long dropped() {
        return dropped;
    }

    /// How often the place was lost.
    public long resyncs() {
        return resyncs;
    }

    /// Done with the message that was returned last.
    private void consume() {
        head += current;
        current = 0;
    }

    /// Drops octets up to one that may begin a HELLO or CHALLENGE.
    ///
    /// @return whether all of its magic is there
    private boolean seek() {
        while (tail - head >= TO_MAGIC_END) {
            if (WireLayout.isMagic(buffer, head + WireLayout.MAGIC) && beginsGreeting()) {
                seeking = false;
                return true;
            }
            head++;
            dropped++;
        }
        return false;
    }

    private boolean beginsGreeting() {
        int type = WireLayout.u16(buffer, head + (long) WireLayout.TYPE);
        return WireLayout.headerProblem(buffer, head) == WireProblem.OK
                && WireMessage.declaredLength(buffer, head) <= MAX_GREETING_LENGTH
                && (type == MessageType.HELLO || type == MessageType.CHALLENGE);
    }
}

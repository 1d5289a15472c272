package io.airloom.kernel;

import io.airloom.linux.Errno;
import io.airloom.linux.NetlinkSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Requests to the kernel and its answers, one at a time, on a socket of their own, in the network
/// namespace of the thread that opens it. Waits for the answer, but not for ever.
///
/// The kernel numbers its answers as the requests were; what answers an earlier request, which was
/// given up, is passed over.
final class Requests implements AutoCloseable {
    /// The kernel makes the parts of a dump as long as there is room, up to this.
    private static final int BUFFER_LENGTH = 1 << 15;

    private static final int ROOM = 1 << 20;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MAX_ANSWERS = 1 << 16;
    private static final int MAX_DUMPS = 10;

    private final NetlinkSocket socket;
    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_LENGTH, 8);
    private final NetlinkMessages messages = new NetlinkMessages();
    private int sequence;
    private boolean interrupted;

    private Requests(NetlinkSocket socket) {
        this.socket = socket;
        socket.receiveRoom(ROOM);
    }

    static Requests generic() {
        return new Requests(NetlinkSocket.generic());
    }

    static Requests route() {
        return new Requests(NetlinkSocket.route());
    }

    /// What the kernel answers.
    ///
    /// @param result a number, 0 or more
    /// @param messages the octets of each message before that, behind the netlink header
    record Answer(int result, List<byte[]> messages) {
        /// The attributes of a message behind the protocol's own header.
        static Attributes attributes(byte[] message, int headerLength) {
            int header = Math.min(headerLength, message.length);
            return Attributes.read(MemorySegment.ofArray(message), header, message.length - header);
        }
    }

    /// Asks for something to be done or told.
    ///
    /// @throws KernelException the kernel's error, or ETIMEDOUT
    Answer ask(Request request) {
        send(request, Request.REQUEST | Request.ACK);
        return collect(request);
    }

    /// Asks for a list, anew if it changed while it was told.
    ///
    /// @throws KernelException the kernel's error, ETIMEDOUT, or EBUSY if the list never stands
    ///   still
    Answer dump(Request request) {
        for (int i = 0; i < MAX_DUMPS; i++) {
            send(request, Request.REQUEST | Request.DUMP);
            Answer answer = collect(request);
            if (!interrupted) {
                return answer;
            }
        }
        throw KernelException.refused(request.name(), Errno.EBUSY, "it changes all the time");
    }

    private void send(Request request, int flags) {
        sequence++;
        interrupted = false;
        int length = request.write(buffer, flags, sequence);
        if (socket.send(buffer, 0, length) == NetlinkSocket.WOULD_BLOCK) {
            throw KernelException.refused(request.name(), Errno.EAGAIN, "");
        }
    }

    /// Takes what answers the request, up to the acknowledgement, the error, or a dump's end.
    private Answer collect(Request request) {
        List<byte[]> collected = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            int received = socket.receive(buffer, 0, BUFFER_LENGTH);
            if (received == NetlinkSocket.WOULD_BLOCK) {
                await(request, deadline);
            } else if (received == NetlinkSocket.OVERRUN) {
                throw KernelException.refused(request.name(), Errno.ENOBUFS, "");
            }
            messages.over(buffer, 0, Math.max(0, received));
            while (messages.next()) {
                if (messages.sequence() != sequence || messages.portId() != socket.portId()) {
                    continue;
                }
                interrupted |= messages.isDumpInterrupted();
                int type = messages.type();
                if (type != NetlinkMessages.ERROR && type != NetlinkMessages.DONE) {
                    add(request, collected);
                } else if (messages.errno() != 0) {
                    throw KernelException.refused(
                            request.name(), messages.errno(), messages.explanation());
                } else {
                    return new Answer(messages.result(), collected);
                }
            }
        }
    }

    private void add(Request request, List<byte[]> collected) {
        if (collected.size() == MAX_ANSWERS) {
            throw KernelException.refused(request.name(), Errno.EOVERFLOW, "too long an answer");
        }
        long body = messages.offset() + NetlinkMessages.HEADER_LENGTH;
        int length = messages.length() - NetlinkMessages.HEADER_LENGTH;
        collected.add(buffer.asSlice(body, length).toArray(ValueLayout.JAVA_BYTE));
    }

    private void await(Request request, long deadline) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
            throw KernelException.refused(request.name(), Errno.ETIMEDOUT, "it does not answer");
        }
        socket.awaitReadable((int) left);
    }

    @Override
    public void close() {
        socket.close();
    }
}

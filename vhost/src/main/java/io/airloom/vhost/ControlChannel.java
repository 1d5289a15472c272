package io.airloom.vhost;

import io.airloom.linux.Epoll;
import io.airloom.linux.Errno;
import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.ReceivedFds;
import io.airloom.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Messages on a vhost-user socket: collects one at a time from whatever pieces the stream comes
/// in, with the descriptors that came along, and sends replies. Never blocks, holds one message and
/// one reply.
///
/// Exactly the header is read, then exactly the payload. The kernel delivers descriptors with the
/// bytes that they were sent with and never beyond, so those that arrive belong to this message, or
/// to none.
///
/// A front end that does not read its replies is not read from either: it can only hold up itself.
final class ControlChannel implements EventLoop.Handler {
    /// Messages handled before other guests get their turn.
    private static final int MESSAGES_PER_TURN = 16;

    /// What is done with messages. Either method may close the channel.
    interface Receiver {
        /// One whole message; its payload is in [ControlChannel#payload], its descriptors in
        /// [ControlChannel#fds]; those not taken are closed afterwards.
        void message(int request, int flags, int payloadLength);

        /// A header whose payload would be too long to be anything.
        void tooLong(int request, long payloadLength);

        void ended(SessionEnd end);
    }

    private final UnixSocket socket;
    private final Receiver receiver;
    private final EventLoop.Registration registration;
    private final MemorySegment in =
            Arena.ofAuto()
                    .allocate(
                            VhostUserMessage.HEADER_LENGTH + VhostUserMessage.MAX_PAYLOAD_LENGTH,
                            8);
    private final MemorySegment out = Arena.ofAuto().allocate(in.byteSize(), 8);
    private final ReceivedFds fds = new ReceivedFds();
    private int filled;
    private int wanted = VhostUserMessage.HEADER_LENGTH;
    private int outLength;
    private int outSent;
    private boolean open = true;

    ControlChannel(EventLoop loop, UnixSocket socket, Receiver receiver) {
        this.socket = socket;
        this.receiver = receiver;
        this.registration = loop.register(socket.fd(), Epoll.IN, this);
    }

    @Override
    public void ready(int events, long nowNanos) {
        try {
            flush();
            for (int i = 0; i < MESSAGES_PER_TURN && open && outLength == 0; i++) {
                if (!receiveOne()) {
                    break;
                }
            }
        } catch (LinuxException e) {
            boolean gone = e.errno() == Errno.EPIPE || e.errno() == Errno.ECONNRESET;
            end(
                    gone
                            ? new SessionEnd.PeerClosed()
                            : new SessionEnd.Failed(String.valueOf(e.getMessage())));
        }
    }

    /// The payload of the message that is being handled, at offset
    /// [VhostUserMessage#HEADER_LENGTH].
    MemorySegment payload() {
        return in;
    }

    ReceivedFds fds() {
        return fds;
    }

    /// Where to put the payload of a reply, at offset [VhostUserMessage#HEADER_LENGTH].
    MemorySegment replyPayload() {
        return out;
    }

    /// The first eight bytes of the payload.
    long number() {
        return u64(0);
    }

    /// Four bytes of the payload.
    int u32(int offset) {
        return VhostUserMessage.readInt(in, (long) VhostUserMessage.HEADER_LENGTH + offset);
    }

    /// Eight bytes of the payload.
    long u64(int offset) {
        return VhostUserMessage.readLong(in, (long) VhostUserMessage.HEADER_LENGTH + offset);
    }

    /// Sends a reply of one number.
    void reply(int request, long number) {
        VhostUserMessage.writeLong(out, VhostUserMessage.HEADER_LENGTH, number);
        replyPayload(request, Long.BYTES);
    }

    /// Sends a reply with the payload that is in [#replyPayload]. One for each message at most.
    void replyPayload(int request, int payloadLength) {
        assert outLength == 0 : "a reply is still being sent";
        if (!open) {
            return;
        }
        int flags = VhostUserMessage.VERSION | VhostUserMessage.REPLY;
        VhostUserMessage.writeHeader(out, 0, request, flags, payloadLength);
        outLength = VhostUserMessage.HEADER_LENGTH + payloadLength;
        outSent = 0;
        flush();
    }

    void close() {
        if (open) {
            open = false;
            registration.close();
            fds.close();
            socket.close();
        }
    }

    /// False if there is nothing more for now.
    private boolean receiveOne() {
        while (filled < wanted) {
            int n = socket.receive(in, filled, wanted - filled, fds);
            if (n == UnixSocket.WOULD_BLOCK) {
                return false;
            }
            if (n == 0) {
                end(new SessionEnd.PeerClosed());
                return false;
            }
            filled += n;
            if (filled == wanted && wanted == VhostUserMessage.HEADER_LENGTH && !acceptHeader()) {
                return false;
            }
        }
        int payloadLength = filled - VhostUserMessage.HEADER_LENGTH;
        filled = 0;
        wanted = VhostUserMessage.HEADER_LENGTH;
        receiver.message(
                VhostUserMessage.readInt(in, VhostUserMessage.REQUEST_OFFSET),
                VhostUserMessage.readInt(in, VhostUserMessage.FLAGS_OFFSET),
                payloadLength);
        fds.close();
        return true;
    }

    private boolean acceptHeader() {
        long size =
                Integer.toUnsignedLong(VhostUserMessage.readInt(in, VhostUserMessage.SIZE_OFFSET));
        if (size > VhostUserMessage.MAX_PAYLOAD_LENGTH) {
            receiver.tooLong(VhostUserMessage.readInt(in, VhostUserMessage.REQUEST_OFFSET), size);
            return false;
        }
        wanted = VhostUserMessage.HEADER_LENGTH + (int) size;
        return true;
    }

    private void flush() {
        while (outSent < outLength) {
            int n = socket.send(out, outSent, outLength - outSent);
            if (n == UnixSocket.WOULD_BLOCK) {
                registration.interest(Epoll.OUT);
                return;
            }
            outSent += n;
        }
        outLength = 0;
        outSent = 0;
        registration.interest(Epoll.IN);
    }

    private void end(SessionEnd end) {
        if (open) {
            receiver.ended(end);
        }
    }
}

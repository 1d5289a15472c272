package io.airloom.bench;

import io.airloom.linux.Epoll;
import io.airloom.linux.Fd;
import io.airloom.linux.LinuxException;
import io.airloom.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The front end's end of a vhost-user control connection ("Vhost-user Protocol", front-end message
/// types): what a virtual machine monitor says to a back end, and, for tests, what none should say.
/// Blocking, with a deadline for each answer; one thread.
///
/// ```
///   u32 request   u32 flags (bits 0-1 version 1, 2 reply, 3 reply wanted)   u32 size   payload
/// ```
public final class FrontEnd implements AutoCloseable {
    public static final int GET_FEATURES = 1;
    public static final int SET_FEATURES = 2;
    public static final int SET_OWNER = 3;
    public static final int SET_MEM_TABLE = 5;
    public static final int SET_VRING_NUM = 8;
    public static final int SET_VRING_ADDR = 9;
    public static final int SET_VRING_BASE = 10;
    public static final int GET_VRING_BASE = 11;
    public static final int SET_VRING_KICK = 12;
    public static final int SET_VRING_CALL = 13;
    public static final int SET_VRING_ERR = 14;
    public static final int GET_PROTOCOL_FEATURES = 15;
    public static final int SET_PROTOCOL_FEATURES = 16;
    public static final int SET_VRING_ENABLE = 18;

    public static final int HEADER_LENGTH = 12;
    public static final int VERSION = 1;
    public static final int WANT_REPLY = 8;

    private static final int MAX_PAYLOAD = 4096;
    private static final int REPLY = 4;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final UnixSocket socket;
    private final Epoll epoll;
    private final MemorySegment out = Arena.ofAuto().allocate(HEADER_LENGTH + MAX_PAYLOAD, 8);
    private final MemorySegment in = Arena.ofAuto().allocate(HEADER_LENGTH + MAX_PAYLOAD, 8);
    private boolean acknowledged;

    private FrontEnd(UnixSocket socket, Epoll epoll) {
        this.socket = socket;
        this.epoll = epoll;
    }

    /// Connects to a back end's socket.
    ///
    /// @throws LinuxException if nobody listens there
    public static FrontEnd connect(Path path) {
        UnixSocket socket = UnixSocket.connect(path);
        Epoll epoll = Epoll.create(1);
        epoll.add(socket.fd(), Epoll.IN, 0);
        return new FrontEnd(socket, epoll);
    }

    /// From now on each request without a reply of its own asks for an acknowledgement and waits
    /// for it (protocol feature REPLY_ACK).
    public void acknowledged(boolean on) {
        acknowledged = on;
    }

    /// A request that is answered with a number.
    public long ask(int request) {
        send(request, VERSION, 0);
        return reply(request, 0);
    }

    /// A request with a number, or with an index in the low half and a value in the high one.
    public void tell(int request, long value, Fd... fds) {
        out.set(U64, HEADER_LENGTH, value);
        tellPayload(request, Long.BYTES, fds);
    }

    /// A request whose payload of `length` octets has been written to [#payload()].
    public void tellPayload(int request, int length, Fd... fds) {
        send(request, acknowledged ? VERSION | WANT_REPLY : VERSION, length, fds);
        if (acknowledged) {
            long verdict = reply(request, 0);
            if (verdict != 0) {
                throw new BackEndException("request %d is refused: %d".formatted(request, verdict));
            }
        }
    }

    /// Stops a ring.
    ///
    /// @return the index of the next available entry that the back end would have taken
    public int stopRing(int queue) {
        out.set(U32, HEADER_LENGTH, queue);
        out.set(U32, HEADER_LENGTH + Integer.BYTES, 0);
        send(GET_VRING_BASE, VERSION, Long.BYTES);
        return (int) (reply(GET_VRING_BASE, Long.BYTES) >>> Integer.SIZE);
    }

    /// Where to write the payload of [#tellPayload].
    public MemorySegment payload() {
        return out.asSlice(HEADER_LENGTH);
    }

    /// Sends a message with any header whatever; the payload comes from [#payload()].
    public void send(int request, int flags, int payloadLength, Fd... fds) {
        out.set(U32, 0, request);
        out.set(U32, 4, flags);
        out.set(U32, 8, payloadLength);
        sendRaw(out, HEADER_LENGTH + Math.clamp(payloadLength, 0, MAX_PAYLOAD), fds);
    }

    /// Sends octets as they are.
    ///
    /// @throws LinuxException if the back end is gone
    public void sendRaw(MemorySegment octets, int length, Fd... fds) {
        int sent = socket.send(octets, 0, length, fds);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (sent < length) {
            int n = socket.send(octets, Math.max(sent, 0), length - Math.max(sent, 0));
            sent = Math.max(sent, 0) + Math.max(n, 0);
            if (System.nanoTime() - deadline > 0) {
                throw new BackEndException("the back end does not read its control socket");
            }
            Thread.onSpinWait();
        }
    }

    /// Sends as much as goes without waiting.
    ///
    /// @return how many octets went, or [UnixSocket#WOULD_BLOCK]
    /// @throws LinuxException if the back end is gone
    public int sendNow(MemorySegment octets, int length, Fd... fds) {
        return socket.send(octets, 0, length, fds);
    }

    /// Reads one answer, whatever it is.
    public void skipReply() {
        receive(HEADER_LENGTH, 0, 0);
        int length = in.get(U32, 8);
        if (length > 0 && length <= MAX_PAYLOAD) {
            receive(length, HEADER_LENGTH, 0);
        }
    }

    /// This end of the connection, for who passes it on.
    public Fd fd() {
        return socket.fd();
    }

    /// The process at the other end.
    public int peerPid() {
        return socket.peerPid();
    }

    /// The 64-bit answer to a request.
    ///
    /// @throws BackEndException if none comes, the connection ends, or it is not the answer
    public long reply(int request, int atLeast) {
        receive(HEADER_LENGTH, 0, request);
        int answered = in.get(U32, 0);
        int flags = in.get(U32, 4);
        int length = in.get(U32, 8);
        if (answered != request
                || (flags & REPLY) == 0
                || length < Math.max(atLeast, Long.BYTES)
                || length > MAX_PAYLOAD) {
            throw new BackEndException(
                    "answer to request %d: request %d, flags 0x%x, %d octets"
                            .formatted(request, answered, flags, length));
        }
        receive(length, HEADER_LENGTH, request);
        return in.get(U64, HEADER_LENGTH);
    }

    /// The number at `at` in the answer to a request for the configuration space.
    ///
    /// @throws BackEndException as [#reply]
    public int replyConfig(int request, int at) {
        reply(request, at + Long.BYTES);
        return in.get(U32, HEADER_LENGTH + at);
    }

    /// Waits until the back end ends the connection.
    ///
    /// @return false if it does not within ten seconds; answers that come meanwhile are read
    public boolean awaitEnd() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() - deadline < 0) {
            int n = socket.receive(in, 0, (int) in.byteSize(), null);
            if (n == 0) {
                return true;
            }
            epoll.await(100);
        }
        return false;
    }

    /// Whether the back end has ended the connection by now.
    public boolean isEnded() {
        return socket.receive(in, 0, (int) in.byteSize(), null) == 0;
    }

    @Override
    public void close() {
        epoll.close();
        socket.close();
    }

    private void receive(int length, int at, int request) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        int got = 0;
        while (got < length) {
            int n = socket.receive(in, at + got, length - got, null);
            if (n == 0) {
                throw new BackEndException(
                        "the back end ended the connection at request " + request);
            }
            if (n > 0) {
                got += n;
            } else if (System.nanoTime() - deadline > 0) {
                throw new BackEndException("no answer to request " + request);
            } else {
                epoll.await(100);
            }
        }
    }
}

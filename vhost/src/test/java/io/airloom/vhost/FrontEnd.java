package io.airloom.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.linux.EventFd;
import io.airloom.linux.Fd;
import io.airloom.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A front end's end of a control socket, with the back end's loop run by the same thread: every
/// step is done when the method returns.
final class FrontEnd implements AutoCloseable {
    private static final long DEADLINE_NANOS = 5_000_000_000L;

    final UnixSocket socket;
    private final Runnable settle;
    private final MemorySegment buffer = Arena.ofAuto().allocate(1 << 17, 8);

    /// @param settle lets the back end run until nothing happens any more; does nothing if it has a
    ///   thread of its own
    FrontEnd(UnixSocket socket, Runnable settle) {
        this.socket = socket;
        this.settle = settle;
    }

    void settle() {
        settle.run();
    }

    /// Lets the back end run until something is true.
    void await(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        settle();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as(what).isLessThan(DEADLINE_NANOS);
            Thread.onSpinWait();
            settle();
        }
    }

    void send(VhostUserRequest request, byte[] payload, Fd... fds) {
        send(request.code(), VhostUserMessage.VERSION, payload, fds);
    }

    /// Sends a message and lets the back end handle it.
    void send(int request, int flags, byte[] payload, Fd... fds) {
        sendBytes(message(request, flags, payload), fds);
        settle();
    }

    static byte[] message(int request, int flags, byte[] payload) {
        return ByteBuffer.allocate(12 + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(request)
                .putInt(flags)
                .putInt(payload.length)
                .put(payload)
                .array();
    }

    void sendBytes(byte[] bytes, Fd... fds) {
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, buffer, 0, bytes.length);
        assertThat(socket.send(buffer, 0, bytes.length, fds)).isEqualTo(bytes.length);
    }

    /// The next reply, or null if there is none.
    @Nullable Reply reply() {
        settle();
        int n = socket.receive(buffer, 0, 12, null);
        if (n == UnixSocket.WOULD_BLOCK || n == 0) {
            return null;
        }
        assertThat(n).isEqualTo(12);
        int size = VhostUserMessage.readInt(buffer, 8);
        byte[] payload = new byte[size];
        if (size > 0) {
            assertThat(socket.receive(buffer, 12, size, null)).isEqualTo(size);
            MemorySegment.copy(buffer, 12, MemorySegment.ofArray(payload), 0, size);
        }
        return new Reply(
                VhostUserMessage.readInt(buffer, 0),
                VhostUserMessage.readInt(buffer, 4),
                HexFormat.of().formatHex(payload));
    }

    /// The next reply, which a back end with a thread of its own takes its time for.
    Reply awaitReply() {
        Reply[] reply = new Reply[1];
        await("a reply", () -> (reply[0] = reply()) != null);
        return reply[0];
    }

    /// Sends, and expects an acknowledgement with this number.
    void sendAcknowledged(VhostUserRequest request, long expected, byte[] payload, Fd... fds) {
        send(request.code(), VhostUserMessage.VERSION | VhostUserMessage.NEED_REPLY, payload, fds);
        Reply reply = awaitReply();
        assertThat(reply.request()).isEqualTo(request.code());
        assertThat(reply.flags()).isEqualTo(5);
        assertThat(reply.number()).isEqualTo(expected);
    }

    /// Whether the back end has hung up.
    boolean isHungUp() {
        settle();
        return socket.receive(buffer, 0, 1, null) == 0;
    }

    static byte[] u64(long value) {
        return longs(value);
    }

    static byte[] state(int index, int number) {
        return longs(Integer.toUnsignedLong(index) | (long) number << 32);
    }

    static byte[] longs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }

    @Override
    public void close() {
        socket.close();
    }

    /// @param payload in hexadecimal
    record Reply(int request, int flags, String payload) {
        long number() {
            assertThat(payload).hasSize(16);
            byte[] bytes = HexFormat.of().parseHex(payload);
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        }
    }

    /// Sets up one queue of a ring that lies in memory at this front end's address 0 + offset.
    void setUpQueue(int index, DriverRing ring, long userBase, EventFd kick, EventFd call) {
        send(VhostUserRequest.SET_VRING_CALL, u64(index), call.fd());
        send(VhostUserRequest.SET_VRING_NUM, state(index, ring.size));
        send(VhostUserRequest.SET_VRING_BASE, state(index, ring.base));
        send(VhostUserRequest.SET_VRING_ADDR, address(index, ring, userBase));
        send(VhostUserRequest.SET_VRING_KICK, u64(index), kick.fd());
        send(VhostUserRequest.SET_VRING_ENABLE, state(index, 1));
    }

    static byte[] address(int index, DriverRing ring, long userBase) {
        return longs(
                index,
                userBase + ring.descriptors,
                userBase + ring.used,
                userBase + ring.available,
                0);
    }
}

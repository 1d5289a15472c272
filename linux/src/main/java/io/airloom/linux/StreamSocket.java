package io.airloom.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Objects;

/// A connected socket that carries a stream of octets each way. Never blocks, but for a receiver
/// that asks for it ([#receiveBlocks()]).
public sealed interface StreamSocket extends AutoCloseable
        permits UnixSocket, TcpSocket, VsockSocket {
    /// What [#receive] and [#send] return when they would have to wait.
    int WOULD_BLOCK = -1;

    /// Level of the options of every socket.
    int SOL_SOCKET = 1;

    /// The option that says how a connect went.
    int SO_ERROR = 4;

    Fd fd();

    @Override
    void close();

    /// From now on [#receive] waits until octets are there: one system call a message less for a
    /// thread that does nothing else. [#shutdownInput()] ends the wait. Sending still never waits.
    default void receiveBlocks() {
        EventFd.blocking(fd(), true);
    }

    /// Waits until octets can be sent, or a connection that was begun is decided.
    ///
    /// @return false if that did not happen in time, or a signal interrupted the wait
    default boolean awaitWritable(int timeoutMillis) {
        int n = LibcEvents.poll(fd().value(), LibcEvents.POLLOUT, timeoutMillis);
        return n != -Errno.EINTR && LinuxException.check(n, "poll", fd()) > 0;
    }

    /// Receives up to `length` octets (at least one) into native memory at `offset`.
    ///
    /// @return the number of octets (> 0), 0 at the end of the stream, or [#WOULD_BLOCK]
    /// @throws LinuxException ECONNRESET if the peer broke the connection off
    default int receive(MemorySegment buffer, long offset, int length) {
        checkLength(length);
        long address = Libc.address(buffer, offset, length);
        int n;
        try {
            do {
                n = SocketCalls.recv(fd().value(), address, length, 0);
            } while (n == -Errno.EINTR);
        } finally {
            Reference.reachabilityFence(buffer);
        }
        return n == -Errno.EAGAIN ? WOULD_BLOCK : LinuxException.check(n, "recv", fd());
    }

    /// The same into an array.
    default int receive(byte[] target, int offset, int length) {
        checkLength(length);
        Objects.checkFromIndexSize(offset, length, target.length);
        MemorySegment buffer = MemorySegment.ofArray(target).asSlice(offset, length);
        int n;
        do {
            n = SocketCalls.recvArray(fd().value(), buffer, 0);
        } while (n == -Errno.EINTR);
        return n == -Errno.EAGAIN ? WOULD_BLOCK : LinuxException.check(n, "recv", fd());
    }

    /// Sends octets of native memory. Fewer than `length` may go.
    ///
    /// @return how many went, or [#WOULD_BLOCK]
    /// @throws LinuxException EPIPE or ECONNRESET if the peer is gone or does not want any
    default int send(MemorySegment buffer, long offset, int length) {
        checkLength(length);
        long address = Libc.address(buffer, offset, length);
        int n;
        try {
            do {
                n = SocketCalls.send(fd().value(), address, length, SocketCalls.NO_SIGNAL_NO_WAIT);
            } while (n == -Errno.EINTR);
        } finally {
            Reference.reachabilityFence(buffer);
        }
        return n == -Errno.EAGAIN ? WOULD_BLOCK : LinuxException.check(n, "send", fd());
    }

    /// The same from an array.
    default int send(byte[] source, int offset, int length) {
        checkLength(length);
        Objects.checkFromIndexSize(offset, length, source.length);
        MemorySegment buffer = MemorySegment.ofArray(source).asSlice(offset, length);
        int n;
        do {
            n = SocketCalls.sendArray(fd().value(), buffer, SocketCalls.NO_SIGNAL_NO_WAIT);
        } while (n == -Errno.EINTR);
        return n == -Errno.EAGAIN ? WOULD_BLOCK : LinuxException.check(n, "send", fd());
    }

    /// Sends no more: the peer reads to the end of what was sent. Nothing if it is gone.
    default void shutdownOutput() {
        SocketCalls.shutdown(fd().value(), 1);
    }

    /// Receives no more: the peer cannot send. Nothing if it is gone.
    default void shutdownInput() {
        SocketCalls.shutdown(fd().value(), 0);
    }

    /// How a connect went that is over: the descriptor of one that had to wait became writable.
    ///
    /// @throws LinuxException ECONNREFUSED or ECONNRESET (nobody listens), ETIMEDOUT, EHOSTUNREACH
    default void finishConnect() {
        MemorySegment bytes = Scratch.ofThread().bytes;
        bytes.set(ValueLayout.JAVA_INT, Integer.BYTES, Integer.BYTES);
        long address = bytes.address();
        int result =
                Libc.getsockopt(
                        fd().value(), SOL_SOCKET, SO_ERROR, address, address + Integer.BYTES);
        LinuxException.check(result, "getsockopt SO_ERROR", fd());
        LinuxException.check(-bytes.get(ValueLayout.JAVA_INT, 0), "connect", fd());
    }

    private static void checkLength(int length) {
        if (length <= 0) {
            throw new IllegalArgumentException("length=" + length);
        }
    }
}

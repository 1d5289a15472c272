package io.airloom.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// More C functions, as in [Libc]: those that never block, whatever the descriptor's owner at the
/// other end does to it, and those that open one.
final class LibcEvents {
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    static final int POLLIN = 1;
    static final int POLLOUT = 4;
    private static final int RWF_NOWAIT = 8;
    private static final long CURRENT_POSITION = -1;

    private static final MethodHandle PREADV2 = Libc.find("preadv2");
    private static final MethodHandle POLL = Libc.find("poll");
    private static final MethodHandle PIPE2 = Libc.find("pipe2");
    private static final MethodHandle OPEN = Libc.find("open");

    private LibcEvents() {}

    /// Reads what is there; −EAGAIN if nothing is, even from a descriptor in blocking mode. Linux
    /// 5.7 can do that with an eventfd; before, −EOPNOTSUPP.
    static int readNow(int fd, long address, long length) {
        Scratch s = Scratch.ofThread();
        s.iovec.set(JAVA_LONG, Layout.IOVEC_BASE, address);
        s.iovec.set(JAVA_LONG, Layout.IOVEC_LEN, length);
        long iovec = s.iovec.address();
        try {
            return (int)
                    s.result(
                            (long)
                                    PREADV2.invokeExact(
                                            s.callState,
                                            (long) fd,
                                            iovec,
                                            1L,
                                            CURRENT_POSITION,
                                            (long) RWF_NOWAIT,
                                            0L));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /// Sends to a socket without waiting.
    static int sendNow(int fd, long address, long length) {
        return SocketCalls.send(fd, address, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    }

    /// Receives from a socket without waiting. Descriptors that came along are closed.
    static int receiveNow(int fd, long address, long length) {
        return SocketCalls.recv(fd, address, length, MSG_DONTWAIT);
    }

    /// Whether a write would have to wait.
    static boolean isFull(int fd) {
        return poll(fd, POLLOUT, 0) == 0;
    }

    /// Waits for one descriptor; 0 if nothing happened in time.
    static int poll(int fd, int events, int timeoutMillis) {
        Scratch s = Scratch.ofThread();
        s.bytes.set(JAVA_INT, 0, fd);
        s.bytes.set(JAVA_INT, Layout.POLLFD_EVENTS, events);
        long pollfd = s.bytes.address();
        try {
            return s.result(
                    (int)
                            (long)
                                    POLL.invokeExact(
                                            s.callState,
                                            pollfd,
                                            1L,
                                            (long) timeoutMillis,
                                            0L,
                                            0L,
                                            0L));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    static int pipe2(long twoInts, int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    PIPE2.invokeExact(
                                            s.callState, twoInts, (long) flags, 0L, 0L, 0L, 0L));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    static int open(String path, int flags) {
        Scratch s = Scratch.ofThread();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment cPath = arena.allocateFrom(path);
            return s.result(
                    (int)
                            (long)
                                    OPEN.invokeExact(
                                            s.callState,
                                            cPath.address(),
                                            (long) flags,
                                            0L,
                                            0L,
                                            0L,
                                            0L));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }
}

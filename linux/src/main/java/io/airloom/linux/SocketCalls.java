package io.airloom.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// The C functions for connected sockets, in the manner of [Libc].
final class SocketCalls {
    /// To send without waiting, whatever mode the descriptor is in: MSG_NOSIGNAL, MSG_DONTWAIT.
    static final int NO_SIGNAL_NO_WAIT = 0x4000 | 0x40;

    private static final MethodHandle GETPEERNAME = Libc.find("getpeername");
    private static final MethodHandle GETSOCKNAME = Libc.find("getsockname");
    private static final MethodHandle SHUTDOWN = Libc.find("shutdown");
    private static final MethodHandle SEND = Libc.find("send");
    private static final MethodHandle RECV = Libc.find("recv");

    static final int SOCK_STREAM = 1;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOCK_NONBLOCK = 0x800;

    private SocketCalls() {}

    /// Takes a connection, which does not block either, or null if none waits.
    ///
    /// @throws LinuxException EMFILE, ENFILE if there are too many descriptors; the connection then
    ///   goes on waiting, and epoll goes on saying so
    static @Nullable Fd accept(Fd listener) {
        while (true) {
            int raw = Libc.accept4(listener.value(), SOCK_CLOEXEC | SOCK_NONBLOCK);
            if (raw == -Errno.EAGAIN) {
                return null;
            }
            if (raw != -Errno.EINTR && raw != -Errno.ECONNABORTED) {
                return Fd.adopt(LinuxException.check(raw, "accept4", listener));
            }
        }
    }

    static int getpeername(int fd, long value, long lengthInOut) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    GETPEERNAME.invokeExact(
                                            s.callState,
                                            (long) fd,
                                            value,
                                            lengthInOut,
                                            0L,
                                            0L,
                                            0L));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    static int getsockname(int fd, long value, long lengthInOut) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    GETSOCKNAME.invokeExact(
                                            s.callState,
                                            (long) fd,
                                            value,
                                            lengthInOut,
                                            0L,
                                            0L,
                                            0L));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    static int shutdown(int fd, int how) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    SHUTDOWN.invokeExact(
                                            s.callState, (long) fd, (long) how, 0L, 0L, 0L, 0L));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    static int send(int fd, long address, long length, int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return (int)
                    s.result(
                            (long)
                                    SEND.invokeExact(
                                            s.callState,
                                            (long) fd,
                                            address,
                                            length,
                                            (long) flags,
                                            0L,
                                            0L));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    static int recv(int fd, long address, long length, int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return (int)
                    s.result(
                            (long)
                                    RECV.invokeExact(
                                            s.callState,
                                            (long) fd,
                                            address,
                                            length,
                                            (long) flags,
                                            0L,
                                            0L));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /// From an array on the heap; the descriptor must be one that does not block.
    static int sendArray(int fd, MemorySegment array, int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return (int)
                    s.result(
                            (long)
                                    OfArrays.SEND.invokeExact(
                                            s.callState, fd, array, array.byteSize(), flags));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /// Into an array on the heap; the descriptor must be one that does not block.
    static int recvArray(int fd, MemorySegment array, int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return (int)
                    s.result(
                            (long)
                                    OfArrays.RECV.invokeExact(
                                            s.callState, fd, array, array.byteSize(), flags));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /// Functions that are handed arrays where they lie: the collector waits for them, so they must
    /// be quick. A class of its own, since not every program calls them.
    private static final class OfArrays {
        static final MethodHandle SEND = critical("send");
        static final MethodHandle RECV = critical("recv");

        private static MethodHandle critical(String name) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(name),
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT),
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.critical(true));
        }
    }
}

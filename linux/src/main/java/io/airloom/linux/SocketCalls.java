package io.airloom.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The C functions for connected sockets, in the manner of [Libc].
final class SocketCalls {
    /// To send without waiting, whatever mode the descriptor is in: MSG_NOSIGNAL, MSG_DONTWAIT.
    static final int NO_SIGNAL_NO_WAIT = 0x4000 | 0x40;

    private static final MethodHandle GETPEERNAME =
            Libc.find("getpeername", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle GETSOCKNAME =
            Libc.find("getsockname", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SHUTDOWN =
            Libc.find("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SEND =
            Libc.find("send", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECV =
            Libc.find("recv", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SEND_ARRAY =
            critical("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECV_ARRAY =
            critical("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

    private SocketCalls() {}

    static int getpeername(int fd, long value, long lengthInOut) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) GETPEERNAME.invokeExact(s.callState, fd, value, lengthInOut));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    static int getsockname(int fd, long value, long lengthInOut) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) GETSOCKNAME.invokeExact(s.callState, fd, value, lengthInOut));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    static int shutdown(int fd, int how) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) SHUTDOWN.invokeExact(s.callState, fd, how));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    static int send(int fd, long address, long length, int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return (int) s.result((long) SEND.invokeExact(s.callState, fd, address, length, flags));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    static int recv(int fd, long address, long length, int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return (int) s.result((long) RECV.invokeExact(s.callState, fd, address, length, flags));
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
                                    SEND_ARRAY.invokeExact(
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
                                    RECV_ARRAY.invokeExact(
                                            s.callState, fd, array, array.byteSize(), flags));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /// Of a function that is handed arrays where they lie: the collector waits for it, so it must
    /// be quick.
    private static MethodHandle critical(
            String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"),
                Linker.Option.critical(true));
    }
}

package io.airloom.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Objects;

/// The C functions that the room calls, one static method each. Every method returns the function's
/// result, or −errno: the kernel's own convention, and one number to look at.
///
/// Pointers travel as `long` addresses, since cutting a segment to size would allocate. Callers get
/// them from [#address], which makes the checks that the foreign linker would have made, and keep
/// the segment reachable until the call has returned.
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();

    private static final MethodHandle CLOSE = find("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle READ =
            find("read", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle WRITE =
            find("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle FCNTL =
            variadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle FSTAT = find("fstat", JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle FCHMOD = find("fchmod", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle FTRUNCATE = find("ftruncate", JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle EVENTFD = find("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle TIMERFD_CREATE =
            find("timerfd_create", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle TIMERFD_SETTIME =
            find("timerfd_settime", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle MEMFD_CREATE =
            find("memfd_create", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle MMAP =
            find("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MUNMAP = find("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SOCKET =
            find("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SOCKETPAIR =
            find("socketpair", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle BIND = find("bind", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle LISTEN = find("listen", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle CONNECT =
            find("connect", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle ACCEPT4 =
            find("accept4", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            find("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            find("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SENDMSG =
            find("sendmsg", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECVMSG =
            find("recvmsg", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle EPOLL_CREATE1 = find("epoll_create1", JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_CTL =
            find("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle EPOLL_WAIT =
            find("epoll_wait", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle SYSCONF = find("sysconf", JAVA_LONG, JAVA_INT);
    private static final MethodHandle ABS =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("abs"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Libc() {}

    /// The address of `length` octets at `offset` of a native segment.
    ///
    /// @throws IndexOutOfBoundsException if they are not all inside the segment
    /// @throws IllegalArgumentException if the segment lies on the heap
    /// @throws IllegalStateException if its memory has been given back
    static long address(MemorySegment segment, long offset, long length) {
        if (!segment.isNative()) {
            throw new IllegalArgumentException("segment is not native: " + segment);
        }
        if (!segment.scope().isAlive()) {
            throw new IllegalStateException("segment is closed");
        }
        Objects.checkFromIndexSize(offset, length, segment.byteSize());
        return segment.address() + offset;
    }

    static int close(int fd) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) CLOSE.invokeExact(s.callState, fd));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int read(int fd, long address, long length) {
        Scratch s = Scratch.ofThread();
        try {
            return (int) s.result((long) READ.invokeExact(s.callState, fd, address, length));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int write(int fd, long address, long length) {
        Scratch s = Scratch.ofThread();
        try {
            return (int) s.result((long) WRITE.invokeExact(s.callState, fd, address, length));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int fcntl(int fd, int command, int argument) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) FCNTL.invokeExact(s.callState, fd, command, argument));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int fstat(int fd, long stat) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) FSTAT.invokeExact(s.callState, fd, stat));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int fchmod(int fd, int mode) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) FCHMOD.invokeExact(s.callState, fd, mode));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int ftruncate(int fd, long length) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) FTRUNCATE.invokeExact(s.callState, fd, length));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int eventfd(int initial, int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) EVENTFD.invokeExact(s.callState, initial, flags));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int timerfdCreate(int clock, int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) TIMERFD_CREATE.invokeExact(s.callState, clock, flags));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int timerfdSettime(int fd, int flags, long value) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) TIMERFD_SETTIME.invokeExact(s.callState, fd, flags, value, 0L));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int memfdCreate(String name, int flags) {
        Scratch s = Scratch.ofThread();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment cName = arena.allocateFrom(name);
            return s.result((int) MEMFD_CREATE.invokeExact(s.callState, cName, flags));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long mmap(long length, int protection, int flags, int fd, long offset) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (long)
                            MMAP.invokeExact(
                                    s.callState, 0L, length, protection, flags, fd, offset));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int munmap(long address, long length) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) MUNMAP.invokeExact(s.callState, address, length));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int socket(int family, int type) {
        return socket(family, type, 0);
    }

    static int socket(int family, int type, int protocol) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) SOCKET.invokeExact(s.callState, family, type, protocol));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int socketpair(int family, int type, long twoInts) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) SOCKETPAIR.invokeExact(s.callState, family, type, 0, twoInts));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int bind(int fd, long address, int length) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) BIND.invokeExact(s.callState, fd, address, length));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int listen(int fd, int backlog) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) LISTEN.invokeExact(s.callState, fd, backlog));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int connect(int fd, long address, int length) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) CONNECT.invokeExact(s.callState, fd, address, length));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int accept4(int fd, int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) ACCEPT4.invokeExact(s.callState, fd, 0L, 0L, flags));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int setsockopt(int fd, int level, int option, long value, int length) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int) SETSOCKOPT.invokeExact(s.callState, fd, level, option, value, length));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int getsockopt(int fd, int level, int option, long value, long lengthInOut) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            GETSOCKOPT.invokeExact(
                                    s.callState, fd, level, option, value, lengthInOut));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int sendmsg(int fd, long msghdr, int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return (int) s.result((long) SENDMSG.invokeExact(s.callState, fd, msghdr, flags));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int recvmsg(int fd, long msghdr, int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return (int) s.result((long) RECVMSG.invokeExact(s.callState, fd, msghdr, flags));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int epollCreate1(int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) EPOLL_CREATE1.invokeExact(s.callState, flags));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int epollCtl(int epoll, int operation, int fd, long event) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) EPOLL_CTL.invokeExact(s.callState, epoll, operation, fd, event));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int epollWait(int epoll, long events, int capacity, int timeoutMillis) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            EPOLL_WAIT.invokeExact(
                                    s.callState, epoll, events, capacity, timeoutMillis));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long sysconf(int name) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((long) SYSCONF.invokeExact(s.callState, name));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /// Does nothing, in C: on the way back the virtual machine throws what it has put off.
    static int abs(int number) {
        try {
            return (int) ABS.invokeExact(number);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static MethodHandle find(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    static MethodHandle variadic(
            String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixed));
    }

    /// C functions throw nothing, but `invokeExact` says that it may; and a fault in mapped memory
    /// may surface here as an error of its own, which must pass.
    static RuntimeException unexpected(Throwable t) {
        if (t instanceof Error e) {
            throw e;
        }
        return t instanceof RuntimeException e ? e : new IllegalStateException(t);
    }
}

package io.airloom.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Objects;

/// The C functions that the room calls, one static method each. Every method returns the function's
/// result, or −errno: the kernel's own convention, and one number to look at.
///
/// Pointers travel as `long` addresses, since cutting a segment to size would allocate. Callers get
/// them from [#address], which makes the checks that the foreign linker would have made, and keep
/// the segment reachable until the call has returned.
///
/// Every argument and every result is a `long` to the linker, also where C has an `int`: each of
/// them has a register of 64 bits, of which neither side looks at more than its type has (System V
/// ABI for x86-64 §3.2.3, AAPCS64 §6.8.2); so the result of such a function is cut to an `int`. For
/// each *shape* of a function the JVM makes a dozen classes when the program starts, and no cache
/// of it holds them: seven shapes instead of thirty save an agent under emulation seconds.
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();

    private static final MethodHandle CLOSE = find("close", 1);
    private static final MethodHandle READ = find("read", 3);
    private static final MethodHandle WRITE = find("write", 3);
    private static final MethodHandle FCNTL = variadic("fcntl", 2, 3);
    private static final MethodHandle FSTAT = find("fstat", 2);
    private static final MethodHandle FCHMOD = find("fchmod", 2);
    private static final MethodHandle FTRUNCATE = find("ftruncate", 2);
    private static final MethodHandle EVENTFD = find("eventfd", 2);
    private static final MethodHandle TIMERFD_CREATE = find("timerfd_create", 2);
    private static final MethodHandle TIMERFD_SETTIME = find("timerfd_settime", 4);
    private static final MethodHandle MEMFD_CREATE = find("memfd_create", 2);
    private static final MethodHandle MMAP = find("mmap", 6);
    private static final MethodHandle MUNMAP = find("munmap", 2);
    private static final MethodHandle SOCKET = find("socket", 3);
    private static final MethodHandle SOCKETPAIR = find("socketpair", 4);
    private static final MethodHandle BIND = find("bind", 3);
    private static final MethodHandle LISTEN = find("listen", 2);
    private static final MethodHandle CONNECT = find("connect", 3);
    private static final MethodHandle ACCEPT4 = find("accept4", 4);
    private static final MethodHandle SETSOCKOPT = find("setsockopt", 5);
    private static final MethodHandle GETSOCKOPT = find("getsockopt", 5);
    private static final MethodHandle SENDMSG = find("sendmsg", 3);
    private static final MethodHandle RECVMSG = find("recvmsg", 3);
    private static final MethodHandle EPOLL_CREATE1 = find("epoll_create1", 1);
    private static final MethodHandle EPOLL_CTL = find("epoll_ctl", 4);
    private static final MethodHandle EPOLL_WAIT = find("epoll_wait", 4);
    private static final MethodHandle SYSCONF = find("sysconf", 1);

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
            return s.result((int) (long) CLOSE.invokeExact(s.callState, (long) fd));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int read(int fd, long address, long length) {
        Scratch s = Scratch.ofThread();
        try {
            return (int) s.result((long) READ.invokeExact(s.callState, (long) fd, address, length));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int write(int fd, long address, long length) {
        Scratch s = Scratch.ofThread();
        try {
            return (int)
                    s.result((long) WRITE.invokeExact(s.callState, (long) fd, address, length));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int fcntl(int fd, int command, int argument) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    FCNTL.invokeExact(
                                            s.callState,
                                            (long) fd,
                                            (long) command,
                                            (long) argument));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int fstat(int fd, long stat) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) (long) FSTAT.invokeExact(s.callState, (long) fd, stat));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int fchmod(int fd, int mode) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) (long) FCHMOD.invokeExact(s.callState, (long) fd, (long) mode));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int ftruncate(int fd, long length) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) (long) FTRUNCATE.invokeExact(s.callState, (long) fd, length));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int eventfd(int initial, int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int) (long) EVENTFD.invokeExact(s.callState, (long) initial, (long) flags));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int timerfdCreate(int clock, int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    TIMERFD_CREATE.invokeExact(
                                            s.callState, (long) clock, (long) flags));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int timerfdSettime(int fd, int flags, long value) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    TIMERFD_SETTIME.invokeExact(
                                            s.callState, (long) fd, (long) flags, value, 0L));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int memfdCreate(String name, int flags) {
        Scratch s = Scratch.ofThread();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment cName = arena.allocateFrom(name);
            return s.result(
                    (int)
                            (long)
                                    MEMFD_CREATE.invokeExact(
                                            s.callState, cName.address(), (long) flags));
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
                                    s.callState,
                                    0L,
                                    length,
                                    (long) protection,
                                    (long) flags,
                                    (long) fd,
                                    offset));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int munmap(long address, long length) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) (long) MUNMAP.invokeExact(s.callState, address, length));
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
            return s.result(
                    (int)
                            (long)
                                    SOCKET.invokeExact(
                                            s.callState,
                                            (long) family,
                                            (long) type,
                                            (long) protocol));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int socketpair(int family, int type, long twoInts) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    SOCKETPAIR.invokeExact(
                                            s.callState, (long) family, (long) type, 0L, twoInts));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int bind(int fd, long address, int length) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int) (long) BIND.invokeExact(s.callState, (long) fd, address, (long) length));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int listen(int fd, int backlog) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int) (long) LISTEN.invokeExact(s.callState, (long) fd, (long) backlog));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int connect(int fd, long address, int length) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    CONNECT.invokeExact(
                                            s.callState, (long) fd, address, (long) length));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int accept4(int fd, int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int) (long) ACCEPT4.invokeExact(s.callState, (long) fd, 0L, 0L, (long) flags));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int setsockopt(int fd, int level, int option, long value, int length) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    SETSOCKOPT.invokeExact(
                                            s.callState,
                                            (long) fd,
                                            (long) level,
                                            (long) option,
                                            value,
                                            (long) length));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int getsockopt(int fd, int level, int option, long value, long lengthInOut) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    GETSOCKOPT.invokeExact(
                                            s.callState,
                                            (long) fd,
                                            (long) level,
                                            (long) option,
                                            value,
                                            lengthInOut));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int sendmsg(int fd, long msghdr, int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return (int)
                    s.result(
                            (long)
                                    SENDMSG.invokeExact(
                                            s.callState, (long) fd, msghdr, (long) flags));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int recvmsg(int fd, long msghdr, int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return (int)
                    s.result(
                            (long)
                                    RECVMSG.invokeExact(
                                            s.callState, (long) fd, msghdr, (long) flags));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int epollCreate1(int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((int) (long) EPOLL_CREATE1.invokeExact(s.callState, (long) flags));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int epollCtl(int epoll, int operation, int fd, long event) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    EPOLL_CTL.invokeExact(
                                            s.callState,
                                            (long) epoll,
                                            (long) operation,
                                            (long) fd,
                                            event));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int epollWait(int epoll, long events, int capacity, int timeoutMillis) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    EPOLL_WAIT.invokeExact(
                                            s.callState,
                                            (long) epoll,
                                            events,
                                            (long) capacity,
                                            (long) timeoutMillis));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long sysconf(int name) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result((long) SYSCONF.invokeExact(s.callState, (long) name));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /// Does nothing, in C: on the way back the virtual machine throws what it has put off.
    static int abs(int number) {
        try {
            return (int) Nothing.ABS.invokeExact(number);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /// A class of its own, since only who maps others' memory calls it.
    private static final class Nothing {
        static final MethodHandle ABS =
                LINKER.downcallHandle(
                        LINKER.defaultLookup().findOrThrow("abs"),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }

    /// A function of so many arguments.
    static MethodHandle find(String name, int arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                shape(arguments),
                Linker.Option.captureCallState("errno"));
    }

    /// One of which all but the first `fixed` arguments are variadic.
    static MethodHandle variadic(String name, int fixed, int arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                shape(arguments),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixed));
    }

    private static FunctionDescriptor shape(int arguments) {
        MemoryLayout[] layouts = new MemoryLayout[arguments];
        Arrays.fill(layouts, JAVA_LONG);
        return FunctionDescriptor.of(JAVA_LONG, layouts);
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

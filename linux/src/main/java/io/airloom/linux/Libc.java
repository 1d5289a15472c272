package io.airloom.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Objects;

/// The C functions that the room calls, one static method each. Every method returns the function's
/// result, or −errno: the kernel's own convention, and one number to look at.
///
/// Pointers travel as `long` addresses, since cutting a segment to size would allocate. Callers get
/// them from [#address], which makes the checks that the foreign linker would have made, and keep
/// the segment reachable until the call has returned.
///
/// To the linker all functions are of one shape: six `long` arguments, and a `long` for a result.
/// Each of them has a register of 64 bits, of which neither side looks at more than its type has
/// (so the result of a function of type `int` is cut to one), and a function looks at no registers
/// of arguments that it does not have; those of Linux on x86-64 and arm64 are the same for variadic
/// functions (System V ABI §3.2.3, AAPCS64 §6.8.2). For each shape the JVM makes a dozen classes
/// when the program starts, and no cache of it holds them: an agent under emulation waits for that.
///
/// Longer than other classes: a list, of which each entry stands for itself.
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final FunctionDescriptor SHAPE =
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final MethodHandle CLOSE = find("close");
    private static final MethodHandle READ = find("read");
    private static final MethodHandle WRITE = find("write");
    private static final MethodHandle FCNTL = find("fcntl");
    private static final MethodHandle FSTAT = find("fstat");
    private static final MethodHandle FCHMOD = find("fchmod");
    private static final MethodHandle FTRUNCATE = find("ftruncate");
    private static final MethodHandle EVENTFD = find("eventfd");
    private static final MethodHandle TIMERFD_CREATE = find("timerfd_create");
    private static final MethodHandle TIMERFD_SETTIME = find("timerfd_settime");
    private static final MethodHandle MEMFD_CREATE = find("memfd_create");
    private static final MethodHandle MMAP = find("mmap");
    private static final MethodHandle MUNMAP = find("munmap");
    private static final MethodHandle SOCKET = find("socket");
    private static final MethodHandle SOCKETPAIR = find("socketpair");
    private static final MethodHandle BIND = find("bind");
    private static final MethodHandle LISTEN = find("listen");
    private static final MethodHandle CONNECT = find("connect");
    private static final MethodHandle ACCEPT4 = find("accept4");
    private static final MethodHandle SETSOCKOPT = find("setsockopt");
    private static final MethodHandle GETSOCKOPT = find("getsockopt");
    private static final MethodHandle SENDMSG = find("sendmsg");
    private static final MethodHandle RECVMSG = find("recvmsg");
    private static final MethodHandle EPOLL_CREATE1 = find("epoll_create1");
    private static final MethodHandle EPOLL_CTL = find("epoll_ctl");
    private static final MethodHandle EPOLL_WAIT = find("epoll_wait");
    private static final MethodHandle SYSCONF = find("sysconf");

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
            return s.result(
                    (int) (long) CLOSE.invokeExact(s.callState, (long) fd, 0L, 0L, 0L, 0L, 0L));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int read(int fd, long address, long length) {
        Scratch s = Scratch.ofThread();
        try {
            return (int)
                    s.result(
                            (long)
                                    READ.invokeExact(
                                            s.callState, (long) fd, address, length, 0L, 0L, 0L));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int write(int fd, long address, long length) {
        Scratch s = Scratch.ofThread();
        try {
            return (int)
                    s.result(
                            (long)
                                    WRITE.invokeExact(
                                            s.callState, (long) fd, address, length, 0L, 0L, 0L));
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
                                            (long) argument,
                                            0L,
                                            0L,
                                            0L));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int fstat(int fd, long stat) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int) (long) FSTAT.invokeExact(s.callState, (long) fd, stat, 0L, 0L, 0L, 0L));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int fchmod(int fd, int mode) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    FCHMOD.invokeExact(
                                            s.callState, (long) fd, (long) mode, 0L, 0L, 0L, 0L));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int ftruncate(int fd, long length) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    FTRUNCATE.invokeExact(
                                            s.callState, (long) fd, length, 0L, 0L, 0L, 0L));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int eventfd(int initial, int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    EVENTFD.invokeExact(
                                            s.callState,
                                            (long) initial,
                                            (long) flags,
                                            0L,
                                            0L,
                                            0L,
                                            0L));
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
                                            s.callState,
                                            (long) clock,
                                            (long) flags,
                                            0L,
                                            0L,
                                            0L,
                                            0L));
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
                                            s.callState,
                                            (long) fd,
                                            (long) flags,
                                            value,
                                            0L,
                                            0L,
                                            0L));
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
                                            s.callState,
                                            cName.address(),
                                            (long) flags,
                                            0L,
                                            0L,
                                            0L,
                                            0L));
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
            return s.result(
                    (int) (long) MUNMAP.invokeExact(s.callState, address, length, 0L, 0L, 0L, 0L));
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
                                            (long) protocol,
                                            0L,
                                            0L,
                                            0L));
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
                                            s.callState,
                                            (long) family,
                                            (long) type,
                                            0L,
                                            twoInts,
                                            0L,
                                            0L));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int bind(int fd, long address, int length) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    BIND.invokeExact(
                                            s.callState,
                                            (long) fd,
                                            address,
                                            (long) length,
                                            0L,
                                            0L,
                                            0L));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int listen(int fd, int backlog) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    LISTEN.invokeExact(
                                            s.callState,
                                            (long) fd,
                                            (long) backlog,
                                            0L,
                                            0L,
                                            0L,
                                            0L));
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
                                            s.callState,
                                            (long) fd,
                                            address,
                                            (long) length,
                                            0L,
                                            0L,
                                            0L));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int accept4(int fd, int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    ACCEPT4.invokeExact(
                                            s.callState, (long) fd, 0L, 0L, (long) flags, 0L, 0L));
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
                                            (long) length,
                                            0L));
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
                                            lengthInOut,
                                            0L));
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
                                            s.callState,
                                            (long) fd,
                                            msghdr,
                                            (long) flags,
                                            0L,
                                            0L,
                                            0L));
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
                                            s.callState,
                                            (long) fd,
                                            msghdr,
                                            (long) flags,
                                            0L,
                                            0L,
                                            0L));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int epollCreate1(int flags) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    EPOLL_CREATE1.invokeExact(
                                            s.callState, (long) flags, 0L, 0L, 0L, 0L, 0L));
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
                                            event,
                                            0L,
                                            0L));
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
                                            (long) timeoutMillis,
                                            0L,
                                            0L));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long sysconf(int name) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (long) SYSCONF.invokeExact(s.callState, (long) name, 0L, 0L, 0L, 0L, 0L));
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

    /// A function of at most six arguments.
    static MethodHandle find(String name) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                SHAPE,
                Linker.Option.captureCallState("errno"));
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

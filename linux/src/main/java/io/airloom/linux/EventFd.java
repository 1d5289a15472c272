package io.airloom.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// An event that one process or thread signals and another waits for: an eventfd, or one end of a
/// pipe that a peer uses as such (User Mode Linux does). Never blocks, never allocates.
public final class EventFd implements AutoCloseable {
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 0x800;

    /// The eight octets that each signal writes.
    private static final MemorySegment ONE = Arena.global().allocateFrom(ValueLayout.JAVA_LONG, 1);

    private final Fd fd;

    private EventFd(Fd fd) {
        this.fd = fd;
    }

    public static EventFd create() {
        int raw = LinuxException.check(Libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd", 0);
        return new EventFd(Fd.adopt(raw));
    }

    /// Takes over a descriptor received from a peer, which is made non-blocking. The peer may have
    /// sent anything; [#signal()] and [#drain()] do no harm to us then, they just do not succeed.
    public static EventFd adopt(Fd fd) {
        int flags = LinuxException.check(Libc.fcntl(fd.value(), F_GETFL, 0), "fcntl F_GETFL", fd);
        if ((flags & O_NONBLOCK) == 0) {
            LinuxException.check(
                    Libc.fcntl(fd.value(), F_SETFL, flags | O_NONBLOCK), "fcntl F_SETFL", fd);
        }
        return new EventFd(fd);
    }

    /// Wakes whoever waits. That the event is pending already is success.
    ///
    /// @return false if nobody can be woken this way: the peer closed its end, or what it sent is
    ///   no event. Its death is told by its socket, so most callers need not look.
    public boolean signal() {
        int n = Libc.write(fd.value(), ONE.address(), Long.BYTES);
        return n == Long.BYTES || n == -Errno.EAGAIN || n == -Errno.EINTR;
    }

    /// Takes what is pending.
    ///
    /// @return whether there was anything; false also at the end of a pipe (then epoll says HUP for
    ///   ever: close the registration)
    public boolean drain() {
        MemorySegment bytes = Scratch.ofThread().bytes;
        return Libc.read(fd.value(), bytes.address(), Scratch.BYTES) > 0;
    }

    public Fd fd() {
        return fd;
    }

    @Override
    public void close() {
        fd.close();
    }
}

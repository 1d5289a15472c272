package io.airloom.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// An event that one process or thread signals and another waits for: an eventfd, or one end of a
/// pair of sockets that a peer uses as such (User Mode Linux does). Never allocates.
///
/// ## Never blocks
///
/// Whether a descriptor blocks is a property of the open file, which a peer that has sent it to us
/// shares with us and can change at any time. So nothing here relies on it: sockets are used with
/// flags that forbid to wait, eventfds are read likewise. Only for *writing* to an eventfd the
/// kernel has no such flag. A peer that makes it blocking and fills its counter stops the writer,
/// for up to 20 ms: then [StuckSignals] empties the counter, and [#wasStuck()] tells of it.
///
/// Signals come from one thread at a time.
public final class EventFd implements AutoCloseable {
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 0x800;
    private static final int SHUT_RD = 0;

    /// The eight octets that each signal writes.
    private static final MemorySegment ONE = Arena.global().allocateFrom(ValueLayout.JAVA_LONG, 1);

    private final Fd fd;
    private final boolean socket;

    /// Null for what nobody else can make block.
    private final StuckSignals.@Nullable Watch watch;

    private EventFd(Fd fd, boolean socket, boolean foreign) {
        this.fd = fd;
        this.socket = socket;
        this.watch = foreign && !socket ? StuckSignals.watch(fd) : null;
    }

    public static EventFd create() {
        int raw = LinuxException.check(Libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd", 0);
        return new EventFd(Fd.adopt(raw), false, false);
    }

    /// Takes over a descriptor received from a peer.
    ///
    /// @throws LinuxException EINVAL if it is neither an eventfd nor one of a pair of sockets: a
    ///   socket that is connected to a listening one may be the other end of our own, which would
    ///   then never be seen to close
    public static EventFd adopt(Fd fd) {
        if (MemoryFd.isSocket(fd)) {
            checkIsOfAPair(fd);
            return new EventFd(fd, true, true);
        }
        if (!isEventFd(fd)) {
            throw refused(fd, "neither an eventfd nor a socket");
        }
        blocking(fd, false);
        return new EventFd(fd, false, true);
    }

    /// As [#adopt], for a descriptor that is never waited for: what its peer writes to it, which
    /// might have descriptors in it, is thrown away, and no more is taken.
    public static EventFd adoptToSignal(Fd fd) {
        EventFd event = adopt(fd);
        event.refuseInput();
        return event;
    }

    /// Wakes whoever waits. That the event is pending already is success.
    ///
    /// @return false if nobody can be woken this way: the peer closed its end. Its death is told by
    ///   its socket, so most callers need not look.
    public boolean signal() {
        int n;
        if (socket) {
            n = LibcEvents.sendNow(fd.value(), ONE.address(), Long.BYTES);
        } else if (watch == null) {
            n = Libc.write(fd.value(), ONE.address(), Long.BYTES);
        } else {
            watch.begin();
            n = Libc.write(fd.value(), ONE.address(), Long.BYTES);
            watch.end();
        }
        return n == Long.BYTES || n == -Errno.EAGAIN || n == -Errno.EINTR;
    }

    /// Whether a signal had to be freed because the peer made the descriptor block.
    public boolean wasStuck() {
        return watch != null && watch.wasStuck();
    }

    /// Takes what is pending.
    ///
    /// @return whether there was anything; false also when the peer has closed its end (then epoll
    ///   says HUP for ever: close the registration)
    public boolean drain() {
        MemorySegment bytes = Scratch.ofThread().bytes;
        if (socket) {
            return LibcEvents.receiveNow(fd.value(), bytes.address(), Scratch.BYTES) > 0;
        }
        int n = LibcEvents.readNow(fd.value(), bytes.address(), Long.BYTES);
        if (n == -Errno.EOPNOTSUPP) {
            n = Libc.read(fd.value(), bytes.address(), Long.BYTES);
        }
        return n > 0;
    }

    public Fd fd() {
        return fd;
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        fd.close();
    }

    /// Sets or clears the open file's blocking mode, for everybody who shares it.
    public static void blocking(Fd fd, boolean on) {
        int flags = LinuxException.check(Libc.fcntl(fd.value(), F_GETFL, 0), "fcntl F_GETFL", fd);
        int wanted = on ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
        if (wanted != flags) {
            LinuxException.check(Libc.fcntl(fd.value(), F_SETFL, wanted), "fcntl F_SETFL", fd);
        }
    }

    /// Adds to the counter of an eventfd as much as it takes. For who plays a bad peer.
    public void fill() {
        MemorySegment most = Scratch.ofThread().bytes;
        drain();
        most.set(ValueLayout.JAVA_LONG, 0, -2L);
        Libc.write(fd.value(), most.address(), Long.BYTES);
    }

    private void refuseInput() {
        if (socket) {
            SocketCalls.shutdown(fd.value(), SHUT_RD);
            while (drain()) {
                // What came before.
            }
        }
    }

    private static void checkIsOfAPair(Fd fd) {
        MemorySegment bytes = Scratch.ofThread().bytes;
        bytes.set(ValueLayout.JAVA_INT, 0, Layout.SOCKADDR_UN_SIZE);
        long address = bytes.address() + Long.BYTES;
        int result = SocketCalls.getpeername(fd.value(), address, bytes.address());
        boolean unnamed =
                result == 0
                        && bytes.get(ValueLayout.JAVA_INT, 0) == Short.BYTES
                        && bytes.get(ValueLayout.JAVA_SHORT, Long.BYTES) == SocketAddress.AF_UNIX;
        if (!unnamed) {
            throw refused(fd, "a socket that is not one of a pair");
        }
    }

    private static boolean isEventFd(Fd fd) {
        try {
            Path link = Path.of("/proc/self/fd/" + fd.value());
            return Files.readSymbolicLink(link).toString().equals("anon_inode:[eventfd]");
        } catch (IOException e) {
            return false;
        }
    }

    private static LinuxException refused(Fd fd, String what) {
        return new LinuxException("eventfd", fd.toString(), Errno.EINVAL, what);
    }
}

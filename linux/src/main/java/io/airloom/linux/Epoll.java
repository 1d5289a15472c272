package io.airloom.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/// An epoll set, level-triggered, with room for a bounded number of events per wait. Each
/// descriptor is known by a token of the caller's choosing. [#await] and what it fills belong to
/// one thread.
public final class Epoll implements AutoCloseable {
    public static final int IN = 0x1;
    public static final int OUT = 0x4;

    /// Reported whether asked for or not, as is [#HUP].
    public static final int ERR = 0x8;

    public static final int HUP = 0x10;

    /// The peer has closed its writing half.
    public static final int RDHUP = 0x2000;

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int ADD = 1;
    private static final int DELETE = 2;
    private static final int MODIFY = 3;

    private final Fd fd;
    private final int capacity;
    private final MemorySegment events;

    private Epoll(Fd fd, int capacity) {
        this.fd = fd;
        this.capacity = capacity;
        this.events = Arena.ofAuto().allocate((long) capacity * Layout.EPOLL_EVENT_SIZE, 8);
    }

    /// Creates an empty set.
    ///
    /// @param capacity how many events one wait may report; more wait for the next
    public static Epoll create(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity=" + capacity);
        }
        int raw = LinuxException.check(Libc.epollCreate1(EPOLL_CLOEXEC), "epoll_create1", 0);
        return new Epoll(Fd.adopt(raw), capacity);
    }

    /// The set's own descriptor.
    public Fd fd() {
        return fd;
    }

    /// Starts to watch. The set forgets the descriptor when that is closed, even if another process
    /// holds the same file open.
    ///
    /// @throws LinuxException EPERM if it is of a kind that is always ready, such as a file
    public void add(Fd watched, int interest, long token) {
        control(ADD, watched, interest, token);
        watched.watchedBy(this);
    }

    public void modify(Fd watched, int interest, long token) {
        control(MODIFY, watched, interest, token);
    }

    /// Stops to watch; a closed descriptor is forgotten already.
    public void remove(Fd watched) {
        watched.watchedBy(null);
        if (watched.isOpen()) {
            control(DELETE, watched, 0, 0);
        }
    }

    /// Waits for events.
    ///
    /// @param timeoutMillis 0 only looks, −1 waits for ever
    /// @return how many there are, 0 also if a signal interrupted the wait
    public int await(int timeoutMillis) {
        int n = Libc.epollWait(fd.value(), events.address(), capacity, timeoutMillis);
        return n == -Errno.EINTR ? 0 : LinuxException.check(n, "epoll_wait", fd);
    }

    /// Event bits of ready descriptor `index` of the last wait.
    public int events(int index) {
        return events.get(ValueLayout.JAVA_INT, at(index) + Layout.EPOLL_EVENT_EVENTS);
    }

    /// Token of ready descriptor `index` of the last wait.
    public long token(int index) {
        return events.get(ValueLayout.JAVA_LONG_UNALIGNED, at(index) + Layout.EPOLL_EVENT_DATA);
    }

    /// Takes a descriptor out of the set while it is being closed, on any thread.
    void forget(int rawFd) {
        if (fd.isOpen()) {
            Libc.epollCtl(fd.value(), DELETE, rawFd, 0);
        }
    }

    @Override
    public void close() {
        fd.close();
    }

    private void control(int operation, Fd watched, int interest, long token) {
        MemorySegment event = Scratch.ofThread().bytes;
        event.set(ValueLayout.JAVA_INT, Layout.EPOLL_EVENT_EVENTS, interest);
        event.set(ValueLayout.JAVA_LONG_UNALIGNED, Layout.EPOLL_EVENT_DATA, token);
        LinuxException.check(
                Libc.epollCtl(fd.value(), operation, watched.value(), event.address()),
                "epoll_ctl",
                watched);
    }

    private long at(int index) {
        return (long) Objects.checkIndex(index, capacity) * Layout.EPOLL_EVENT_SIZE;
    }
}

package io.airloom.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// An open file descriptor with one owner, closed exactly once.
///
/// Closing a number twice is this domain's worst mistake: the kernel gives the number to the next
/// descriptor at once, and the second close then hits a stranger. So the number is reachable only
/// while the descriptor is open, and [#close()] may be called by any thread, any number of times.
public final class Fd implements AutoCloseable {
    /// Opens the mere name of a file, with which nothing can be done.
    public static final int O_PATH = 0x200000;

    /// For [#open]: reading and writing.
    public static final int O_RDWR = 2;

    private static final int O_CLOEXEC = 0x80000;
    private static final int STANDARD_OUTPUT = 1;

    private final int value;
    private final AtomicBoolean closed = new AtomicBoolean();

    /// The epoll instance that watches this descriptor. A file that another process holds too
    /// (every descriptor that came over a socket) stays in the set after our close, reports events
    /// for ever and can no longer be taken out, so it is taken out first.
    private volatile @Nullable Epoll watcher;

    private Fd(int value) {
        this.value = value;
    }

    /// Becomes the owner of a raw descriptor.
    public static Fd adopt(int rawFd) {
        if (rawFd < 0) {
            throw new IllegalArgumentException("rawFd=" + rawFd);
        }
        return new Fd(rawFd);
    }

    /// Opens a file that is there.
    ///
    /// @param flags `O_…`, as the kernel numbers them
    public static Fd open(Path path, int flags) {
        int raw = LibcEvents.open(path.toString(), flags | O_CLOEXEC);
        return adopt(LinuxException.check(raw, "open", SocketAddress.quoted(path)));
    }

    /// The standard output of this process, which nobody should close.
    public static Fd standardOutput() {
        return new Fd(STANDARD_OUTPUT);
    }

    /// A pipe: its end for reading and its end for writing.
    public static Fd[] pipe() {
        MemorySegment two = Scratch.ofThread().bytes;
        LinuxException.check(LibcEvents.pipe2(two.address(), O_CLOEXEC), "pipe2", "");
        return new Fd[] {
            adopt(two.get(ValueLayout.JAVA_INT, 0)),
            adopt(two.get(ValueLayout.JAVA_INT, Integer.BYTES))
        };
    }

    /// The kernel's number.
    ///
    /// @throws IllegalStateException if the descriptor is closed
    public int value() {
        if (closed.get()) {
            throw new IllegalStateException("file descriptor " + value + " is closed");
        }
        return value;
    }

    public boolean isOpen() {
        return !closed.get();
    }

    void watchedBy(@Nullable Epoll epoll) {
        watcher = epoll;
    }

    /// Whether nobody is at the other end any more: of a pipe that is written, a socket, a
    /// terminal. Never waits; a file has no such end.
    public boolean isAbandoned() {
        return LibcEvents.poll(value(), 0, 0) > 0;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Epoll epoll = watcher;
        if (epoll != null) {
            epoll.forget(value);
        }
        // Linux has freed the number whatever close() says, EINTR included: never try again.
        Libc.close(value);
    }

    /// `fd 7`, for messages.
    @Override
    public String toString() {
        return "fd " + value;
    }
}

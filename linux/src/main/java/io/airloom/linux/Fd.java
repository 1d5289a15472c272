package io.airloom.linux;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// An open file descriptor with one owner, closed exactly once.
///
/// Closing a number twice is this domain's worst mistake: the kernel gives the number to the next
/// descriptor at once, and the second close then hits a stranger. So the number is reachable only
/// while the descriptor is open, and [#close()] may be called by any thread, any number of times.
public final class Fd implements AutoCloseable {
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

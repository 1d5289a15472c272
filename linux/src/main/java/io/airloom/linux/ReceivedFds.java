package io.airloom.linux;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Descriptors that came with a message, owned here until they are taken. Reused from message to
/// message after [#close()]; of one thread.
public final class ReceivedFds implements AutoCloseable {
    /// What a vhost-user message carries at most; the kernel throws the rest away.
    public static final int MAX = 8;

    private final @Nullable Fd[] fds = new Fd[MAX];
    private int count;
    private boolean truncated;

    /// Empty.
    public ReceivedFds() {}

    /// How many have come since the last close, taken ones included.
    public int count() {
        return count;
    }

    /// Whether the peer sent more than [#MAX], or this process may not open so many: some are lost.
    public boolean truncated() {
        return truncated;
    }

    /// Hands over descriptor `index`, in the sender's order.
    ///
    /// @throws IllegalStateException if it has been taken already
    public Fd take(int index) {
        Fd fd = fds[Objects.checkIndex(index, count)];
        if (fd == null) {
            throw new IllegalStateException("descriptor " + index + " is taken");
        }
        fds[index] = null;
        return fd;
    }

    void add(Fd fd) {
        fds[count++] = fd;
    }

    void markTruncated() {
        truncated = true;
    }

    /// Closes those that nobody took and starts afresh.
    @Override
    public void close() {
        for (int i = 0; i < count; i++) {
            Fd fd = fds[i];
            if (fd != null) {
                fds[i] = null;
                fd.close();
            }
        }
        count = 0;
        truncated = false;
    }
}

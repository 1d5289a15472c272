package io.airloom.linux;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A socket that threads wait for, though it never blocks: who has to wait parks, a virtual thread
/// without holding its carrier, until the loop sees the socket ready. One may receive while another
/// sends; closing is for any.
///
/// Each direction has a lock, held while the socket is touched, so that nobody reads from or writes
/// to a descriptor that is closed meanwhile, and perhaps somebody else's by then.
public final class BlockingSocket implements AutoCloseable {
    /// Waits for as long as it takes.
    public static final long FOREVER = Long.MAX_VALUE;

    private final EventLoop loop;
    private final StreamSocket socket;
    private final Object peer;
    private final Direction reading = new Direction(Epoll.IN);
    private final Direction writing = new Direction(Epoll.OUT);
    private volatile boolean closed;

    /// Under both locks.
    private boolean socketClosed;

    /// Of the loop's thread: the one registration for both directions.
    private EventLoop.@Nullable Registration registration;

    private int interest;

    /// One direction: whoever waits in it.
    private static final class Direction {
        final int event;
        final ReentrantLock lock = new ReentrantLock();
        final Condition changed = lock.newCondition();
        boolean ready;

        Direction(int event) {
            this.event = event;
        }

        void wake() {
            lock.lock();
            try {
                ready = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// A try that may have to be made again.
    private interface Attempt {
        int run();
    }

    /// Takes the socket over.
    ///
    /// @param loop one that runs
    /// @param peer the other end, for messages
    public BlockingSocket(EventLoop loop, StreamSocket socket, Object peer) {
        this.loop = loop;
        this.socket = socket;
        this.peer = peer;
    }

    /// Waits until a connect that was begun is over.
    ///
    /// @param timeoutNanos at most so long, or [#FOREVER]
    /// @throws SocketTimeoutException if it was not decided in time
    /// @throws IOException if it failed
    public void awaitConnected(long timeoutNanos) throws IOException {
        writing.lock.lock();
        try {
            park(writing, timeoutNanos);
            if (closed) {
                throw closed(null);
            }
            socket.finishConnect();
        } catch (LinuxException e) {
            throw new IOException(peer + ": " + e.getMessage(), e);
        } finally {
            writing.lock.unlock();
        }
    }

    /// Receives up to `length` octets, and waits for the first.
    ///
    /// @param timeoutNanos at most so long, or [#FOREVER]
    /// @return how many, one or more; 0 at the end
    /// @throws SocketTimeoutException if there was none in time
    /// @throws IOException if the connection is broken, or closed here
    public int receive(byte[] target, int offset, int length, long timeoutNanos)
            throws IOException {
        return attempt(reading, () -> socket.receive(target, offset, length), timeoutNanos);
    }

    /// Sends up to `length` octets, and waits until the first have room.
    ///
    /// @param timeoutNanos at most so long, or [#FOREVER]
    /// @return how many, one or more
    /// @throws SocketTimeoutException if there was no room in time
    /// @throws IOException if the connection is broken, or closed here
    public int send(byte[] source, int offset, int length, long timeoutNanos) throws IOException {
        return attempt(writing, () -> socket.send(source, offset, length), timeoutNanos);
    }

    private int attempt(Direction direction, Attempt attempt, long timeoutNanos)
            throws IOException {
        direction.lock.lock();
        try {
            long begun = System.nanoTime();
            while (true) {
                if (closed) {
                    throw closed(null);
                }
                int n = attempt.run();
                if (n != StreamSocket.WOULD_BLOCK) {
                    return n;
                }
                park(
                        direction,
                        timeoutNanos == FOREVER
                                ? FOREVER
                                : timeoutNanos - (System.nanoTime() - begun));
            }
        } catch (LinuxException e) {
            throw new IOException(peer + ": " + e.getMessage(), e);
        } finally {
            direction.lock.unlock();
        }
    }

    private void park(Direction direction, long timeoutNanos) throws IOException {
        direction.ready = false;
        long left = timeoutNanos;
        try {
            if (left > 0) {
                loop.execute(() -> watch(direction.event));
            }
            while (!direction.ready && !closed) {
                if (left <= 0) {
                    throw new SocketTimeoutException(peer + ": not in time");
                }
                left = direction.changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (RejectedExecutionException e) {
            throw closed(e);
        }
    }

    private IOException closed(@Nullable RejectedExecutionException why) {
        return new IOException("the connection to " + peer + " is closed", why);
    }

    /// Whether the peer has broken the connection off, or is known to be gone.
    public boolean isBroken() {
        writing.lock.lock();
        try {
            if (!closed) {
                socket.finishConnect();
            }
            return closed;
        } catch (LinuxException e) {
            return true;
        } finally {
            writing.lock.unlock();
        }
    }

    /// Whoever waits looks again.
    public void wake() {
        reading.wake();
        writing.wake();
    }

    // ---- on the loop's thread
    // -----------------------------------------------------------------------

    private void watch(int event) {
        if (closed) {
            return;
        }
        interest |= event;
        watch();
    }

    private void ready(int events) {
        boolean over = (events & (Epoll.HUP | Epoll.ERR)) != 0;
        int seen = over ? interest : interest & events;
        interest &= ~seen;
        watch();
        if ((seen & Epoll.IN) != 0) {
            reading.wake();
        }
        if ((seen & Epoll.OUT) != 0) {
            writing.wake();
        }
    }

    private void unwatch() {
        interest = 0;
        watch();
    }

    /// Has the loop look for what anybody waits for; for nothing else, since a hang-up would be
    /// reported for ever. The lock keeps [#close()], on another thread, from closing the descriptor
    /// meanwhile.
    private void watch() {
        writing.lock.lock();
        try {
            EventLoop.Registration watched = registration;
            if (socketClosed) {
                if (watched != null) {
                    watched.forget();
                }
                registration = null;
            } else if (interest == 0) {
                if (watched != null) {
                    watched.close();
                }
                registration = null;
            } else if (watched == null) {
                registration = loop.register(socket.fd(), interest, (events, _) -> ready(events));
            } else {
                watched.interest(interest);
            }
        } finally {
            writing.lock.unlock();
        }
    }

    // ---- the end
    // -----------------------------------------------------------------------------------

    /// Sends no more: the other end reads to the end of what was sent.
    public void shutdownOutput() {
        writing.lock.lock();
        try {
            if (!closed) {
                socket.shutdownOutput();
            }
        } finally {
            writing.lock.unlock();
        }
    }

    /// Closes the socket; what was sent is still delivered. Whoever waits gets an IOException.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        wake();
        reading.lock.lock();
        writing.lock.lock();
        try {
            socketClosed = true;
            socket.close();
        } finally {
            writing.lock.unlock();
            reading.lock.unlock();
        }
        try {
            loop.execute(this::unwatch);
        } catch (RejectedExecutionException loopIsClosed) {
            // Then it watches nothing any more.
        }
    }
}

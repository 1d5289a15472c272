package io.airloom.linux;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A listening socket whose connections a loop's thread takes. When there are too many descriptors
/// it pauses, and takes those that wait later.
///
/// @param <S> the kind of socket
public final class SocketListener<S extends StreamSocket> implements AutoCloseable {
    /// How a connection is taken; null if none waits.
    public interface Accept<S> {
        /// Takes one.
        ///
        /// @throws LinuxException if there are too many descriptors, or the connection is broken
        @Nullable S run();
    }

    private static final System.Logger LOG = System.getLogger(SocketListener.class.getName());
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final EventLoop loop;
    private final S listening;
    private final Accept<S> accept;
    private final Consumer<S> accepted;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    /// Of the loop's thread.
    private EventLoop.@Nullable Registration registration;

    /// Takes a listening socket over; connections come from [#start()] on.
    ///
    /// @param accept of that socket
    /// @param accepted owns what it is given, and returns at once; on the loop's thread. After a
    ///   LinuxException, of a peer that is gone already, the connection is closed
    public SocketListener(EventLoop loop, S listening, Accept<S> accept, Consumer<S> accepted) {
        this.loop = loop;
        this.listening = listening;
        this.accept = accept;
        this.accepted = accepted;
    }

    /// Begins. Called once.
    public void start() {
        loop.execute(this::register);
    }

    private void register() {
        lock.lock();
        try {
            if (!closed) {
                registration = loop.register(listening.fd(), Epoll.IN, (_, _) -> takeOne());
            }
        } finally {
            lock.unlock();
        }
    }

    /// One a turn: epoll says again that more wait, and the others have their turns.
    private void takeOne() {
        S taken = null;
        lock.lock();
        try {
            if (!closed) {
                taken = accept.run();
            }
        } catch (LinuxException e) {
            LOG.log(System.Logger.Level.WARNING, e::getMessage);
            pause();
        } finally {
            lock.unlock();
        }
        if (taken != null) {
            handOver(taken);
        }
    }

    private void handOver(S taken) {
        try {
            accepted.accept(taken);
        } catch (LinuxException peerIsGone) {
            LOG.log(System.Logger.Level.DEBUG, peerIsGone::getMessage);
            taken.close();
        }
    }

    private void pause() {
        EventLoop.Registration paused = registration;
        if (paused != null) {
            paused.close();
            registration = null;
            loop.schedule(PAUSE_NANOS, this::register);
        }
    }

    /// Listens no more from when this returns.
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            listening.close();
        } finally {
            lock.unlock();
        }
        try {
            loop.execute(this::forget);
        } catch (RejectedExecutionException loopIsClosed) {
            // Then it watches nothing any more.
        }
    }

    private void forget() {
        EventLoop.Registration forgotten = registration;
        if (forgotten != null) {
            forgotten.forget();
            registration = null;
        }
    }
}

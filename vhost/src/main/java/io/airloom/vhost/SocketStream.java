package io.airloom.vhost;

import io.airloom.linux.Epoll;
import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.StreamSocket;
import io.airloom.linux.UnixSocket;
import io.airloom.linux.VsockSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Blocking streams over a socket that does not block: who has to wait parks, a virtual thread
/// without holding its carrier, until the loop sees the socket ready.
///
/// Each direction has a lock, held while the socket is touched, so that nobody reads from or writes
/// to a descriptor that is closed meanwhile, and perhaps somebody else's by then.
class SocketStream implements VsockStream, SocketEnd.Owner {
    private final EventLoop loop;
    private final StreamSocket socket;
    private final VsockAddress local;
    private final VsockAddress remote;
    private final Direction reading = new Direction(Epoll.IN);
    private final Direction writing = new Direction(Epoll.OUT);
    private volatile boolean closed;

    /// Under both locks.
    private boolean socketClosed;

    private volatile boolean broken;

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
    SocketStream(EventLoop loop, StreamSocket socket, VsockAddress local, VsockAddress remote) {
        this.loop = loop;
        this.socket = socket;
        this.local = local;
        this.remote = remote;
    }

    /// Meets a guest's request with a stream, and has it served. On the loop's thread.
    ///
    /// @throws LinuxException if there are too many descriptors
    static void accepted(
            EventLoop loop, VsockConnection connection, int guestCid, VsockAcceptor acceptor) {
        VsockFlow flow = connection.flow();
        UnixSocket[] pair = UnixSocket.pair();
        SocketStream stream =
                new SocketStream(
                        loop,
                        pair[0],
                        new VsockAddress(flow.peerCid(), flow.peerPort()),
                        new VsockAddress(guestCid, flow.guestPort()));
        connection.meet(new SocketEnd(loop, connection, pair[1], stream));
        stream.serve(acceptor);
    }

    /// Has it served by a thread of its own.
    void serve(VsockAcceptor acceptor) {
        Thread.ofVirtual()
                .name("airloom-vsock-" + remote)
                .start(() -> {
                    try (this) {
                        acceptor.serve(this);
                    } catch (IOException e) {
                        System.getLogger(SocketStream.class.getName())
                                .log(System.Logger.Level.DEBUG, () -> remote + ": " + e);
                    }
                });
    }

    /// The other end broke the connection off: reads say so when what came before was read.
    @Override
    public void broken() {
        broken = true;
    }

    /// Whoever waits looks again.
    @Override
    public void closed() {
        reading.wake();
        writing.wake();
    }

    /// Waits until a connect that was begun is over.
    ///
    /// @throws IOException if it failed
    void awaitConnected() throws IOException {
        writing.lock.lock();
        try {
            park(writing);
            if (socket instanceof VsockSocket asking) {
                asking.finishConnect();
            }
        } catch (LinuxException e) {
            throw new IOException(remote + ": " + e.getMessage(), e);
        } finally {
            writing.lock.unlock();
        }
    }

    @Override
    public VsockAddress local() {
        return local;
    }

    @Override
    public VsockAddress remote() {
        return remote;
    }

    @Override
    public InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, target.length);
                return length == 0 ? 0 : receive(target, offset, length);
            }

            @Override
            public void close() {
                SocketStream.this.close();
            }
        };
    }

    @Override
    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, source.length);
                int done = 0;
                while (done < length) {
                    int from = offset + done;
                    int left = length - done;
                    done += attempt(writing, () -> socket.send(source, from, left));
                }
            }

            @Override
            public void close() throws IOException {
                shutdownOutput();
            }
        };
    }

    private int receive(byte[] target, int offset, int length) throws IOException {
        int n = attempt(reading, () -> socket.receive(target, offset, length));
        if (n == 0 && broken) {
            throw new IOException(remote + " has broken the connection off");
        }
        return n == 0 ? -1 : n;
    }

    private int attempt(Direction direction, Attempt attempt) throws IOException {
        direction.lock.lock();
        try {
            while (true) {
                if (closed) {
                    throw new IOException("the connection to " + remote + " is closed");
                }
                int n = attempt.run();
                if (n != StreamSocket.WOULD_BLOCK) {
                    return n;
                }
                park(direction);
            }
        } catch (LinuxException e) {
            throw new IOException(remote + ": " + e.getMessage(), e);
        } finally {
            direction.lock.unlock();
        }
    }

    private void park(Direction direction) throws IOException {
        direction.ready = false;
        try {
            loop.execute(() -> watch(direction.event));
            while (!direction.ready && !closed) {
                direction.changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (RejectedExecutionException e) {
            throw new IOException("the connection to " + remote + " is closed", e);
        }
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

    @Override
    public void shutdownOutput() throws IOException {
        writing.lock.lock();
        try {
            if (!closed) {
                socket.shutdownOutput();
            }
        } finally {
            writing.lock.unlock();
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        closed();
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

package io.airloom.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Guests within this process: a test is the guest, and sees each write by itself.
final class MemoryTransport implements GuestTransport {
    private @Nullable Acceptor acceptor;
    private final Map<String, BlockingQueue<Pipe>> listening = new ConcurrentHashMap<>();
    private volatile boolean closed;

    @Override
    public String address() {
        return "memory";
    }

    @Override
    public void start(Acceptor taker) {
        acceptor = taker;
    }

    @Override
    public void close() {
        closed = true;
    }

    /// A guest connects to the port for requests.
    ///
    /// @return its end
    Pipe connect(String guest) throws IOException {
        return connect(guest, new byte[0]);
    }

    /// The same; what it says first is there when the host learns of it, however busy the machine.
    Pipe connect(String guest, byte[] first) throws IOException {
        Acceptor taker = acceptor;
        if (taker == null || closed) {
            throw new ConnectException("nobody listens");
        }
        Pipe[] ends = Pipe.pair();
        ends[1].write(first);
        taker.accepted(new Peer(new GuestId(guest)), ends[0]);
        return ends[1];
    }

    /// A guest listens for notifications.
    ///
    /// @return its ends of their connections, as they come
    BlockingQueue<Pipe> listen(String guest) {
        return listening.computeIfAbsent(guest, _ -> new LinkedBlockingQueue<>());
    }

    /// How a guest of this name reaches the host, and is reached.
    HostAccess access(String guest) {
        return new HostAccess() {
            @Override
            public String address() {
                return "memory";
            }

            @Override
            public GuestStream connect(Duration within) throws IOException {
                return MemoryTransport.this.connect(guest);
            }

            @Override
            public Listening listen(Consumer<GuestStream> accepted) {
                BlockingQueue<Pipe> arrivals = MemoryTransport.this.listen(guest);
                Thread taking = Thread.ofVirtual().start(() -> take(arrivals, accepted));
                return () -> {
                    listening.remove(guest, arrivals);
                    taking.interrupt();
                };
            }
        };
    }

    private static void take(BlockingQueue<Pipe> arrivals, Consumer<GuestStream> accepted) {
        try {
            while (true) {
                accepted.accept(arrivals.take());
            }
        } catch (InterruptedException closed) {
            arrivals.forEach(Pipe::close);
        }
    }

    private final class Peer implements Caller {
        private final GuestId id;

        Peer(GuestId id) {
            this.id = id;
        }

        @Override
        public GuestId id() {
            return id;
        }

        @Override
        public GuestStream connect(Duration within) throws IOException {
            BlockingQueue<Pipe> arrivals = listening.get(id.name());
            if (arrivals == null) {
                throw new ConnectException(id + " does not listen");
            }
            Pipe[] ends = Pipe.pair();
            arrivals.add(ends[1]);
            return ends[0];
        }
    }

    /// One end of a connection: what it was written stays whole until it is read.
    static final class Pipe implements GuestStream {
        private final ReentrantLock lock;
        private final Condition changed;
        private final Deque<byte[]> arrived = new ArrayDeque<>();
        private final List<byte[]> written = new ArrayList<>();
        private @Nullable Pipe other;
        private boolean open = true;
        private boolean deaf;

        private Pipe(ReentrantLock lock, Condition changed) {
            this.lock = lock;
            this.changed = changed;
        }

        static Pipe[] pair() {
            ReentrantLock lock = new ReentrantLock();
            Condition changed = lock.newCondition();
            Pipe one = new Pipe(lock, changed);
            Pipe two = new Pipe(lock, changed);
            one.other = two;
            two.other = one;
            return new Pipe[] {one, two};
        }

        private Pipe other() {
            Pipe there = other;
            if (there == null) {
                throw new IllegalStateException();
            }
            return there;
        }

        @Override
        public int read(byte[] into, int offset, int length, Duration within) throws IOException {
            lock.lock();
            try {
                long left = within.toNanos();
                while (arrived.isEmpty()) {
                    if (!open) {
                        throw new IOException("closed");
                    }
                    if (!other().open) {
                        return -1;
                    }
                    if (left <= 0) {
                        throw new SocketTimeoutException();
                    }
                    left = changed.awaitNanos(left);
                }
                byte[] first = arrived.remove();
                int n = Math.min(length, first.length);
                System.arraycopy(first, 0, into, offset, n);
                if (n < first.length) {
                    arrived.addFirst(java.util.Arrays.copyOfRange(first, n, first.length));
                }
                return n;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } finally {
                lock.unlock();
            }
        }

        /// All that the other end writes until it closes.
        byte[] readAll() throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] some = new byte[4096];
            while (true) {
                int n = read(some, 0, some.length, Duration.ofSeconds(30));
                if (n < 0) {
                    return all.toByteArray();
                }
                all.write(some, 0, n);
            }
        }

        void write(byte... octets) throws IOException {
            write(octets, Duration.ofSeconds(30));
        }

        @Override
        public void write(byte[] message, Duration within) throws IOException {
            lock.lock();
            try {
                long left = within.toNanos();
                while (open && other().open && other().deaf) {
                    if (left <= 0) {
                        throw new SocketTimeoutException("no room");
                    }
                    left = changed.awaitNanos(left);
                }
                if (!open || !other().open) {
                    throw new IOException("broken pipe");
                }
                written.add(message.clone());
                if (message.length > 0) {
                    other().arrived.add(message.clone());
                }
                changed.signalAll();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } finally {
                lock.unlock();
            }
        }

        /// From now on this end takes nothing: who writes to it waits.
        void takeNoMore() {
            lock.lock();
            try {
                deaf = true;
            } finally {
                lock.unlock();
            }
        }

        /// What this end was given to write, call by call.
        List<byte[]> written() {
            lock.lock();
            try {
                return List.copyOf(written);
            } finally {
                lock.unlock();
            }
        }

        /// The sends of the other end.
        List<byte[]> sent() {
            return other().written();
        }

        @Override
        public void close() {
            lock.lock();
            try {
                open = false;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// The next connection of the host to a guest.
    static Pipe next(BlockingQueue<Pipe> arrivals) throws InterruptedException {
        Pipe pipe = arrivals.poll(30, TimeUnit.SECONDS);
        if (pipe == null) {
            throw new AssertionError("no notification came");
        }
        return pipe;
    }
}

package io.airloom.vhost;

import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.LoopThread;
import io.airloom.linux.UnixSocket;
import io.airloom.medium.Counters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// The thread that serves the vsock devices of virtual machines, each with a CID of its own,
/// without any support of the host's kernel. Programs reach the guests, and the guests them, in
/// this process through [VsockHost], and from others through Unix sockets.
///
/// The methods may be called by any thread, and wait for the vsock thread's where they must.
public final class VsockThread implements VsockHost {
    /// Guests at a time.
    public static final int MAX_GUESTS = 256;

    private static final long FOREVER = -1;

    private final LoopThread thread = new LoopThread("vsock", this::run);
    private final EventLoop loop = thread.loop();
    private final Sessions sessions = new Sessions();
    private final VsockSwitch exchange;
    private final VsockSockets sockets;

    private VsockThread(VsockOptions options) {
        this.exchange = new VsockSwitch(loop, options.betweenGuests());
        this.sockets =
                new VsockSockets(loop, sessions, exchange, options.listener(), this::closeSoon);
        this.loop.onFault(fault -> sessions.fault(fault.error()));
    }

    /// Without guests.
    public static VsockThread start(VsockOptions options) {
        VsockThread vsock = new VsockThread(options);
        vsock.thread.start();
        return vsock;
    }

    /// Gives a vsock device to the one virtual machine that connects to a Unix socket at `path`.
    ///
    /// @param cid the guest's, unsigned: 3 to 2^32-2, and nobody else's
    /// @throws LinuxException if it cannot listen there
    public VsockSocket listen(Path path, int cid) {
        return listen(path, cid, name(cid), null);
    }

    /// The same, for programs of the host, too: those that connect to a Unix socket at `door` reach
    /// the guest's ports, and those that listen on `door` + `_` + port are reached by the guest.
    ///
    /// @param name what the guest is called to the listener
    public VsockSocket listen(Path path, int cid, String name, @Nullable Path door) {
        return thread.call(() -> sockets.listen(path, cid, name, door));
    }

    private static String name(int cid) {
        return "cid" + Integer.toUnsignedString(cid);
    }

    @Override
    public Listener listen(int port, VsockAcceptor acceptor) throws IOException {
        boolean free;
        try {
            free = thread.call(() -> exchange.listen(port, acceptor));
        } catch (RejectedExecutionException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (!free) {
            throw new IOException("port " + Integer.toUnsignedString(port) + " is taken already");
        }
        return new Listener() {
            @Override
            public int port() {
                return port;
            }

            @Override
            public void close() {
                quietly(() -> exchange.unlisten(port));
            }
        };
    }

    @Override
    public VsockStream connect(int cid, int port) throws IOException {
        CompletableFuture<VsockStream> answer = new CompletableFuture<>();
        try {
            thread.call(() -> {
                ask(cid, port, answer);
                return answer;
            });
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.cancel(false);
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException(cause.getMessage(), e);
        } catch (RejectedExecutionException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void ask(int cid, int port, CompletableFuture<VsockStream> answer) {
        VsockDevice guest = exchange.guest(cid);
        VsockAddress remote = new VsockAddress(cid, port);
        if (guest == null || !guest.isReady()) {
            answer.completeExceptionally(
                    new IOException(remote + ": there is no such guest, or it is not ready"));
            return;
        }
        try {
            UnixSocket[] pair = UnixSocket.pair();
            VsockConnection connection =
                    guest.connect(
                            guest.fromHost(port),
                            asking -> {
                                int local = asking.flow().peerPort();
                                AskingStream stream =
                                        new AskingStream(
                                                loop,
                                                pair[0],
                                                new VsockAddress(VsockAddress.HOST_CID, local),
                                                remote,
                                                answer);
                                return new SocketEnd(loop, asking, pair[1], stream);
                            });
            if (connection == null) {
                pair[0].close();
                pair[1].close();
                answer.completeExceptionally(
                        new IOException(remote + ": there are too many connections"));
            }
        } catch (LinuxException e) {
            answer.completeExceptionally(new IOException(remote + ": " + e.getMessage(), e));
        }
    }

    /// What has been counted, over all guests; live.
    public Counters<VsockCounter> counters() {
        return exchange.counters();
    }

    /// How often guests or front ends broke each rule of the transport; live.
    public Counters<VhostViolation.Kind> violations() {
        return sessions.violations();
    }

    /// Connections that there are now, in whatever state.
    public int connections() {
        return thread.call(exchange::connections);
    }

    /// Disconnects everybody, removes the sockets and ends the thread. Called on the vsock thread
    /// itself (by a listener) it does not wait.
    @Override
    public void close() {
        thread.close();
    }

    private void closeSoon(VsockSocket socket) {
        quietly(() -> sockets.close(socket));
    }

    /// Nothing to do if the thread has ended.
    private void quietly(Runnable work) {
        try {
            thread.call(() -> {
                work.run();
                return true;
            });
        } catch (RejectedExecutionException closed) {
            return;
        }
    }

    private void run() {
        try {
            takeTurns();
        } finally {
            sockets.closeAll();
            sessions.close();
            sockets.close();
        }
    }

    private void takeTurns() {
        while (!thread.isStopping()) {
            // A fault of a handler may surface as late as here.
            try {
                loop.poll(sessions.hasWork() ? 0 : FOREVER);
                sessions.work(System.nanoTime());
            } catch (InternalError | RuntimeException e) {
                sessions.fault(e);
            }
        }
    }

    /// A stream that a guest has been asked for.
    private static final class AskingStream extends SocketStream {
        private final CompletableFuture<VsockStream> answer;

        AskingStream(
                EventLoop loop,
                UnixSocket socket,
                VsockAddress local,
                VsockAddress remote,
                CompletableFuture<VsockStream> answer) {
            super(loop, socket, local, remote);
            this.answer = answer;
        }

        @Override
        public void opened(VsockConnection connection, UnixSocket socket) {
            connection.count(VsockCounter.OPENED_BY_HOST);
            if (!answer.complete(this)) {
                // Nobody waits any more.
                close();
            }
        }

        @Override
        public void broken() {
            super.broken();
            if (answer.completeExceptionally(
                    new IOException(remote() + " does not accept the connection"))) {
                close();
            }
        }
    }
}

package io.airloom.vhost;

import io.airloom.linux.Epoll;
import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.VsockSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// vsock as this machine's kernel has it: to the guests of `/dev/vhost-vsock`, to the host if this
/// is a guest itself, to this machine by CID 1 where the kernel has the loopback transport.
public final class KernelVsock implements VsockHost {
    private static final System.Logger LOG = System.getLogger(KernelVsock.class.getName());
    private static final Path VHOST = Path.of("/dev/vhost-vsock");
    private static final int BACKLOG = 128;
    private static final long ACCEPT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long FOREVER = -1;

    private final LoopThread thread = new LoopThread("kernel-vsock", this::run);
    private final EventLoop loop = thread.loop();
    private final Set<SocketStream> streams = ConcurrentHashMap.newKeySet();

    private KernelVsock() {}

    /// Begins; needs nothing of the kernel yet.
    public static KernelVsock start() {
        KernelVsock vsock = new KernelVsock();
        vsock.thread.start();
        return vsock;
    }

    /// Whether the kernel offers vsock to guests, and this user may use it.
    public static boolean servesGuests() {
        return Files.isReadable(VHOST) && Files.isWritable(VHOST);
    }

    @Override
    public Listener listen(int port, VsockAcceptor acceptor) throws IOException {
        try {
            return thread.call(() -> new KernelListener(port, acceptor));
        } catch (LinuxException | RejectedExecutionException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public VsockStream connect(int cid, int port) throws IOException {
        SocketStream stream = begin(new VsockAddress(cid, port));
        try {
            stream.awaitConnected();
            return stream;
        } catch (IOException e) {
            stream.close();
            throw e;
        }
    }

    private SocketStream begin(VsockAddress remote) throws IOException {
        try {
            VsockSocket socket = VsockSocket.connect(remote.cid(), remote.port());
            return stream(socket, address(socket.local()), remote);
        } catch (LinuxException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /// Ends the thread, the listeners and all connections.
    @Override
    public void close() {
        thread.close();
        streams.forEach(SocketStream::close);
    }

    private SocketStream stream(VsockSocket socket, VsockAddress local, VsockAddress remote) {
        SocketStream stream =
                new SocketStream(loop, socket, local, remote) {
                    @Override
                    public void close() {
                        streams.remove(this);
                        super.close();
                    }
                };
        streams.add(stream);
        return stream;
    }

    private static VsockAddress address(long cidAndPort) {
        return new VsockAddress((int) (cidAndPort >>> Integer.SIZE), (int) cidAndPort);
    }

    private void run() {
        while (!thread.isStopping()) {
            loop.poll(FOREVER);
        }
    }

    /// A port on which this machine listens.
    private final class KernelListener implements Listener {
        private final int port;
        private final VsockAcceptor acceptor;
        private final VsockSocket socket;
        private final EventLoop.Registration registration;
        private boolean open = true;

        /// On the loop's thread.
        KernelListener(int port, VsockAcceptor acceptor) {
            this.port = port;
            this.acceptor = acceptor;
            this.socket = VsockSocket.listen(port, BACKLOG);
            this.registration = loop.register(socket.fd(), Epoll.IN, (_, _) -> accept());
        }

        private void accept() {
            try {
                VsockSocket accepted = socket.accept();
                if (accepted != null) {
                    stream(accepted, address(accepted.local()), address(accepted.peer()))
                            .serve(acceptor);
                }
            } catch (LinuxException e) {
                LOG.log(System.Logger.Level.WARNING, () -> "vsock " + port + ": " + e.getMessage());
                registration.interest(0);
                loop.schedule(ACCEPT_PAUSE_NANOS, this::acceptAgain);
            }
        }

        private void acceptAgain() {
            if (open) {
                registration.interest(Epoll.IN);
            }
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public void close() {
            try {
                thread.call(() -> {
                    open = false;
                    registration.close();
                    socket.close();
                    return true;
                });
            } catch (RejectedExecutionException ended) {
                socket.close();
            }
        }
    }
}

package io.airloom.vhost;

import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.LoopThread;
import io.airloom.linux.SocketListener;
import io.airloom.linux.VsockSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/// vsock as this machine's kernel has it: to the guests of `/dev/vhost-vsock`, to the host if this
/// is a guest itself, to this machine by CID 1 where the kernel has the loopback transport.
public final class KernelVsock implements VsockHost {
    private static final Path VHOST = Path.of("/dev/vhost-vsock");
    private static final int BACKLOG = 128;
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
            VsockSocket socket = VsockSocket.listen(port, BACKLOG);
            SocketListener<VsockSocket> listener =
                    new SocketListener<>(
                            loop,
                            socket,
                            socket::accept,
                            accepted ->
                                    stream(
                                                    accepted,
                                                    address(accepted.local()),
                                                    address(accepted.peer()))
                                            .serve(acceptor));
            listener.start();
            return new KernelListener(port, listener);
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
    private record KernelListener(int port, SocketListener<VsockSocket> socket)
            implements Listener {
        @Override
        public void close() {
            socket.close();
        }
    }
}

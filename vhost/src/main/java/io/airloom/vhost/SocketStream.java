package io.airloom.vhost;

import io.airloom.linux.BlockingSocket;
import io.airloom.linux.EventLoop;
import io.airloom.linux.StreamSocket;
import io.airloom.linux.UnixSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/// Blocking streams over a [BlockingSocket]: one of a socket pair whose other half is a
/// connection's end, or the kernel's own.
class SocketStream implements VsockStream, SocketEnd.Owner {
    private final BlockingSocket socket;
    private final VsockAddress local;
    private final VsockAddress remote;
    private volatile boolean broken;

    /// Takes the socket over.
    SocketStream(EventLoop loop, StreamSocket socket, VsockAddress local, VsockAddress remote) {
        this.socket = new BlockingSocket(loop, socket, remote);
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
        socket.wake();
    }

    /// Waits until a connect that was begun is over.
    ///
    /// @throws IOException if it failed
    void awaitConnected() throws IOException {
        socket.awaitConnected(BlockingSocket.FOREVER);
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
                    done += socket.send(source, from, left, BlockingSocket.FOREVER);
                }
            }

            @Override
            public void close() throws IOException {
                shutdownOutput();
            }
        };
    }

    private int receive(byte[] target, int offset, int length) throws IOException {
        int n = socket.receive(target, offset, length, BlockingSocket.FOREVER);
        if (n == 0 && broken) {
            throw new IOException(remote + " has broken the connection off");
        }
        return n == 0 ? -1 : n;
    }

    @Override
    public void shutdownOutput() {
        socket.shutdownOutput();
    }

    @Override
    public void close() {
        socket.close();
    }
}

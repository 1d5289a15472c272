package io.airloom.proxy;

import io.airloom.linux.BlockingSocket;
import io.airloom.linux.EventLoop;
import io.airloom.linux.StreamSocket;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// A guest's stream over a socket of this machine, of whatever family. One thread of the process
/// waits for all such sockets; those who use them park.
final class SocketStream implements GuestStream {
    private final BlockingSocket socket;
    private final Object peer;

    /// Takes the socket over.
    ///
    /// @param peer the other end, for messages
    SocketStream(StreamSocket socket, Object peer) {
        this.socket = new BlockingSocket(loop(), socket, peer);
        this.peer = peer;
    }

    /// The loop of all sockets; started with the first, it lives as long as the process.
    static EventLoop loop() {
        return Sockets.LOOP;
    }

    private static final class Sockets {
        static final EventLoop LOOP = start();

        private static EventLoop start() {
            EventLoop loop = new EventLoop(0);
            Thread.ofPlatform().name("airloom-proxy-sockets").daemon().start(loop::run);
            return loop;
        }
    }

    /// Waits until a connect that was begun has succeeded; if it does not, the socket is closed.
    SocketStream connected(Duration within) throws IOException {
        try {
            socket.awaitConnected(within.toNanos());
            return this;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public int read(byte[] into, int offset, int length, Duration within) throws IOException {
        int n = socket.receive(into, offset, length, within.toNanos());
        return n == 0 ? -1 : n;
    }

    @Override
    public void write(byte[] message, Duration within) throws IOException {
        Deadline deadline = Deadline.in(within);
        int done = 0;
        while (done < message.length) {
            if (done > 0 && deadline.isOver()) {
                throw new SocketTimeoutException(
                        "%s took %d of %d octets".formatted(peer, done, message.length));
            }
            done += socket.send(message, done, message.length - done, deadline.left().toNanos());
        }
    }

    @Override
    public boolean isBroken() {
        return socket.isBroken();
    }

    @Override
    public void close() {
        socket.close();
    }
}

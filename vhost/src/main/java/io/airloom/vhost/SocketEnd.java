package io.airloom.vhost;

import io.airloom.linux.Epoll;
import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.UnixSocket;
import java.lang.foreign.MemorySegment;

/// The far end that is a socket of the host: of a program, or of a [SocketStream] in this one.
///
/// The socket is watched only for what the connection waits for. Its hang-up is reported unasked
/// and for ever, so after it the socket is not watched any more: then nothing ever has to be waited
/// for.
final class SocketEnd implements VsockEnd, EventLoop.Handler {
    /// Whoever is at the other end of the socket.
    interface Owner {
        /// The guest has accepted the connection.
        default void opened(VsockConnection connection, UnixSocket socket) {}

        /// The connection was broken off, or never stood. The socket is closed next.
        default void broken() {}

        /// The socket is closed.
        default void closed() {}
    }

    private final VsockConnection connection;
    private final UnixSocket socket;
    private final Owner owner;
    private final EventLoop.Registration registration;
    private boolean hungUp;
    private int interest;

    /// Takes the socket over.
    SocketEnd(EventLoop loop, VsockConnection connection, UnixSocket socket, Owner owner) {
        this.connection = connection;
        this.socket = socket;
        this.owner = owner;
        this.registration = loop.register(socket.fd(), 0, this);
    }

    @Override
    public void ready(int events, long nowNanos) {
        if ((events & (Epoll.HUP | Epoll.ERR)) != 0) {
            hungUp = true;
            registration.close();
            connection.hostShut(VsockHeader.SHUT_RECEIVE);
            connection.endReadable();
            return;
        }
        interest(interest & ~events);
        if ((events & Epoll.OUT) != 0) {
            connection.endWritable();
        }
        if ((events & Epoll.IN) != 0) {
            connection.endReadable();
        }
    }

    @Override
    public void opened(VsockConnection opened) {
        owner.opened(opened, socket);
    }

    @Override
    public int write(MemorySegment from, long offset, int length) {
        try {
            int n = socket.send(from, offset, length);
            return n == UnixSocket.WOULD_BLOCK ? LATER : n;
        } catch (LinuxException e) {
            return OVER;
        }
    }

    @Override
    public int read(MemorySegment to, long offset, int length) {
        try {
            int n = socket.receive(to, offset, length);
            return n == UnixSocket.WOULD_BLOCK ? LATER : n == 0 ? OVER : n;
        } catch (LinuxException e) {
            hungUp = true;
            return OVER;
        }
    }

    @Override
    public boolean isGone() {
        return hungUp;
    }

    @Override
    public void shutdownOutput() {
        socket.shutdownOutput();
    }

    @Override
    public void shutdownInput() {
        socket.shutdownInput();
    }

    @Override
    public void awaitReadable() {
        interest(interest | Epoll.IN);
    }

    @Override
    public void awaitWritable() {
        interest(interest | Epoll.OUT);
    }

    @Override
    public void close(boolean broken) {
        if (broken) {
            owner.broken();
        }
        registration.close();
        socket.close();
        owner.closed();
    }

    private void interest(int wanted) {
        interest = wanted;
        if (!hungUp) {
            registration.interest(wanted);
        }
    }
}

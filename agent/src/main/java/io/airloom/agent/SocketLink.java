package io.airloom.agent;

import io.airloom.linux.StreamSocket;
import java.lang.foreign.MemorySegment;

/// A connection to the host.
final class SocketLink implements HostLink {
    private final StreamSocket socket;

    /// @param socket connected
    SocketLink(StreamSocket socket) {
        this.socket = socket;
        socket.receiveBlocks();
    }

    @Override
    public int receive(MemorySegment buffer, long offset, int length) {
        return socket.receive(buffer, offset, length);
    }

    @Override
    public int send(MemorySegment buffer, long offset, int length) {
        return socket.send(buffer, offset, length);
    }

    @Override
    public void awaitWritable(int timeoutMillis) {
        socket.awaitWritable(timeoutMillis);
    }

    @Override
    public boolean isLine() {
        return false;
    }

    @Override
    public synchronized void end() {
        if (socket.fd().isOpen()) {
            socket.shutdownInput();
            socket.shutdownOutput();
        }
    }

    @Override
    public synchronized void close() {
        socket.close();
    }
}

package io.airloom.windows;

import io.airloom.proxy.GuestStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/// A connection with a guest of Hyper-V. Nothing waits in a call of Windows, which would hold a
/// carrier of virtual threads: the socket is asked every millisecond. So closing is for any thread,
/// and never meets another one in the socket.
final class HyperVStream implements GuestStream {
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final HyperVSockets sockets;
    private final long socket;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean isClosed;

    HyperVStream(HyperVSockets sockets, long socket) {
        this.sockets = sockets;
        this.socket = socket;
    }

    private interface Transfer {
        int octets() throws IOException;
    }

    @Override
    public int read(byte[] into, int offset, int length, Duration within) throws IOException {
        int octets =
                transfer(
                        () -> sockets.receive(socket, into, offset, length),
                        System.nanoTime() + within.toNanos());
        return octets == 0 ? -1 : octets;
    }

    @Override
    public void write(byte[] message, Duration within) throws IOException {
        long deadlineNs = System.nanoTime() + within.toNanos();
        int written = 0;
        while (written < message.length) {
            int offset = written;
            written +=
                    transfer(
                            () -> sockets.send(socket, message, offset, message.length - offset),
                            deadlineNs);
        }
    }

    private int transfer(Transfer transfer, long deadlineNs) throws IOException {
        while (true) {
            int octets = once(transfer);
            if (octets != HyperVSockets.WOULD_BLOCK) {
                return octets;
            }
            if (deadlineNs - System.nanoTime() <= 0) {
                throw new SocketTimeoutException("the guest took too long");
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
    }

    private int once(Transfer transfer) throws IOException {
        lock.lock();
        try {
            if (isClosed) {
                throw new IOException("closed");
            }
            return transfer.octets();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!isClosed) {
                isClosed = true;
                sockets.close(socket);
            }
        } finally {
            lock.unlock();
        }
    }
}

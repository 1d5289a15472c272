package io.airloom.machine;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The serial line of a QEMU machine: a Unix socket of QEMU's, which takes one client. QEMU logs
/// what comes over it by itself.
final class QemuConsole implements ConsoleLine {
    private static final System.Logger LOG = System.getLogger(QemuConsole.class.getName());
    private static final long RETRY_MILLIS = 5;

    private final Path socket;
    private final BooleanSupplier alive;
    private @Nullable SocketChannel connected;
    private boolean closed;

    /// @param socket need not be there yet
    /// @param alive whether the process runs that makes it
    QemuConsole(Path socket, BooleanSupplier alive) {
        this.socket = socket;
        this.alive = alive;
    }

    /// The connection, once QEMU has made its socket.
    private synchronized SocketChannel line() throws IOException, InterruptedException {
        SocketChannel line = connected;
        while (line == null) {
            if (closed) {
                throw new ClosedChannelException();
            }
            try {
                line = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            } catch (IOException e) {
                if (!alive.getAsBoolean()) {
                    throw e;
                }
                wait(RETRY_MILLIS);
            }
        }
        connected = line;
        return line;
    }

    @Override
    public int read(byte[] chunk) throws IOException {
        try {
            return line().read(ByteBuffer.wrap(chunk));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    @Override
    public void type(ByteBuffer keys) throws IOException, InterruptedException {
        SocketChannel line = line();
        while (keys.hasRemaining()) {
            line.write(keys);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            if (connected != null) {
                connected.close();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a serial line does not close", e);
        }
    }
}

package io.airloom.vwifi;

import io.airloom.linux.Epoll;
import io.airloom.linux.EventLoop;
import io.airloom.linux.Fd;
import io.airloom.linux.LinuxException;
import io.airloom.linux.StreamSocket;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A place where connections come in. On the loop's thread.
///
/// @param <S> what carries them
final class Door<S extends StreamSocket> implements AutoCloseable {
    /// Connections that wait until they are taken.
    static final int BACKLOG = 128;

    private static final System.Logger LOG = System.getLogger(Door.class.getName());
    private static final int ACCEPTS_PER_TURN = 16;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final EventLoop loop;
    private final Supplier<@Nullable S> accept;
    private final Runnable closeSocket;
    private final Consumer<S> visitor;
    private final EventLoop.Registration registration;
    private boolean open = true;

    /// @param accept takes a connection from the listening socket, or null if none waits
    /// @param closeSocket closes the listening socket
    /// @param visitor takes over each connection, or closes it
    Door(
            EventLoop loop,
            Fd fd,
            Supplier<@Nullable S> accept,
            Runnable closeSocket,
            Consumer<S> visitor) {
        this.loop = loop;
        this.accept = accept;
        this.closeSocket = closeSocket;
        this.visitor = visitor;
        this.registration = loop.register(fd, Epoll.IN, (_, _) -> comeIn());
    }

    private void comeIn() {
        try {
            for (int i = 0; i < ACCEPTS_PER_TURN && open; i++) {
                S socket = accept.get();
                if (socket == null) {
                    return;
                }
                admit(socket);
            }
        } catch (LinuxException e) {
            // Out of descriptors: those who wait go on waiting, and so do we, but not in a busy
            // loop.
            LOG.log(System.Logger.Level.WARNING, () -> "vwifi: " + e.getMessage());
            registration.interest(0);
            loop.schedule(PAUSE_NANOS, this::openAgain);
        }
    }

    private void admit(S socket) {
        try {
            visitor.accept(socket);
        } catch (LinuxException e) {
            // Gone before it was looked at, or it cannot be watched: no reason to keep others
            // waiting.
            LOG.log(System.Logger.Level.DEBUG, () -> "vwifi: " + e.getMessage());
            socket.close();
        }
    }

    private void openAgain() {
        if (open) {
            registration.interest(Epoll.IN);
        }
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            registration.close();
            closeSocket.run();
        }
    }
}

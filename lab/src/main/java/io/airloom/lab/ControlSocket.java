package io.airloom.lab;

import io.airloom.image.EnvironmentException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Semaphore;

/// A Unix socket (mode 0600) at which something that runs answers other terminals of the same user.
/// A connection carries requests and answers in turn, one [ControlMessage] each.
final class ControlSocket implements AutoCloseable {
    /// Connections at a time; more are closed at once.
    private static final int MAX_CONNECTIONS = 32;

    private static final System.Logger LOG = System.getLogger(ControlSocket.class.getName());

    private final ServerSocketChannel server;
    private final Answering answering;
    private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);

    /// Who answers, on a thread of the connection.
    interface Answering {
        /// Answers one request, whatever stands in it.
        ControlMessage answer(ControlMessage request) throws InterruptedException;
    }

    private ControlSocket(ServerSocketChannel server, Answering answering) {
        this.server = server;
        this.answering = answering;
    }

    /// Starts to answer.
    ///
    /// @throws EnvironmentException if the socket cannot be made
    static ControlSocket open(Path path, Answering answering) {
        try {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            ControlSocket socket = new ControlSocket(server, answering);
            Thread.ofPlatform().daemon().name("airloom-control").start(socket::accept);
            return socket;
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot listen on " + path + ": " + e.getMessage(),
                    "make that possible, or choose a short path in a folder of yours",
                    e);
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                if (!connections.tryAcquire()) {
                    client.close();
                    continue;
                }
                Thread.ofPlatform()
                        .daemon()
                        .name("airloom-control-client")
                        .start(() -> serve(client));
            }
        } catch (ClosedChannelException e) {
            LOG.log(System.Logger.Level.DEBUG, "the control socket is closed");
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "other terminals are not answered any more", e);
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            InputStream in = new BufferedInputStream(Channels.newInputStream(client));
            OutputStream out = Channels.newOutputStream(client);
            ControlMessage request = ControlMessage.read(in, ControlMessage.MAX_REQUEST);
            while (request != null) {
                answering.answer(request).write(out);
                request = ControlMessage.read(in, ControlMessage.MAX_REQUEST);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a terminal went away", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.release();
        }
    }

    /// Asks the one that answers at a path.
    ///
    /// @throws IOException if nobody does
    static ControlMessage ask(Path path, ControlMessage request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            request.write(Channels.newOutputStream(channel));
            ControlMessage answer =
                    ControlMessage.read(
                            new BufferedInputStream(Channels.newInputStream(channel)),
                            ControlMessage.MAX_ANSWER);
            if (answer == null) {
                throw new IOException("no answer");
            }
            return answer;
        }
    }

    /// Answers nobody any more.
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the control socket does not close", e);
        }
    }
}

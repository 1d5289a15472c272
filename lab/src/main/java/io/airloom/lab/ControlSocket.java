package io.airloom.lab;

import io.airloom.image.EnvironmentException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/// A Unix socket (mode 0600) at which something that runs answers other terminals of the same user.
/// A connection carries requests and answers in turn, one [ControlMessage] each; a [ControlFlow]
/// and a [ControlWork] are the last answers on their connections, and end when the other end
/// closes, if only for writing.
///
/// **Those who ask too much.** A connection that has nothing asked, whole, gives its place to a new
/// one when there are no more places. Flows have fewer places than there are connections, so that
/// somebody can always ask. A message waits in the socket of a reader that does not read; the flow
/// knows what to do meanwhile.
final class ControlSocket implements AutoCloseable {
    /// Connections at a time.
    static final int MAX_CONNECTIONS = 32;

    /// Connections with a flow.
    static final int MAX_FLOWS = 24;

    private static final System.Logger LOG = System.getLogger(ControlSocket.class.getName());

    private final ServerSocketChannel server;
    private final Answering answering;
    private final Semaphore flows = new Semaphore(MAX_FLOWS);

    /// Connections in the order of their last answer; whether each waits for a request. Guarded by
    /// itself.
    private final SequencedMap<SocketChannel, Boolean> idle = new LinkedHashMap<>();

    /// Who answers, on a thread of the connection.
    interface Answering {
        /// Answers one request, whatever stands in it.
        ControlAnswer answer(ControlMessage request) throws InterruptedException;
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
                if (admit(client)) {
                    Thread.ofPlatform()
                            .daemon()
                            .name("airloom-control-client")
                            .start(() -> serve(client));
                } else {
                    refuse(client);
                }
            }
        } catch (ClosedChannelException e) {
            LOG.log(System.Logger.Level.DEBUG, "the control socket is closed");
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "other terminals are not answered any more", e);
        }
    }

    /// Says why: who is told nothing takes us for dead.
    private static void refuse(SocketChannel client) {
        try (client) {
            ControlMessage.error(
                            MAX_CONNECTIONS + " requests are being answered; ask when one is done")
                    .write(Channels.newOutputStream(client));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a terminal went away", e);
        }
    }

    /// Gives a connection a place, that of one which waits for a request if need be.
    private boolean admit(SocketChannel client) throws IOException {
        synchronized (idle) {
            if (idle.size() >= MAX_CONNECTIONS) {
                SocketChannel oldest = null;
                for (Map.Entry<SocketChannel, Boolean> other : idle.entrySet()) {
                    oldest = oldest == null && other.getValue() ? other.getKey() : oldest;
                }
                if (oldest == null) {
                    return false;
                }
                idle.remove(oldest);
                oldest.close();
            }
            idle.put(client, true);
            return true;
        }
    }

    /// @return whether it still has its place
    private boolean mark(SocketChannel client, boolean isIdle) {
        synchronized (idle) {
            if (idle.remove(client) == null) {
                return false;
            }
            idle.put(client, isIdle);
            return true;
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            InputStream in = new BufferedInputStream(Channels.newInputStream(client));
            OutputStream out = Channels.newOutputStream(client);
            ControlMessage request = ControlMessage.read(in, ControlMessage.MAX_REQUEST);
            while (request != null && mark(client, false)) {
                switch (answering.answer(request)) {
                    case ControlMessage answer -> answer.write(out);
                    case ControlFlow flow -> {
                        flow(client, flow);
                        return;
                    }
                    case ControlWork work -> {
                        watch(client, work::giveUp);
                        work.answer(progress -> progress.write(out)).write(out);
                        return;
                    }
                }
                mark(client, true);
                request = ControlMessage.read(in, ControlMessage.MAX_REQUEST);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a terminal went away", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (idle) {
                idle.remove(client);
            }
        }
    }

    /// Sends messages until there are no more, or the other end has closed.
    private void flow(SocketChannel client, ControlFlow flow)
            throws IOException, InterruptedException {
        OutputStream out = Channels.newOutputStream(client);
        try (flow) {
            if (!flows.tryAcquire()) {
                ControlMessage.error("more than " + MAX_FLOWS + " terminals watch").write(out);
                return;
            }
            try {
                ControlMessage.of("flow", "true").write(out);
                watch(client, () -> {});
                while (client.isOpen()) {
                    ControlMessage message = flow.next();
                    if (message != null) {
                        message.write(out);
                    }
                }
            } finally {
                flows.release();
            }
        } catch (EnvironmentException e) {
            LOG.log(System.Logger.Level.DEBUG, "a flow has ended", e);
        }
    }

    /// Who waits for its last answer has nothing more to say; so its next word is its end.
    private static void watch(SocketChannel client, Runnable atEnd) {
        Thread.ofVirtual()
                .name("airloom-control-end")
                .start(() -> {
                    try (client) {
                        int count = client.read(ByteBuffer.allocate(1));
                        LOG.log(System.Logger.Level.DEBUG, "an answer was ended by {0}", count);
                    } catch (IOException e) {
                        LOG.log(System.Logger.Level.DEBUG, "an answer was ended", e);
                    }
                    atEnd.run();
                });
    }

    /// Asks the one that answers at a path.
    ///
    /// @throws IOException if nobody does
    static ControlMessage ask(Path path, ControlMessage request) throws IOException {
        return ask(path, request, _ -> false);
    }

    /// The same, for an answer that may have others before it.
    ///
    /// @param progress takes what is not the last answer, or says that it is; as long as it does
    ///   not return, nothing more is read
    static ControlMessage ask(Path path, ControlMessage request, Predicate<ControlMessage> progress)
            throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            try {
                request.write(Channels.newOutputStream(channel));
            } catch (IOException e) {
                // It wants no request; what it says instead can be read.
                LOG.log(System.Logger.Level.DEBUG, "a request was not taken", e);
            }
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
            ControlMessage answer;
            do {
                answer = ControlMessage.read(in, ControlMessage.MAX_ANSWER);
                if (answer == null) {
                    throw new IOException("no answer");
                }
            } while (progress.test(answer));
            return answer;
        }
    }

    /// Answers nobody any more.
    @Override
    public void close() {
        try {
            server.close();
            synchronized (idle) {
                for (SocketChannel client : idle.keySet()) {
                    client.close();
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the control socket does not close", e);
        }
    }
}

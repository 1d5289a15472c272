package io.airloom.lab;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The console of a UML machine: what it writes goes to a log, and to whoever is connected to a
/// Unix socket, one client at a time, whose keys go to the machine. QEMU does this by itself.
///
/// Two threads: one reads the console and never waits for anybody (what a client does not take in
/// time is only in the log), one waits for a client and reads its keys.
final class ConsoleBridge implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ConsoleBridge.class.getName());
    private static final int READ_BYTES = 8192;

    /// Keys go slowly: the line of Linux 6.12 that takes them stands still for ever when its 4 KiB
    /// are full.
    private static final int KEYS = 256;

    private static final long KEYS_PAUSE_MILLIS = 10;

    private final InputStream console;
    private final OutputStream log;
    private final Path keys;
    private final ServerSocketChannel server;
    private volatile @Nullable SocketChannel client;
    private volatile @Nullable FileChannel typing;

    private ConsoleBridge(InputStream console, MachineFiles files) throws IOException {
        this.console = console;
        this.keys = files.consoleKeys();
        Files.deleteIfExists(files.console());
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(files.console()));
            this.log = Files.newOutputStream(files.consoleLog(), CREATE, APPEND);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /// Begins.
    ///
    /// @param console what the machine writes, to its end
    static ConsoleBridge start(InputStream console, MachineFiles files) throws IOException {
        ConsoleBridge bridge = new ConsoleBridge(console, files);
        daemon("airloom-console-" + files.name(), bridge::readConsole);
        daemon("airloom-keys-" + files.name(), bridge::serveClients);
        return bridge;
    }

    private static void daemon(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(work);
    }

    private void readConsole() {
        byte[] chunk = new byte[READ_BYTES];
        try (log) {
            for (int n = console.read(chunk); n >= 0; n = console.read(chunk)) {
                log.write(chunk, 0, n);
                show(chunk, n);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the console's log ends", e);
        } finally {
            closeQuietly(client);
        }
    }

    private void show(byte[] chunk, int length) {
        SocketChannel current = client;
        if (current == null) {
            return;
        }
        try {
            current.write(ByteBuffer.wrap(chunk, 0, length));
        } catch (IOException e) {
            closeQuietly(current);
        }
    }

    private void serveClients() {
        while (server.isOpen()) {
            try (SocketChannel accepted = server.accept();
                    FileChannel channel = FileChannel.open(keys, READ, WRITE)) {
                // Open for both directions, a FIFO does not wait for its other end.
                accepted.configureBlocking(false);
                typing = channel;
                client = accepted;
                passKeys(accepted, channel);
            } catch (IOException | ClosedSelectorException e) {
                LOG.log(System.Logger.Level.DEBUG, "a console's client has gone", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                client = null;
            }
        }
    }

    /// Until the client goes.
    private static void passKeys(SocketChannel from, FileChannel to)
            throws IOException, InterruptedException {
        ByteBuffer typed = ByteBuffer.allocate(KEYS);
        try (Selector selector = Selector.open()) {
            from.register(selector, SelectionKey.OP_READ);
            while (from.read(typed.clear()) >= 0) {
                typed.flip();
                while (typed.hasRemaining()) {
                    to.write(typed);
                }
                TimeUnit.MILLISECONDS.sleep(KEYS_PAUSE_MILLIS);
                selector.select();
                selector.selectedKeys().clear();
            }
        }
    }

    private static void closeQuietly(@Nullable Channel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a console does not close", e);
        }
    }

    @Override
    public void close() {
        closeQuietly(server);
        closeQuietly(client);
        closeQuietly(typing);
    }
}

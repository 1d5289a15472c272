package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.lab.LiveLab;
import io.airloom.lab.RunningLab;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A pane of tmux as the console of a node, for as long as the lab runs: the node may be started
/// again meanwhile. What the guest writes goes into the pane as it is; tmux keeps it there.
///
/// Two threads: one brings what the machine writes, one what is typed.
final class ConsolePane implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ConsolePane.class.getName());

    private static final long RETRY_MILLIS = 300;

    private final LiveLab lab;
    private final String node;
    private final OutputStream screen;
    private final InputStream keys;
    private volatile @Nullable SocketChannel line;
    private volatile boolean watching;
    private volatile boolean closed;

    private ConsolePane(LiveLab lab, String node, Path terminal) throws IOException {
        this.lab = lab;
        this.node = node;
        this.screen = Files.newOutputStream(terminal);
        this.keys = Files.newInputStream(terminal);
    }

    /// Begins.
    ///
    /// @param terminal the pane's
    static ConsolePane start(LiveLab lab, String node, Path terminal) throws IOException {
        ConsolePane pane = new ConsolePane(lab, node, terminal);
        Thread.ofPlatform().daemon().name("airloom-pane-" + node).start(pane::show);
        Thread.ofPlatform().daemon().name("airloom-pane-keys-" + node).start(pane::type);
        return pane;
    }

    private void show() {
        try {
            while (!closed) {
                RunningLab.Console console = console();
                if (console != null) {
                    pass(console);
                }
                Thread.sleep(RETRY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the pane has gone", e);
        }
    }

    /// Null as long as the node does not run.
    private RunningLab.@Nullable Console console() {
        try {
            return lab.console(node);
        } catch (IllegalArgumentException | EnvironmentException e) {
            return null;
        }
    }

    /// Until the machine, or the lab, ends.
    private void pass(RunningLab.Console console) throws IOException {
        boolean connected = false;
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(console.socket());
        try (SocketChannel channel = SocketChannel.open(address)) {
            connected = true;
            watching = console.commands();
            line = channel;
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            while (channel.read(buffer) >= 0) {
                screen.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the console of " + node + " has gone", e);
        } finally {
            line = null;
        }
        if (connected && !closed) {
            write("\r\n[" + node + " is down]\r\n");
        }
    }

    private void write(String text) throws IOException {
        screen.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void type() {
        byte[] chunk = new byte[256];
        try {
            for (int n = keys.read(chunk); n >= 0 && !closed; n = keys.read(chunk)) {
                SocketChannel to = line;
                if (to != null && watching) {
                    write("\r\n[commands run over this console: it can only be watched]\r\n");
                } else if (to != null) {
                    to.write(ByteBuffer.wrap(chunk, 0, n));
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "no more keys for " + node, e);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            SocketChannel current = line;
            if (current != null) {
                current.close();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a console does not close", e);
        }
    }
}

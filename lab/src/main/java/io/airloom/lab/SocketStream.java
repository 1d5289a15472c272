package io.airloom.lab;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Frames of an air of another process, over its [ControlSocket].
///
/// A filter that has a text is applied there, any other here.
final class SocketStream implements FrameStream {
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);

    private final SocketChannel channel;
    private final Selector selector;
    private final FrameFilter filter;

    /// What came and is no whole line yet: from the start of the array to the position.
    private final ByteBuffer buffer = ByteBuffer.allocate(2 * FrameMessage.MAX_LINE);

    private long frames;
    private volatile long dropped;

    private SocketStream(SocketChannel channel, Selector selector, FrameFilter filter) {
        this.channel = channel;
        this.selector = selector;
        this.filter = filter;
    }

    /// Asks for the frames that match.
    ///
    /// @throws IOException if nobody answers
    /// @throws EnvironmentException if there are none to be had
    static SocketStream open(Path socket, FrameFilter filter)
            throws IOException, InterruptedException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try {
            FrameMessage.request(filter).write(Channels.newOutputStream(channel));
            channel.configureBlocking(false);
            Selector selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            boolean remote = filter.text() != null;
            SocketStream stream =
                    new SocketStream(channel, selector, remote ? FrameFilter.ALL : filter);
            ControlMessage answer = stream.message(FIRST_ANSWER);
            if (answer == null || !answer.text("error").isEmpty()) {
                stream.close();
                throw new EnvironmentException(
                        answer == null
                                ? "no frames come from " + socket
                                : Printable.lines(answer.text("error")),
                        "see airloom ps for what runs");
            }
            return stream;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public @Nullable AirFrame next(Duration patience) throws InterruptedException {
        long endNanos = System.nanoTime() + patience.toNanos();
        while (true) {
            Duration rest = Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
            ControlMessage message;
            try {
                message = message(rest);
            } catch (IOException | ClosedSelectorException e) {
                throw new EnvironmentException(
                        "the lab has ended, and its frames with it", "start it again", e);
            }
            if (message == null) {
                return null;
            }
            long missed = message.number("dropped", -1);
            if (missed >= 0) {
                dropped = missed;
                continue;
            }
            AirFrame frame = FrameMessage.parse(frames + 1, message);
            if (frame != null && filter.matches(frame)) {
                frames++;
                return frame;
            }
        }
    }

    /// The next message; null if none came.
    ///
    /// @throws IOException at the end, or if what comes is none
    private @Nullable ControlMessage message(Duration patience)
            throws IOException, InterruptedException {
        long endNanos = System.nanoTime() + patience.toNanos();
        byte[] line = line();
        while (line == null) {
            long restMillis = Duration.ofNanos(endNanos - System.nanoTime()).toMillis();
            boolean more =
                    restMillis <= 0 ? selector.selectNow() > 0 : selector.select(restMillis) > 0;
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (!more && restMillis <= 0) {
                return null;
            }
            selector.selectedKeys().clear();
            if (channel.read(buffer) < 0) {
                throw new IOException("the end");
            }
            line = line();
            if (line == null && !buffer.hasRemaining()) {
                throw new IOException("a line that is too long");
            }
        }
        ControlMessage message = ControlMessage.parse(line);
        if (message == null) {
            throw new IOException("not a message");
        }
        return message;
    }

    /// Takes the first line out of the buffer; null if there is no whole one.
    private byte @Nullable [] line() {
        byte[] octets = buffer.array();
        for (int i = 0; i < buffer.position(); i++) {
            if (octets[i] == '\n') {
                byte[] line = Arrays.copyOf(octets, i);
                buffer.flip().position(i + 1);
                buffer.compact();
                return line;
            }
        }
        return null;
    }

    @Override
    public long dropped() {
        return dropped;
    }

    @Override
    public void close() {
        try (channel) {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.airloom.machine;

import io.airloom.image.Printable;
import java.io.IOException;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Predicate;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// A conversation with QEMU's monitor (QMP): a line of JSON there, a line of JSON back, events in
/// between.
///
/// A guest may have broken into the QEMU at the other end: lines are bounded, any may come or none,
/// and everything has a deadline. QEMU talks to one client at a time and lets the next one wait for
/// its greeting. One thread at a time.
final class Qmp implements AutoCloseable {
    /// Longest line that is read. Ours are answered with less than 1 KiB.
    static final int MAX_LINE_BYTES = 1 << 20;

    /// Events that are kept until somebody asks; of more, the oldest are forgotten.
    private static final int MAX_EVENTS = 64;

    private static final int READ_BYTES = 1 << 13;
    private static final JsonFactory JSON = new JsonFactory();

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ByteBuffer in = ByteBuffer.allocate(READ_BYTES).limit(0);
    private final Deque<QmpMessage.Event> events = new ArrayDeque<>();
    private byte[] line = new byte[READ_BYTES];
    private int length;
    private long lastId;

    /// QEMU has gone, is silent, refuses, or talks nonsense.
    static final class QmpException extends IOException {
        private static final long serialVersionUID = 1L;

        /// The error class of a refusal; empty if it is none.
        private final String kind;

        QmpException(String kind, String message) {
            super(message);
            this.kind = kind;
        }

        String kind() {
            return kind;
        }
    }

    /// Writes a command's arguments.
    interface Arguments {
        void write(JsonGenerator json);
    }

    private Qmp(SocketChannel channel, Selector selector, SelectionKey key) {
        this.channel = channel;
        this.selector = selector;
        this.key = key;
    }

    /// Connects and negotiates.
    ///
    /// @throws QmpException if QEMU does not answer in time
    /// @throws IOException if nobody listens there
    static Qmp connect(Path socket, Duration limit) throws IOException, InterruptedException {
        long endNanos = System.nanoTime() + limit.toNanos();
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        Selector selector = channel.provider().openSelector();
        Qmp qmp;
        try {
            // Not blocking from the start: connecting waits for ever when too many wait already.
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(socket));
            qmp = new Qmp(channel, selector, channel.register(selector, 0));
        } catch (IOException e) {
            selector.close();
            channel.close();
            throw e;
        }
        try {
            qmp.await(QmpMessage.Greeting.class::isInstance, endNanos);
            qmp.execute("qmp_capabilities", json -> {}, endNanos);
            return qmp;
        } catch (IOException | InterruptedException e) {
            qmp.close();
            throw e;
        }
    }

    /// Does one command.
    ///
    /// @param endNanos when to give up, on [System#nanoTime]'s clock
    /// @throws QmpException if QEMU refuses it or does not answer in time
    void execute(String command, Arguments arguments, long endNanos)
            throws QmpException, InterruptedException {
        long id = ++lastId;
        send(request(command, arguments, id), endNanos);
        QmpMessage answer = await(message -> answers(message, id), endNanos);
        if (answer instanceof QmpMessage.Refused refused) {
            throw new QmpException(
                    refused.kind(), command + ": " + Printable.line(refused.reason()));
        }
    }

    /// Waits for an event, which may have come since the connection was made.
    ///
    /// @param device the `id` of the device that it is about
    /// @throws QmpException if it does not come in time
    void awaitEvent(String name, String device, long endNanos)
            throws QmpException, InterruptedException {
        QmpMessage.Event wanted = new QmpMessage.Event(name, device);
        if (!events.contains(wanted)) {
            await(wanted::equals, endNanos);
        }
        events.removeIf(wanted::equals);
    }

    private static boolean answers(QmpMessage message, long id) {
        return switch (message) {
            case QmpMessage.Done done -> done.id() == id;
            case QmpMessage.Refused refused -> refused.id() == id;
            default -> false;
        };
    }

    private static String request(String command, Arguments arguments, long id) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("execute", command);
            json.writeObjectPropertyStart("arguments");
            arguments.write(json);
            json.writeEndObject();
            json.writeNumberProperty("id", id);
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }

    /// Reads on until such a message comes. Events on the way are kept, other lines are not ours.
    private QmpMessage await(Predicate<QmpMessage> wanted, long endNanos)
            throws QmpException, InterruptedException {
        while (true) {
            QmpMessage message = QmpMessage.parse(nextLine(endNanos));
            if (message instanceof QmpMessage.Event event) {
                if (events.size() == MAX_EVENTS) {
                    events.removeFirst();
                }
                events.add(event);
            }
            if (wanted.test(message)) {
                return message;
            }
        }
    }

    private String nextLine(long endNanos) throws QmpException, InterruptedException {
        while (true) {
            while (in.hasRemaining()) {
                byte b = in.get();
                if (b == '\n') {
                    String text = new String(line, 0, length, StandardCharsets.UTF_8);
                    length = 0;
                    return text;
                }
                if (length == MAX_LINE_BYTES) {
                    throw new QmpException("", "QEMU's monitor sends a line without end");
                }
                if (length == line.length) {
                    line = Arrays.copyOf(line, Math.min(2 * length, MAX_LINE_BYTES));
                }
                line[length++] = b;
            }
            fill(endNanos);
        }
    }

    private void fill(long endNanos) throws QmpException, InterruptedException {
        try {
            in.clear();
            int count = channel.read(in);
            in.flip();
            if (count < 0) {
                throw new QmpException("", "QEMU has closed its monitor");
            }
            if (count == 0 || System.nanoTime() - endNanos > 0) {
                // A peer that never stops talking has a deadline, too.
                await(SelectionKey.OP_READ, endNanos);
            }
        } catch (QmpException e) {
            throw e;
        } catch (IOException e) {
            throw new QmpException("", "QEMU's monitor has gone: " + e.getMessage());
        }
    }

    private void send(String text, long endNanos) throws QmpException, InterruptedException {
        ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        try {
            while (octets.hasRemaining()) {
                if (channel.write(octets) == 0) {
                    await(SelectionKey.OP_WRITE, endNanos);
                }
            }
        } catch (QmpException e) {
            throw e;
        } catch (IOException e) {
            throw new QmpException("", "QEMU's monitor has gone: " + e.getMessage());
        }
    }

    /// Waits until the socket is ready, for a while: who calls looks again.
    private void await(int operation, long endNanos) throws IOException, InterruptedException {
        long millis = Duration.ofNanos(endNanos - System.nanoTime()).toMillis();
        if (millis < 0) {
            throw new QmpException(
                    "", "QEMU's monitor does not answer (is another client connected to it?)");
        }
        key.interestOps(operation);
        selector.select(millis + 1);
        selector.selectedKeys().clear();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public void close() {
        try (selector;
                channel) {
            key.cancel();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

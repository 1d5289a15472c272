package io.airloom.machine;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What comes over a serial console, as text to look at, and what is typed there. One thread of its
/// own reads; anybody may look.
///
/// The guest is not trusted: of what comes, the last [#MAX_CHARS] are kept. Escape sequences,
/// carriage returns and the kernel's own messages, which come in the middle of everything, are
/// dropped.
final class ConsoleText implements AutoCloseable {
    /// Room for the longest answer that is asked for, with as much noise again.
    static final int MAX_CHARS = 1 << 18;

    private static final int READ_BYTES = 1 << 13;

    /// `[ 12.345678] text`, up to the end of its line. What a program was writing goes on behind.
    private static final Pattern KERNEL_MESSAGE =
            Pattern.compile("\\[ {0,11}\\d{1,8}\\.\\d{6}\\][^\\n]*\\n");

    private final ByteChannel channel;
    private final StringBuilder text = new StringBuilder();
    private Escape escape = Escape.NONE;
    private long changedNanos = System.nanoTime();
    private @Nullable String end;

    /// Where in an escape sequence (ECMA-48) the stream is.
    private enum Escape {
        NONE,
        BEGUN,
        CONTROL,
        STRING
    }

    private ConsoleText(ByteChannel channel) {
        this.channel = channel;
    }

    /// Connects to the socket that is the other end of a console.
    static ConsoleText connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return over(channel, String.valueOf(socket.getFileName()));
    }

    /// Reads and types over a channel, which it closes.
    static ConsoleText over(ByteChannel channel, String name) {
        ConsoleText console = new ConsoleText(channel);
        Thread.ofVirtual().name("console " + name).start(console::readAll);
        return console;
    }

    private void readAll() {
        ByteBuffer in = ByteBuffer.allocate(READ_BYTES);
        String reason = "the console has been closed";
        try {
            while (channel.read(in.clear()) >= 0) {
                take(in.flip());
            }
        } catch (IOException e) {
            reason = "the console has been closed: " + e.getMessage();
        }
        synchronized (this) {
            end = reason;
            notifyAll();
        }
    }

    private synchronized void take(ByteBuffer octets) {
        while (octets.hasRemaining()) {
            take((char) (octets.get() & 0xff));
        }
        if (text.length() > MAX_CHARS) {
            text.delete(0, text.length() - MAX_CHARS / 2);
        }
        Matcher message = KERNEL_MESSAGE.matcher(text);
        if (message.find()) {
            String plain = message.replaceAll("");
            text.setLength(0);
            text.append(plain);
        }
        changedNanos = System.nanoTime();
        notifyAll();
    }

    private void take(char c) {
        switch (escape) {
            case NONE -> {
                if (c == '\033') {
                    escape = Escape.BEGUN;
                } else if (c == '\n' || (c >= ' ' && c != 0x7f)) {
                    text.append(c);
                }
            }
            case BEGUN ->
                    escape =
                            c == '['
                                    ? Escape.CONTROL
                                    : c == ']' || c == 'P' || c == '_' || c == '^'
                                            ? Escape.STRING
                                            // Two characters, or three with an intermediate one.
                                            : c >= ' ' && c <= '/' ? Escape.BEGUN : Escape.NONE;
            case CONTROL -> escape = c >= '@' && c <= '~' ? Escape.NONE : escape;
            case STRING -> escape = c == '\007' || c == '\n' || c == '\\' ? Escape.NONE : escape;
        }
    }

    /// Types text.
    ///
    /// @throws GuestCommands.Broken if the console has gone
    void type(String keys) throws GuestCommands.Broken, InterruptedException {
        if (Thread.interrupted()) {
            // An interrupt during the write would close the channel for all.
            throw new InterruptedException();
        }
        ByteBuffer octets = ByteBuffer.wrap(keys.getBytes(StandardCharsets.UTF_8));
        try {
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
        } catch (IOException e) {
            throw new GuestCommands.Broken("the console has been closed: " + e.getMessage());
        }
    }

    /// What has come and was not forgotten.
    synchronized String text() {
        return text.toString();
    }

    /// Forgets what has come so far.
    synchronized void forget() {
        text.setLength(0);
    }

    /// For how long nothing has come.
    synchronized long quietNanos() {
        return System.nanoTime() - changedNanos;
    }

    /// Waits for something that matches.
    ///
    /// @return the match, or null if nothing did until `endNanos`
    /// @throws GuestCommands.Broken if nothing will come any more
    synchronized @Nullable Matcher await(Pattern pattern, long endNanos)
            throws GuestCommands.Broken, InterruptedException {
        while (true) {
            Matcher matcher = pattern.matcher(text.toString());
            if (matcher.find()) {
                return matcher;
            }
            if (end != null) {
                throw new GuestCommands.Broken(end);
            }
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
            if (leftMillis <= 0) {
                return null;
            }
            wait(leftMillis);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

package io.airloom.proxy;

import io.airloom.linux.Errno;
import io.airloom.linux.LinuxException;
import io.airloom.linux.UnixSocket;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The lines that a Unix socket begins with on its way into a guest: `CONNECT <port>` there, and
/// `OK <port>` back once the guest has accepted. They are read octet by octet, since what follows
/// them is the stream.
final class HybridVsock {
    /// The longest is `CONNECT 4294967295` and its line feed.
    private static final int MAX_LINE = 32;

    private static final Pattern OK = Pattern.compile("OK [0-9]{1,10}");
    private static final Pattern CONNECT = Pattern.compile("CONNECT ([0-9]{1,10})");
    private static final Duration FULL_BACKLOG_PAUSE = Duration.ofMillis(10);

    private HybridVsock() {}

    /// Connects to a port of the guest.
    ///
    /// @param within until it has accepted
    /// @throws IOException if there is no machine, the guest does not listen, or not in time
    static GuestStream connect(Path uds, int port, Duration within) throws IOException {
        Deadline deadline = Deadline.in(within);
        GuestStream stream = open(uds, deadline);
        try {
            String command = "CONNECT " + Integer.toUnsignedString(port) + '\n';
            stream.write(command.getBytes(StandardCharsets.US_ASCII), deadline.left());
            String answer = line(stream, deadline);
            if (!OK.matcher(answer).matches()) {
                throw new IOException("%s: says \"%s\", not OK".formatted(uds, shown(answer)));
            }
            return stream;
        } catch (IOException e) {
            stream.close();
            throw e;
        }
    }

    /// Connects to a Unix socket; waits while its backlog is full.
    static GuestStream open(Path path, Deadline deadline) throws IOException {
        while (true) {
            try {
                return new SocketStream(UnixSocket.connectNow(path), path);
            } catch (LinuxException e) {
                if (e.errno() != Errno.EAGAIN || deadline.isOver()) {
                    throw new IOException(e.getMessage(), e);
                }
                pause();
            }
        }
    }

    /// The machine has not got to those who came before.
    private static void pause() throws IOException {
        try {
            Thread.sleep(FULL_BACKLOG_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// The machine's end: reads who is asked for, and lets the program in if it is this port.
    ///
    /// @throws IOException if it is another one, or no command comes in time
    static void accept(GuestStream program, int port, Duration within) throws IOException {
        Deadline deadline = Deadline.in(within);
        Matcher command = CONNECT.matcher(line(program, deadline));
        if (!command.matches()
                || Long.parseLong(command.group(1)) != Integer.toUnsignedLong(port)) {
            throw new IOException("not asked for port " + Integer.toUnsignedString(port));
        }
        program.write("OK 1073741824\n".getBytes(StandardCharsets.US_ASCII), deadline.left());
    }

    /// A line without its line feed.
    private static String line(GuestStream stream, Deadline deadline) throws IOException {
        StringBuilder line = new StringBuilder();
        byte[] octet = new byte[1];
        while (true) {
            int n;
            try {
                n = stream.read(octet, 0, 1, deadline.left());
            } catch (SocketTimeoutException e) {
                throw timeout(line);
            }
            if (n < 0) {
                throw new IOException("hung up on after \"" + shown(line) + '"');
            }
            if (octet[0] == '\n') {
                return line.toString();
            }
            if (line.length() == MAX_LINE) {
                throw new IOException("no end of the line \"" + shown(line) + '"');
            }
            line.append((char) Byte.toUnsignedInt(octet[0]));
            if (deadline.isOver()) {
                throw timeout(line);
            }
        }
    }

    private static SocketTimeoutException timeout(CharSequence line) {
        return new SocketTimeoutException("no more after \"" + shown(line) + "\" in time");
    }

    private static String shown(CharSequence line) {
        return line.toString().replaceAll("[^ -~]", ".");
    }
}

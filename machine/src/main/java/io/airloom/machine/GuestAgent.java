package io.airloom.machine;

import io.airloom.image.ShellWord;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Speaks with the QEMU guest agent in one guest: a line of JSON there, a line of JSON back, over
/// the Unix socket that is the other end of a virtio-serial port (QEMU), or over two pipes that are
/// the other end of a terminal line (UML).
///
/// A terminal line has two weaknesses. What is sent before the agent has opened it is lost: so a
/// synchronisation that is not answered is sent again. And Linux 6.12's never wakes up again once
/// its 4 KiB are full: so a request is at most [#LINE_BYTES] long, and goes only when the one
/// before is answered, and so has been read. What is longer goes in pieces to a script in the
/// guest.
///
/// The guest is not trusted: lines are bounded, anything may be in them, and none may come. A
/// request that is not answered in time leaves the conversation out of step;
/// `guest-sync-delimited`, which the agent answers with a byte 0xFF and the number that we sent,
/// brings it back. Safe for many threads: a request and its answer are one step, and running
/// commands are asked after in turn.
final class GuestAgent implements GuestCommands {
    /// Bounds what a guest can make us hold; room for 17 MiB of output in base64, which a program
    /// that is not run by [AgentCommand]'s script can have.
    static final int MAX_LINE_BYTES = 24 << 20;

    private static final int READ_BYTES = 1 << 16;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
    private static final byte DELIMITER = (byte) 0xff;

    /// Longest request on a terminal line.
    static final int LINE_BYTES = 3_000;

    /// How much of a file one such request carries, in base64 and with words around it.
    private static final int PIECE_BYTES = 2_048;

    private static final Duration FIRST_REPEAT = Duration.ofMillis(15);
    private static final Duration LAST_REPEAT = Duration.ofSeconds(1);

    private final ByteChannel channel;
    private final boolean terminalLine;
    private final AtomicInteger staged = new AtomicInteger();
    // Fair: a command that writes without end must not keep the others waiting.
    private final ReentrantLock step = new ReentrantLock(true);
    private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(1);
    private boolean inStep;

    /// What the reading thread found: a line's text, or why there are no more.
    private sealed interface Line {
        record Text(String text) implements Line {}

        record End(String reason) implements Line {}
    }

    /// The conversation cannot go on: the guest has gone, is silent, or talks nonsense.
    static final class AgentException extends GuestCommands.Broken {
        private static final long serialVersionUID = 1L;

        AgentException(String message) {
            super(message);
        }
    }

    private GuestAgent(ByteChannel channel, boolean terminalLine) {
        this.channel = channel;
        this.terminalLine = terminalLine;
    }

    /// Connects to the socket. The guest need not run yet.
    static GuestAgent connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        GuestAgent agent = new GuestAgent(channel, false);
        Thread.ofVirtual().name("agent " + socket.getFileName()).start(agent::readLines);
        return agent;
    }

    /// Speaks over what ends in a terminal line of the guest. The guest need not run yet.
    static GuestAgent overTerminalLine(ByteChannel channel, String node) {
        GuestAgent agent = new GuestAgent(channel, true);
        Thread.ofPlatform().daemon().name("airloom-agent-" + node).start(agent::readLines);
        return agent;
    }

    /// Waits for the agent to answer for the first time, or again after it fell silent.
    ///
    /// @return whether it did so in time
    /// @throws AgentException if it never will
    @Override
    public boolean awaitAnswer(Duration limit) throws AgentException, InterruptedException {
        step.lockInterruptibly();
        try {
            return synchronise(System.nanoTime() + limit.toNanos());
        } finally {
            step.unlock();
        }
    }

    @Override
    public ExecEnd exec(List<String> command, byte[] stdin, Patience patience, ExecOutput output)
            throws AgentException, InterruptedException {
        return new AgentCommand(this, output).run(command, stdin, patience);
    }

    /// Starts a program, whose outputs the agent keeps until [#status] tells its end.
    ///
    /// @return its process number
    long start(List<String> command, byte[] stdin) throws AgentException, InterruptedException {
        String json = AgentRequest.exec(command, stdin);
        if (terminalLine && json.length() > LINE_BYTES) {
            json = AgentRequest.exec(List.of("sh", stage(command, stdin)), new byte[0]);
        }
        AgentReply reply = request(json);
        if (reply.pid() < 0) {
            throw new AgentException("guest-exec was answered without a process number");
        }
        return reply.pid();
    }

    /// What has become of a program; once it has ended, the agent forgets it.
    AgentReply status(long pid) throws AgentException, InterruptedException {
        return request(AgentRequest.execStatus(pid));
    }

    /// Opens a file of the guest for writing.
    ///
    /// @return a number for it; -1 if it cannot be opened
    long open(String path) throws AgentException, InterruptedException {
        return answer(AgentRequest.fileOpen(path)).number();
    }

    /// Writes to an open file and closes it.
    ///
    /// @param content at most what a line takes
    void finish(long handle, byte[] content) throws AgentException, InterruptedException {
        if (content.length > 0) {
            request(AgentRequest.fileWrite(handle, content));
        }
        request(AgentRequest.fileClose(handle));
    }

    /// Writes a script that runs the command with that input, and the input, into the guest. The
    /// script removes both.
    ///
    /// @return the script's path
    private String stage(List<String> command, byte[] stdin)
            throws AgentException, InterruptedException {
        String script = "/run/airloom-exec-" + staged.incrementAndGet();
        String input = script + ".in";
        putFile(input, stdin);
        StringBuilder text = new StringBuilder();
        text.append("exec <").append(input).append("\nrm ").append(input).append(' ');
        text.append(script).append("\nexec");
        for (String word : command) {
            text.append(' ').append(ShellWord.quoted(word));
        }
        putFile(script, text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        return script;
    }

    private void putFile(String path, byte[] content) throws AgentException, InterruptedException {
        long handle = request(AgentRequest.fileOpen(path)).number();
        for (int at = 0; at < content.length; at += PIECE_BYTES) {
            int end = Math.min(content.length, at + PIECE_BYTES);
            request(AgentRequest.fileWrite(handle, Arrays.copyOfRange(content, at, end)));
        }
        request(AgentRequest.fileClose(handle));
    }

    /// One request and its answer.
    ///
    /// @throws AgentException also if the agent refuses
    private AgentReply request(String json) throws AgentException, InterruptedException {
        AgentReply reply = answer(json);
        if (!reply.error().isEmpty()) {
            throw new AgentException(reply.error());
        }
        return reply;
    }

    private AgentReply answer(String json) throws AgentException, InterruptedException {
        step.lockInterruptibly();
        try {
            long endNanos = System.nanoTime() + ANSWER_LIMIT.toNanos();
            if (!inStep && !synchronise(endNanos)) {
                throw new AgentException("the guest agent does not answer");
            }
            inStep = false;
            send(json);
            AgentReply reply = AgentReply.parse(nextLine(endNanos));
            inStep = true;
            return reply;
        } finally {
            step.unlock();
        }
    }

    /// Sends a number and skips everything up to the delimiter with the same number. Over a
    /// terminal line another number is sent whenever nothing has come for a while, later and later,
    /// so that a slow guest can catch up.
    private boolean synchronise(long endNanos) throws AgentException, InterruptedException {
        long number = -1;
        long repeatNanos = FIRST_REPEAT.toNanos();
        inStep = false;
        while (System.nanoTime() - endNanos < 0) {
            if (number < 0 || terminalLine) {
                number = ThreadLocalRandom.current().nextLong(1, 1L << 40);
                send(AgentRequest.sync(number));
            }
            String line;
            do {
                long quietNanos = System.nanoTime() + repeatNanos;
                boolean soon = terminalLine && quietNanos - endNanos < 0;
                line = nextLineOrNull(soon ? quietNanos : endNanos);
                if (line != null && AgentReply.parse(line).number() == number) {
                    inStep = true;
                    return true;
                }
            } while (line != null && System.nanoTime() - endNanos < 0);
            repeatNanos = Math.min(repeatNanos + repeatNanos / 8, LAST_REPEAT.toNanos());
        }
        return false;
    }

    private String nextLine(long endNanos) throws AgentException, InterruptedException {
        String line = nextLineOrNull(endNanos);
        if (line == null) {
            throw new AgentException("the guest agent does not answer");
        }
        return line;
    }

    private @Nullable String nextLineOrNull(long endNanos)
            throws AgentException, InterruptedException {
        long left = endNanos - System.nanoTime();
        return switch (lines.poll(Math.max(left, 0), TimeUnit.NANOSECONDS)) {
            case Line.Text(String text) -> text;
            case Line.End end -> {
                lines.add(end);
                throw new AgentException(end.reason());
            }
            case null -> null;
        };
    }

    private void send(String json) throws AgentException, InterruptedException {
        if (Thread.interrupted()) {
            // An interrupt during the write would close the channel for all.
            throw new InterruptedException();
        }
        ByteBuffer bytes = ByteBuffer.wrap((json + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new AgentException("the guest has gone: " + e.getMessage());
        }
    }

    /// The reading thread: cuts the stream into lines. Bytes before a delimiter are not part of any
    /// line.
    private void readLines() {
        ByteBuffer in = ByteBuffer.allocate(READ_BYTES);
        byte[] line = new byte[READ_BYTES];
        int length = 0;
        try {
            while (channel.read(in.clear()) >= 0) {
                in.flip();
                while (in.hasRemaining()) {
                    byte b = in.get();
                    if (b == DELIMITER) {
                        length = 0;
                    } else if (b == '\n') {
                        lines.put(
                                new Line.Text(new String(line, 0, length, StandardCharsets.UTF_8)));
                        length = 0;
                    } else if (length == MAX_LINE_BYTES) {
                        end("the guest agent sends a line without end");
                        return;
                    } else {
                        line = length < line.length ? line : grown(line);
                        line[length++] = b;
                    }
                }
            }
            end("the guest has gone");
        } catch (IOException e) {
            end("the guest has gone: " + e.getMessage());
        } catch (InterruptedException e) {
            end("interrupted");
        }
    }

    private static byte[] grown(byte[] line) {
        return Arrays.copyOf(line, Math.min(line.length * 2, MAX_LINE_BYTES));
    }

    private void end(String reason) {
        lines.clear();
        lines.add(new Line.End(reason));
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

package io.airloom.machine;

import io.airloom.machine.ExecOutput.Source;
import io.airloom.machine.GuestAgent.AgentException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One command in a guest with an agent.
///
/// The agent tells what a program wrote when it has ended, and keeps up to 16 MiB of each output
/// until then; telling that takes several times the memory, which kills it in a small guest. So the
/// command runs under a shell (`guest-run`) that gives it two pipes, holds their other ends, and
/// starts nothing for that:
///
/// ```text
///   command ──1──▶ pipe ──▶ /proc/SHELL/fd/3 ◀── dd, a piece at a time, for us
///           ──2──▶ pipe ──▶ /proc/SHELL/fd/4 ◀── dd
///   shell   ◀──5── pipe ◀── /proc/SHELL/fd/9 ◀── a line from us: both have been read to their ends
/// ```
///
/// The pipes are those that shells make for here-documents, which Linux lets others open by `/proc`
/// without waiting for anybody. A `dd` ends with what one read gives: a piece as soon as there is
/// one, nothing at the end. While nobody reads here, no `dd` is started, and the command waits at
/// its pipe; so nothing piles up anywhere. The file descriptor 9 is made last: once it is there,
/// all are.
///
/// A shell that has files instead of pipes (bash before 5.1) becomes the command itself, whose
/// outputs then come at its end. For one command and one thread.
final class AgentCommand {
    private static final System.Logger LOG = System.getLogger(AgentCommand.class.getName());
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);
    private static final long FIRST_LOOK_NANOS = 1_000_000;
    private static final long LAST_LOOK_NANOS = 50_000_000;
    private static final int SIGNALLED = 128;
    private static final byte[] NOTHING = new byte[0];

    /// Most octets of a piece: what a pipe holds.
    private static final int PIECE_BYTES = 1 << 16;

    private static final String RUN = Resources.text("guest-run");

    /// Ends a process and all that it started, which are not in a process group of their own.
    private static final String KILL_TREE = Resources.text("guest-kill");

    private final GuestAgent agent;
    private final ExecOutput output;
    private final Pull out = new Pull(Source.STDOUT, 3);
    private final Pull err = new Pull(Source.STDERR, 4);
    private long shell;

    /// The file that the shell waits at; -1 before it is open, and after it is closed.
    private long door = -1;

    private boolean hasPipes;

    AgentCommand(GuestAgent agent, ExecOutput output) {
        this.agent = agent;
        this.output = output;
    }

    /// Runs it to its end.
    ///
    /// @throws InterruptedException it is killed, then, without waiting for that
    ExecEnd run(List<String> command, byte[] stdin, Patience patience)
            throws AgentException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("sh", "-c", RUN, "sh"));
        line.addAll(command);
        shell = agent.start(line, stdin);
        try {
            return follow(patience);
        } catch (InterruptedException e) {
            Thread.ofVirtual().name("killed command").start(this::end);
            throw e;
        }
    }

    private ExecEnd follow(Patience patience) throws AgentException, InterruptedException {
        Patience current = patience;
        boolean killed = false;
        Looks looks = new Looks();
        while (true) {
            if (hasPipes) {
                out.look();
                err.look();
            } else if (isOpen()) {
                looks.soon();
            }
            if (!hasPipes || (out.ended && err.ended)) {
                AgentReply status = agent.status(shell);
                if (status.exited()) {
                    if (!hasPipes) {
                        tell(status);
                    }
                    close(NOTHING);
                    return killed ? ExecEnd.killed() : end(status);
                }
                if (hasPipes && !killed && door >= 0) {
                    close("\n".getBytes(StandardCharsets.US_ASCII));
                    looks.soon();
                }
                looks.done();
            }
            if (current.isOver()) {
                if (killed) {
                    return abandon();
                }
                killed = true;
                current = Patience.of(KILL_LIMIT);
                kill();
            }
            TimeUnit.NANOSECONDS.sleep(hasPipes ? untilNext(looks) : looks.left());
        }
    }

    /// How long nobody needs to be asked: for the next piece, or for the end when none comes.
    private long untilNext(Looks looks) {
        long next = Math.min(out.left(), err.left());
        return next == Long.MAX_VALUE ? looks.left() : next;
    }

    private static ExecEnd end(AgentReply status) {
        return new ExecEnd(
                status.signal() > 0 ? SIGNALLED + status.signal() : status.exitCode(), false);
    }

    private boolean isOpen() throws AgentException, InterruptedException {
        door = agent.open("/proc/" + shell + "/fd/9");
        hasPipes = door >= 0;
        return hasPipes;
    }

    /// Passes on what the agent has kept: of a command that has no pipes.
    private void tell(AgentReply status) throws AgentException {
        give(Source.STDOUT, decode(status.outData()));
        give(Source.STDERR, decode(status.errData()));
        if (status.truncated()) {
            // How much it was, the agent does not say.
            output.leftOut(Source.STDOUT, 1);
        }
    }

    private void give(Source source, byte[] octets) {
        if (octets.length > 0) {
            output.write(source, octets);
        }
    }

    private static byte[] decode(String base64) throws AgentException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new AgentException("output that is not base64");
        }
    }

    private void close(byte[] lastWord) throws AgentException, InterruptedException {
        if (door >= 0) {
            long handle = door;
            door = -1;
            agent.finish(handle, lastWord);
        }
    }

    private void kill() throws AgentException, InterruptedException {
        List<String> line = List.of("sh", "-c", KILL_TREE, "sh", Long.toString(shell));
        agent.start(line, NOTHING);
    }

    /// Nobody waits any more for what was killed: something that it has left behind may hold its
    /// pipes for ever.
    private ExecEnd abandon() throws AgentException, InterruptedException {
        out.stop();
        err.stop();
        close(NOTHING);
        if (!agent.status(shell).exited()) {
            throw new AgentException("process " + shell + " cannot be killed");
        }
        return ExecEnd.killed();
    }

    /// Whoever waited has gone.
    private void end() {
        try {
            kill();
            close(NOTHING);
        } catch (AgentException | InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "a command could not be killed", e);
        }
    }

    /// When to ask again after something that takes nobody knows how long: soon at first, then ever
    /// later.
    private static final class Looks {
        private long pauseNanos = FIRST_LOOK_NANOS;
        private long dueNanos = System.nanoTime();

        /// Something has happened.
        void soon() {
            pauseNanos = FIRST_LOOK_NANOS;
            dueNanos = System.nanoTime();
        }

        /// Somebody has asked, in vain.
        void done() {
            dueNanos = System.nanoTime() + pauseNanos;
            pauseNanos = Math.min(pauseNanos * 2, LAST_LOOK_NANOS);
        }

        /// Nanoseconds until then.
        long left() {
            return Math.max(0, dueNanos - System.nanoTime());
        }
    }

    /// One output on its way here.
    private final class Pull {
        private final Source source;
        private final int descriptor;

        /// The program that reads the next piece; -1 if none does.
        private long reader = -1;

        private final Looks looks = new Looks();
        private boolean counts;
        private boolean ended;

        Pull(Source source, int descriptor) {
            this.source = source;
            this.descriptor = descriptor;
        }

        /// How long it need not be looked at, in nanoseconds; [Long#MAX_VALUE] if not any more.
        long left() {
            return ended ? Long.MAX_VALUE : looks.left();
        }

        /// Passes on a piece that was read, and has the next one read.
        void look() throws AgentException, InterruptedException {
            if (ended || looks.left() > 0) {
                return;
            }
            if (reader >= 0) {
                AgentReply status = agent.status(reader);
                if (!status.exited()) {
                    looks.done();
                    return;
                }
                reader = -1;
                take(status);
            }
            if (!ended) {
                reader = agent.start(line(), NOTHING);
                looks.soon();
                looks.done();
            }
        }

        private void take(AgentReply status) throws AgentException {
            byte[] octets = decode(status.outData());
            ended = counts || octets.length == 0 || status.exitCode() != 0;
            if (counts) {
                output.leftOut(source, count(octets));
            } else {
                give(source, octets);
            }
        }

        /// Reads a piece; or all that is left, if nobody wants it.
        private List<String> line() {
            String pipe = "/proc/" + shell + "/fd/" + descriptor;
            counts = !output.wants(source);
            return counts
                    ? List.of("sh", "-c", "wc -c <" + pipe)
                    : List.of("dd", "if=" + pipe, "bs=" + PIECE_BYTES, "count=1");
        }

        private static long count(byte[] digits) {
            String text = new String(digits, StandardCharsets.US_ASCII).strip();
            return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
        }

        void stop() throws AgentException, InterruptedException {
            if (reader >= 0) {
                agent.start(List.of("kill", "-KILL", Long.toString(reader)), NOTHING);
            }
        }
    }
}

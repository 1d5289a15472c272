package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.lab.LiveLab;
import io.airloom.machine.ExecResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A command in a node that is shown as it speaks, line by line, and can be interrupted as on a
/// terminal of its own.
///
/// Commands tell what they wrote when they have ended. So this one writes into a file of the node,
/// which is looked at meanwhile; at the end the file is told, too, and what was not seen of it yet
/// is shown. Where nobody can look, all of it comes then.
final class FollowedCommand {
    private static final System.Logger LOG = System.getLogger(FollowedCommand.class.getName());
    private static final long END_SECONDS = 5;
    private static final Duration LOOK_LIMIT = Duration.ofSeconds(10);

    /// `$1` is the file; the rest is the command.
    private static final String RUN =
            """
            umask 077
            file=$1
            shift
            sh -c 'echo $$ >"$0.pid"; exec "$@"' "$file" "$@" >"$file"
            code=$?
            cat "$file"
            rm -f "$file" "$file.pid"
            exit $code
            """;

    private static final String INTERRUPT = "kill -INT \"$(cat \"$1.pid\")\"";

    private final Terminal terminal;
    private final LiveLab lab;
    private final String node;
    private final Duration period;
    private final String file = "/tmp/airloom-" + UUID.randomUUID();
    private int shown;

    /// @param period between two looks. Each is a process in the node, which takes its time from
    ///   the command; so the first one is half a period after the start, between what comes as
    ///   often
    FollowedCommand(Terminal terminal, LiveLab lab, String node, Duration period) {
        this.period = period;
        this.terminal = terminal;
        this.lab = lab;
        this.node = node;
    }

    /// Runs it to its end, or until the person interrupts it and it has said its last words.
    ///
    /// @return its exit code
    int run(List<String> command, Duration limit) {
        List<String> line = new ArrayList<>(List.of("sh", "-c", RUN, "sh", file));
        line.addAll(command);
        FutureTask<ExecResult> all = inBackground(() -> lab.exec(node, line, new byte[0], limit));
        FutureTask<Void> looks = inBackground(() -> look(all));
        try (Interruption _ = new Interruption()) {
            try {
                return end(all.get(), looks);
            } catch (InterruptedException e) {
                FutureTask<Void> _ = inBackground(this::interrupt);
                return end(all.get(END_SECONDS, TimeUnit.SECONDS), looks);
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EnvironmentException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            // Our connection ends, and with it the command.
            return ExitCode.FAILED.number();
        }
    }

    private int end(ExecResult result, FutureTask<Void> looks)
            throws ExecutionException, InterruptedException {
        looks.get();
        return ExecCommand.print(terminal, result, shown);
    }

    private static <T> FutureTask<T> inBackground(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().name("followed command").start(task);
        return task;
    }

    private Void look(FutureTask<ExecResult> all) throws InterruptedException {
        long nextNanos = System.nanoTime() + period.toNanos() / 2;
        try {
            while (!endsBefore(all, nextNanos)) {
                nextNanos += period.toNanos();
                List<String> rest = List.of("tail", "-c", "+" + (shown + 1), file);
                ExecResult more = lab.exec(node, rest, new byte[0], LOOK_LIMIT);
                if (more.ok()) {
                    show(more.stdoutBytes());
                }
                if (terminal.isOutClosed()) {
                    return interrupt();
                }
            }
        } catch (EnvironmentException e) {
            LOG.log(System.Logger.Level.DEBUG, "a command cannot be followed", e);
        }
        return null;
    }

    private static boolean endsBefore(FutureTask<ExecResult> all, long endNanos)
            throws InterruptedException {
        try {
            all.get(Math.max(0, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            // Whoever shows its end is told, too.
            return true;
        }
    }

    /// Whole lines.
    private void show(byte[] octets) {
        int end = octets.length;
        while (end > 0 && octets[end - 1] != '\n') {
            end--;
        }
        if (end > 0) {
            byte[] lines = Arrays.copyOf(octets, end);
            ExecCommand.pass(terminal.out(), lines, terminal.isOutTerminal());
            shown += end;
        }
    }

    private Void interrupt() throws InterruptedException {
        lab.exec(node, List.of("sh", "-c", INTERRUPT, "sh", file), new byte[0], LOOK_LIMIT);
        return null;
    }
}

package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.lab.LiveLab;
import io.airloom.machine.ExecEnd;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A command in a node that can be interrupted as on a terminal of its own: it hears of Ctrl-C, and
/// what it says then is still shown. So its process number stands in a file of the node.
final class FollowedCommand {
    private static final long END_SECONDS = 5;
    private static final Duration INTERRUPT_LIMIT = Duration.ofSeconds(10);

    /// `$1` is the file; the rest is the command.
    private static final String RUN =
            """
            umask 077
            file=$1
            shift
            sh -c 'echo $$ >"$0"; exec "$@"' "$file" "$@"
            code=$?
            rm -f "$file"
            exit $code
            """;

    private static final String INTERRUPT = "kill -INT \"$(cat \"$1\")\"";

    private final Terminal terminal;
    private final LiveLab lab;
    private final String node;
    private final String file = "/tmp/airloom-" + UUID.randomUUID();

    FollowedCommand(Terminal terminal, LiveLab lab, String node) {
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
        ShownOutput shown = new ShownOutput(terminal);
        FutureTask<ExecEnd> all =
                inBackground(() -> lab.exec(node, line, new byte[0], limit, shown));
        try (Interruption _ = new Interruption()) {
            try {
                return all.get().exitCode();
            } catch (InterruptedException e) {
                FutureTask<Void> _ = inBackground(this::interrupt);
                return all.get(END_SECONDS, TimeUnit.SECONDS).exitCode();
            }
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case EnvironmentException cause -> throw cause;
                // Nobody reads it any more: it ends with our connection.
                case UncheckedIOException _ -> ExitCode.OK.number();
                case null, default -> throw new IllegalStateException(e.getCause());
            };
        } catch (InterruptedException | TimeoutException e) {
            // Our connection ends, and with it the command.
            return ExitCode.FAILED.number();
        }
    }

    private static <T> FutureTask<T> inBackground(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().name("followed command").start(task);
        return task;
    }

    private Void interrupt() throws InterruptedException {
        lab.exec(node, List.of("sh", "-c", INTERRUPT, "sh", file), new byte[0], INTERRUPT_LIMIT);
        return null;
    }
}

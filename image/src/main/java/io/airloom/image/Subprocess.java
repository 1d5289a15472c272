package io.airloom.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs a program of the host to its end and keeps what it says. It reads nothing and speaks
/// English.
public final class Subprocess {
    /// Standard error is kept to this many last lines: enough to explain a failure.
    private static final int KEPT_ERROR_LINES = 40;

    private static final long TICK_MILLIS = 100;

    /// How a program ended.
    ///
    /// @param exitCode its exit code
    /// @param output its whole standard output
    /// @param errors the last lines of its standard error
    public record Result(int exitCode, String output, List<String> errors) {
        public boolean ok() {
            return exitCode == 0;
        }
    }

    private Subprocess() {}

    /// Runs a command.
    ///
    /// @throws IOException if it cannot be started
    public static Result run(List<String> command) throws IOException {
        return run(command, Map.of(), null, () -> {});
    }

    /// Runs a command for at most so long, then ends it; its exit code is then that of a killed
    /// process.
    public static Result run(List<String> command, Map<String, String> environment, Duration limit)
            throws IOException {
        long endNanos = System.nanoTime() + limit.toNanos();
        return run(
                command,
                environment,
                null,
                () -> {
                    if (System.nanoTime() - endNanos > 0) {
                        throw new OutOfTime();
                    }
                });
    }

    /// Runs a command.
    ///
    /// @param output the file that its standard output goes to; null to have it in the result
    /// @param tick called ten times a second while it runs, on this thread
    public static Result run(
            List<String> command,
            Map<String, String> environment,
            @Nullable Path output,
            Runnable tick)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        if (output != null) {
            builder.redirectOutput(output.toFile());
        }
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            StringBuilder text = new StringBuilder();
            Deque<String> errors = new ArrayDeque<>();
            Thread outReader = reader(process.getInputStream(), text::append);
            Thread errorReader = reader(process.getErrorStream(), line -> keep(errors, line));
            while (!process.waitFor(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                tick.run();
            }
            outReader.join();
            errorReader.join();
            return new Result(process.exitValue(), text.toString(), new ArrayList<>(errors));
        } catch (OutOfTime e) {
            return new Result(124, "", List.of("took too long and was ended"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException(
                    "interrupted while running " + command.getFirst(),
                    "run the same command again: what was done so far is kept",
                    e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Thread reader(InputStream stream, java.util.function.Consumer<String> lines) {
        return Thread.ofVirtual()
                .start(() -> {
                    try (var reader =
                            new java.io.BufferedReader(
                                    new java.io.InputStreamReader(
                                            stream, StandardCharsets.UTF_8))) {
                        String line = reader.readLine();
                        while (line != null) {
                            lines.accept(line + "\n");
                            line = reader.readLine();
                        }
                    } catch (IOException e) {
                        // The program was ended, and its streams with it: there is no more to say.
                        return;
                    }
                });
    }

    private static void keep(Deque<String> lines, String line) {
        if (lines.size() == KEPT_ERROR_LINES) {
            lines.removeFirst();
        }
        lines.addLast(line.stripTrailing());
    }

    /// Ends [#run] from within its tick.
    private static final class OutOfTime extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}

package io.airloom.image;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A small process beside ours that cleans up a run directory when we are gone, however that came
/// about.
///
/// It is a shell in a session of its own, out of reach of the terminal's signals, that reads a pipe
/// of which we hold the only other end. The kernel closes that end when we end, by `kill -9` too.
/// Then it kills every process whose environment says that it was started for this directory, and
/// removes the directory. A regular end takes the same way: we close the pipe and wait.
public final class Janitor implements AutoCloseable {
    /// The variable that marks the processes of a run; its value is the run directory.
    public static final String VARIABLE = "AIRLOOM_RUN";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;

    private Janitor(Process process) {
        this.process = process;
    }

    /// Starts one for a directory.
    public static Janitor start(Path directory) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(directory));
        builder.environment().remove(VARIABLE);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.directory(Path.of("/").toFile());
        return new Janitor(builder.start());
    }

    private static List<String> command(Path directory) {
        return List.of(
                "setsid",
                "sh",
                "-c",
                Resources.text("janitor.sh"),
                "airloom-janitor",
                directory.toString());
    }

    /// Has the directory cleaned up now, and waits for that.
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has gone already: somebody killed it. What is left goes with the next sweep.
            return;
        }
        boolean interrupted = false;
        long endNanos = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() - endNanos < 0) {
            try {
                process.waitFor(PATIENCE);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

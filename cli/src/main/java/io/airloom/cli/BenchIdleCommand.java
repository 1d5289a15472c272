package io.airloom.cli;

import io.airloom.bench.AirIdle;
import io.airloom.bench.BackEndException;
import io.airloom.bench.IdleReport;
import io.airloom.image.EnvironmentException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The cost of an air on which nothing happens.
@Command(
        name = "idle",
        description =
                "Measure the processor time of an air with many guests that are silent, of which one"
                        + " beacons, or which all beacon.",
        footer = {"", "Example:", "  airloom bench idle --guests 64 --seconds 10"})
final class BenchIdleCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--guests",
            paramLabel = "N",
            defaultValue = "64",
            description = "Guests (default: ${DEFAULT-VALUE}).")
    private int guests;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "Time of each of the three parts (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the figures, for programs, to FILE.")
    private @Nullable Path json;

    BenchIdleCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        OutputFiles.check("--json", json);
        if (seconds < 1) {
            throw new UsageException("--seconds must be at least 1, not " + seconds);
        }
        try {
            IdleReport report =
                    AirIdle.run(
                            guests,
                            Duration.ofSeconds(seconds),
                            text -> terminal.note("  " + text));
            report.lines().forEach(line -> terminal.print("  " + line));
            if (json != null) {
                report.writeJson(json);
            }
            return ExitCode.OK.number();
        } catch (IllegalArgumentException e) {
            throw new UsageException("not possible: " + e.getMessage());
        } catch (BackEndException e) {
            throw new EnvironmentException(
                    "the air failed: " + e.getMessage(), "look at what it says above", e);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot write " + json + ": " + e.getMessage(), "name another file", e);
        }
    }
}

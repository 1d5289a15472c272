package io.airloom.cli;

import io.airloom.bench.AirIdle;
import io.airloom.bench.IdleReport;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin private final BenchFigures figures = new BenchFigures();

    BenchIdleCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (seconds < 1) {
            throw new UsageException("--seconds must be at least 1, not " + seconds);
        }
        return figures.of(this::measure);
    }

    private ExitCode measure() throws IOException {
        IdleReport report =
                AirIdle.run(
                        guests, Duration.ofSeconds(seconds), text -> terminal.note("  " + text));
        figures.show(terminal, report.lines(), report::writeJson);
        return ExitCode.OK;
    }
}

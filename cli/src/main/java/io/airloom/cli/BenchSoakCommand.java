package io.airloom.cli;

import io.airloom.bench.AirSoak;
import io.airloom.bench.SoakOptions;
import io.airloom.bench.SoakReport;
import io.airloom.bench.SoakSample;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A long run at a steady rate.
@Command(
        name = "soak",
        description = {
            "Keep an air busy at a steady rate for a long time, with a guest that comes and goes every"
                    + " second, and look whether heap, descriptors, mappings or memory grow.",
            "Exit code 0: flat, and every frame was acknowledged. 1: not."
        },
        footer = {
            "",
            "Examples:",
            "  airloom bench soak --minutes 60 --rate 10000 --json soak.json",
            "  airloom bench soak --minutes 0.5 --sample 2"
        })
final class BenchSoakCommand implements Callable<Integer> {
    private static final double MILLIS_PER_MINUTE = 60_000;

    private final Terminal terminal;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long (default: ${DEFAULT-VALUE}).")
    private double minutes;

    @Option(
            names = "--rate",
            paramLabel = "FRAMES",
            defaultValue = "10000",
            description = "Frames per second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--guests",
            paramLabel = "N",
            defaultValue = "4",
            description = "Guests that stay (default: ${DEFAULT-VALUE}).")
    private int guests;

    @Option(
            names = "--sample",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Time between two samples (default: ${DEFAULT-VALUE}).")
    private int sampleSeconds;

    @Mixin private final BenchFigures figures = new BenchFigures();

    BenchSoakCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        return figures.of(this::measure);
    }

    private ExitCode measure() throws IOException {
        Duration duration = Duration.ofMillis(Math.round(minutes * MILLIS_PER_MINUTE));
        SoakOptions options =
                new SoakOptions(duration, rate, guests, Duration.ofSeconds(sampleSeconds));
        terminal.note(SoakSample.head());
        SoakReport report = AirSoak.run(options, sample -> terminal.note(sample.row()));
        figures.show(terminal, report.lines(), report::writeJson);
        return report.problems().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}

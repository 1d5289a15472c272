package io.airloom.cli;

import io.airloom.bench.AirBench;
import io.airloom.bench.AirBenchOptions;
import io.airloom.bench.AirBenchReport;
import io.airloom.image.Printable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Measures.
@Command(
        name = "bench",
        description = "Measure how fast the air is.",
        subcommands = {
            BenchPairCommand.class,
            BenchSoakCommand.class,
            BenchIdleCommand.class,
            BenchHostileCommand.class,
            BenchVsockCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  airloom bench air --guests 2 --frames 1000000"})
final class BenchCommand {
    private final Terminal terminal;

    BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "air",
            description = {
                "Load a vhost-user hwsim back end as so many guests would, and measure it: ours, in this"
                        + " process, or whatever listens on a socket."
            },
            footer = {
                "",
                "Examples:",
                "  airloom bench air --guests 2 --frames 1000000",
                "  airloom bench air --socket /tmp/air --guests 10 --radios 2 --json bench.json"
            })
    int air(
            @Option(
                            names = "--socket",
                            paramLabel = "PATH",
                            description = "The back end's socket (default: an air of our own).")
                    @Nullable Path socket,
            @Option(
                            names = "--guests",
                            paramLabel = "N",
                            defaultValue = "2",
                            description = "Connections (default: ${DEFAULT-VALUE}).")
                    int guests,
            @Option(
                            names = "--radios",
                            paramLabel = "M",
                            defaultValue = "1",
                            description = "Radios of each (default: ${DEFAULT-VALUE}).")
                    int radios,
            @Option(
                            names = "--frames",
                            paramLabel = "K",
                            defaultValue = "1000000",
                            description = "Frames in all (default: ${DEFAULT-VALUE}).")
                    long frames,
            @Option(
                            names = "--length",
                            paramLabel = "OCTETS",
                            defaultValue = "256",
                            description = "Length of each (default: ${DEFAULT-VALUE}).")
                    int length,
            @Mixin BenchFigures figures)
            throws InterruptedException {
        return figures.of(() -> {
            AirBenchOptions options = new AirBenchOptions(socket, guests, radios, frames, length);
            AirBenchReport report =
                    AirBench.run(options, text -> terminal.note("  " + Printable.line(text)));
            figures.show(terminal, report.lines(), report::writeJson);
            return ExitCode.OK;
        });
    }
}

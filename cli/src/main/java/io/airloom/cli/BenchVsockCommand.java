package io.airloom.cli;

import io.airloom.bench.BackEndException;
import io.airloom.bench.VsockBench;
import io.airloom.image.EnvironmentException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// How fast the vsock device is.
@Command(
        name = "vsock",
        description =
                "Measure the vsock device with a guest that is no machine: octets each way, and"
                        + " connections opened and closed.",
        footer = {"", "Example:", "  airloom bench vsock --mebibytes 1000 --connections 1000"})
final class BenchVsockCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--mebibytes",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Sent each way (default: ${DEFAULT-VALUE}).")
    private int mebibytes;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "Opened and closed one after the other, and at once; up to 2000 (default:"
                            + " ${DEFAULT-VALUE}).")
    private int connections;

    BenchVsockCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try {
            VsockBench.Report report =
                    VsockBench.run(mebibytes, connections, text -> terminal.note("  " + text));
            report.lines().forEach(line -> terminal.print("  " + line));
            return (report.leftOver() == 0 ? ExitCode.OK : ExitCode.FAILED).number();
        } catch (IllegalArgumentException e) {
            throw new UsageException("not possible: " + e.getMessage());
        } catch (BackEndException e) {
            throw new EnvironmentException(
                    "the device failed: " + e.getMessage(), "look at what it says above", e);
        }
    }
}

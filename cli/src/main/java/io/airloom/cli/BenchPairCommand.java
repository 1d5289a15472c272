package io.airloom.cli;

import io.airloom.bench.PairBench;
import io.airloom.bench.PairOptions;
import io.airloom.bench.PairReport;
import io.airloom.lab.LabOptions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Two real guests beside their floors.
@Command(
        name = "pair",
        description = {
            "Boot an access point and a station (WPA2-CCMP) and measure association, ping and TCP through"
                    + " the air, in turns with the floors: two radios inside one kernel, and for QEMU"
                    + " virtio-net between the same guests."
        },
        footer = {
            "",
            "Examples:",
            "  airloom bench pair --engine uml",
            "  airloom bench pair --engine qemu --rounds 3 --json pair.json",
            "  airloom bench pair --engine qemu --radio agent --transport serial"
        })
final class BenchPairCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--engine",
            paramLabel = "qemu|uml",
            defaultValue = "qemu",
            description = "What runs the guests (default: ${DEFAULT-VALUE}).")
    private String engine = "";

    @Option(
            names = "--radio",
            paramLabel = "virtio|agent|vwifi",
            defaultValue = "virtio",
            description = "How the guests reach the air (default: ${DEFAULT-VALUE}).")
    private String radio = "";

    @Option(
            names = "--transport",
            paramLabel = "vsock|serial|tcp",
            defaultValue = "",
            description = "How their agents do (default: vsock).")
    private String transport = "";

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often each is measured (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--pings",
            paramLabel = "N",
            defaultValue = "300",
            description = "In each round, 15 ms apart (default: ${DEFAULT-VALUE}).")
    private int pings;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Length of each TCP stream (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Mixin private final BenchFigures figures = new BenchFigures();

    BenchPairCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!engine.equals("qemu") && !engine.equals("uml")) {
            throw new UsageException("--engine must be qemu or uml, not " + engine);
        }
        if (!List.of("virtio", "agent", "vwifi").contains(radio)) {
            throw new UsageException("--radio must be virtio, agent or vwifi, not " + radio);
        }
        if (!transport.isEmpty() && !radio.equals("agent")) {
            throw new UsageException("--transport is for --radio agent");
        }
        return figures.of(this::measure);
    }

    private ExitCode measure() throws IOException, InterruptedException {
        PairOptions options = new PairOptions(engine, radio, transport, rounds, pings, seconds);
        PairReport report =
                PairBench.run(options, LabOptions.standard(), text -> terminal.note("  " + text));
        figures.show(terminal, report.lines(), report::writeJson);
        return ExitCode.OK;
    }
}

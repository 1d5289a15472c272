package io.airloom.cli;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.capture.FrameText;
import io.airloom.ieee80211.MacAddress;
import io.airloom.image.EnvironmentException;
import io.airloom.lab.FrameStream;
import io.airloom.lab.RunningAir;
import io.airloom.lab.RunningLab;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The frames of a running lab, as they are sent.
@Command(
        name = "frames",
        description = {
            "Show the frames of a running lab as they are sent, until Ctrl-C.",
            "Beacons after the first and bulk data are counted only, unless there is a filter, -v, or"
                    + " the output is no terminal."
        },
        footer = {
            "",
            "Examples:",
            "  ${COMMAND-FULL-NAME}",
            "  ${COMMAND-FULL-NAME} --filter 'type==mgmt and node==sta1'",
            "  ${COMMAND-FULL-NAME} --filter 'subtype==eapol' --count 4 --json",
            "  ${COMMAND-FULL-NAME} --filter 'lost or retry' --for 10s"
        })
final class FramesCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final int HUNDRED_KBPS = 100;

    private final Terminal terminal;

    @Mixin private final LabChoice choice = new LabChoice();
    @Mixin private final FilterOption filter = new FilterOption();
    @Mixin private final StreamLimits limits = new StreamLimits();

    @Option(
            names = "--air",
            paramLabel = "PATH",
            description = "Of the air with this control socket (airloom air --control) instead.")
    private @Nullable Path air;

    @Option(names = "--json", description = "For programs: one object a frame.")
    private boolean json;

    FramesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        FrameFilter wanted = filter.filter();
        limits.start();
        FrameNames names = new FrameNames();
        int nameWidth = 4;
        FrameStream stream;
        if (air != null) {
            stream = RunningAir.at(air).frames(wanted);
        } else {
            RunningLab lab = choice.find(null);
            wanted = filter.filter(lab.nodeNames());
            for (RunningLab.Node node : lab.nodes()) {
                names.learn(MacAddress.parse(node.mac()), node.name());
                names.number(node.name());
                nameWidth = Math.max(nameWidth, node.name().length());
            }
            stream = lab.frames(wanted);
        }
        boolean everything = terminal.isVerbose() || !terminal.isOutTerminal();
        try (stream) {
            show(
                    stream,
                    names,
                    new FramePrinter(
                            terminal, terminal::print, names, wanted, everything, nameWidth));
        }
        return ExitCode.OK.number();
    }

    private void show(FrameStream stream, FrameNames names, FramePrinter printer)
            throws InterruptedException {
        FrameText words = new FrameText(names);
        long shown = 0;
        long dropped = 0;
        // A reader that has closed its end of a pipe wants no more.
        while (!limits.reached(shown) && !terminal.isOutClosed()) {
            AirFrame frame;
            try {
                frame = stream.next(PATIENCE);
            } catch (EnvironmentException e) {
                terminal.note("  " + e.getMessage());
                return;
            }
            if (!json) {
                printer.missed(stream.dropped() - dropped);
            }
            dropped = stream.dropped();
            if (frame == null) {
                continue;
            }
            shown++;
            if (json) {
                terminal.print(json(frame, words, dropped));
            } else {
                printer.print(frame);
            }
        }
    }

    /// `dropped` are frames that are missing so far, all together.
    private static String json(AirFrame frame, FrameText words, long dropped) {
        return JsonLine.of(
                "number", frame.number(),
                "epochNanos", frame.epochNanos(),
                "node", frame.node(),
                "text", words.summary(frame).text(),
                "freqMhz", frame.freqMhz(),
                "rateKbps", frame.rateHundredKbps() * HUNDRED_KBPS,
                "tries", frame.tries(),
                "ackExpected", frame.ackExpected(),
                "acknowledged", frame.acknowledged(),
                "ackSignalDbm", frame.acknowledged() ? frame.ackSignalDbm() : null,
                "copies", frame.copies(),
                "drops", frame.drops(),
                "length", frame.originalLength(),
                "dropped", dropped,
                "octets", HexFormat.of().formatHex(frame.octets()));
    }
}

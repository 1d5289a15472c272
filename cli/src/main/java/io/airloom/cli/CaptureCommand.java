package io.airloom.cli;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.capture.FrameRecorder;
import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import io.airloom.image.Reason;
import io.airloom.lab.FrameStream;
import io.airloom.lab.RunningLab;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Records a running lab.
@Command(
        name = "capture",
        description = {
            "Record the frames of a running lab from now on as pcapng, until Ctrl-C, the end of the"
                    + " lab, or the end of whoever reads.",
        },
        footer = {
            "",
            "Examples:",
            "  ${COMMAND-FULL-NAME} -w - | wireshark -k -i -",
            "  ${COMMAND-FULL-NAME} -w join.pcapng --filter 'not type==data' --for 30s",
            "  ${COMMAND-FULL-NAME} -w - --filter 'subtype==eapol' --count 4 | tshark -r -"
        })
final class CaptureCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final Terminal terminal;

    @Mixin private final LabChoice choice = new LabChoice();
    @Mixin private final StreamLimits limits = new StreamLimits();

    @Option(
            names = {"-w", "--write"},
            required = true,
            paramLabel = "FILE",
            description =
                    "Where to: a file, which is overwritten, a FIFO, or - for standard output.")
    private Path file = Path.of(STANDARD_OUTPUT);

    @Mixin private final FilterOption filter = new FilterOption();

    CaptureCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        boolean toOutput = file.toString().equals(STANDARD_OUTPUT);
        if (toOutput && terminal.isOutTerminal()) {
            throw new UsageException(
                    "-w: a terminal cannot show a capture; pipe it: … -w - | wireshark -k -i -");
        }
        if (!toOutput) {
            OutputFiles.check("-w", file);
        }
        filter.filter();
        limits.start();
        RunningLab lab = choice.find(null);
        FrameFilter wanted = filter.filter(lab.nodeNames());
        try (Interruption _ = new Interruption();
                FrameStream stream = lab.frames(wanted);
                FrameRecorder recorder = new FrameRecorder(open(toOutput))) {
            record(stream, recorder, toOutput);
            IOException failure = recorder.failure();
            if (failure != null && !toOutput) {
                throw new EnvironmentException(
                        "the capture " + file + " ends: " + Reason.of(failure),
                        "make room, and capture again",
                        failure);
            }
            String where =
                    toOutput
                            ? ""
                            : " in "
                                    + file
                                    + "  →  wireshark "
                                    + Printable.shellWord(file.toString());
            terminal.note("  " + recorder.frames() + " frames" + where);
        }
        return ExitCode.OK.number();
    }

    private OutputStream open(boolean toOutput) {
        try {
            return toOutput
                    ? new FileOutputStream(FileDescriptor.out)
                    : Files.newOutputStream(file);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot write " + file + ": " + Reason.of(e), "name another file", e);
        }
    }

    private void record(FrameStream stream, FrameRecorder recorder, boolean toOutput) {
        long lost = 0;
        try {
            while (recorder.failure() == null
                    && !limits.reached(recorder.frames())
                    && !(toOutput && terminal.isOutClosed())) {
                AirFrame frame = stream.next(PATIENCE);
                recorder.lost(stream.dropped() - lost);
                lost = stream.dropped();
                if (frame != null) {
                    recorder.write(frame);
                }
            }
        } catch (EnvironmentException e) {
            terminal.note("  " + e.getMessage());
        } catch (InterruptedException e) {
            // Ctrl-C: what is written is whole.
            Thread.currentThread().interrupt();
        }
    }
}

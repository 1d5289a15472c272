package io.airloom.cli;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.capture.Packet;
import io.airloom.capture.PacketReader;
import io.airloom.ieee80211.FrameView;
import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Shows a capture file as lines.
@Command(
        name = "decode",
        description = "Show the 802.11 frames of a pcapng or pcap file, a line each.",
        footer = {
            "",
            "Examples:",
            "  airloom decode airloom-demo.pcapng",
            "  airloom decode --filter 'subtype==eapol or lost' airloom-demo.pcapng"
        })
final class DecodeCommand implements Callable<Integer> {
    private static final int NAME_WIDTH = 6;

    private final Terminal terminal;

    @Parameters(
            paramLabel = "FILE",
            description = "The capture: radiotap or bare 802.11; - for standard input.")
    private Path file = Path.of("-");

    @Mixin private final FilterOption filter = new FilterOption();

    DecodeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        boolean isFile = !file.toString().equals("-");
        if (isFile && !Files.exists(file)) {
            throw new UsageException(file + ": no such file");
        }
        if (isFile && Files.isDirectory(file)) {
            throw new UsageException(file + ": is a directory, not a capture");
        }
        FrameFilter wanted = filter.filter();
        try (PacketReader reader = PacketReader.open(file)) {
            show(reader, wanted);
            String problem = reader.problem();
            if (problem != null) {
                throw new UsageException(file + ": " + Printable.line(problem));
            }
            return ExitCode.OK.number();
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot read " + file + ": " + e.getMessage(), "check the file", e);
        }
    }

    private void show(PacketReader reader, FrameFilter wanted) throws IOException {
        FrameNames names = new FrameNames();
        FrameFilter shown = wanted.knowing(names);
        boolean isFiltered = !wanted.equals(FrameFilter.ALL);
        // Everything is shown where nobody waits for it: in a pipe.
        boolean everything = terminal.isVerbose() || !terminal.isOutTerminal() || isFiltered;
        FrameLines lines =
                new FrameLines(names, terminal.paint(), terminal.width(), everything, NAME_WIDTH);
        FrameView view = new FrameView();
        long firstNanos = -1;
        long others = 0;
        long number = 0;
        for (Packet packet = reader.next(); packet != null; packet = reader.next()) {
            if (firstNanos < 0) {
                firstNanos = packet.epochNanos();
            }
            if (!packet.frame(view)) {
                others++;
                continue;
            }
            String name = packet.interfaceName();
            if (!name.isEmpty()) {
                names.learn(view.transmitterAddress(), name);
            }
            AirFrame frame = AirFrame.of(++number, packet);
            if (frame == null || !shown.matches(frame)) {
                continue;
            }
            String comment = Printable.line(String.join("; ", packet.comments()));
            double seconds = (packet.epochNanos() - firstNanos) / 1e9;
            String line = lines.line(seconds, name, view, comment, comment.isEmpty());
            if (line != null) {
                terminal.print(line);
            }
        }
        if (others > 0) {
            terminal.note("  " + others + " packets are not 802.11");
        }
    }
}

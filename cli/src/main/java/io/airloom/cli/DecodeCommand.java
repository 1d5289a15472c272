package io.airloom.cli;

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
import picocli.CommandLine.Parameters;

/// Shows a capture file as lines.
@Command(
        name = "decode",
        description = "Show the 802.11 frames of a pcapng or pcap file, a line each.",
        footer = {
            "",
            "Examples:",
            "  airloom decode airloom-demo.pcapng",
            "  airloom decode -v airloom-demo.pcapng | grep EAPOL"
        })
final class DecodeCommand implements Callable<Integer> {
    private static final int NAME_WIDTH = 6;

    private final Terminal terminal;

    @Parameters(
            paramLabel = "FILE",
            description = "The capture: radiotap or bare 802.11; - for standard input.")
    private Path file = Path.of("-");

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
        try (PacketReader reader = PacketReader.open(file)) {
            show(reader);
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

    private void show(PacketReader reader) throws IOException {
        FrameNames names = new FrameNames();
        // Everything is shown where nobody waits for it: in a pipe.
        boolean everything = terminal.isVerbose() || !terminal.isOutTerminal();
        FrameLines lines =
                new FrameLines(names, terminal.paint(), terminal.width(), everything, NAME_WIDTH);
        FrameView view = new FrameView();
        long firstNanos = -1;
        long others = 0;
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

package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.machine.QemuReplug;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Brings a QEMU that somebody else started back on an air that was started again.
@Command(
        name = "replug",
        description = {
            "Plug a QEMU guest's radio in again, after the air it was on was started again.",
            "The guest runs on; its radios and their associations stay."
        },
        footer = {
            "",
            "Example:",
            "  airloom replug --qmp /tmp/qmp.sock --socket /tmp/air",
            "",
            "QEMU needs -qmp unix:/tmp/qmp.sock,server=on,wait=off, and the device and its chardev",
            "id=air (airloom air prints the whole line). A lab of Airloom's own does this by itself."
        })
final class ReplugCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--qmp",
            required = true,
            paramLabel = "PATH",
            description = "The socket of QEMU's machine monitor.")
    private Path monitor = Path.of("qmp");

    @Option(
            names = "--socket",
            required = true,
            paramLabel = "PATH",
            description = "The socket of the air.")
    private Path socket = Path.of("air");

    @Option(
            names = "--vq-size",
            paramLabel = "N",
            defaultValue = "256",
            description = "The size of the device's rings (default: ${DEFAULT-VALUE}).")
    private int queueSize;

    @Option(
            names = "--within",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "Give up after so long (default: ${DEFAULT-VALUE}).")
    private int withinSeconds;

    ReplugCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (withinSeconds < 1) {
            throw new UsageException("--within must be at least 1, not " + withinSeconds);
        }
        if (queueSize < 1 || queueSize > 32768 || Integer.bitCount(queueSize) != 1) {
            throw new UsageException("--vq-size must be a power of two, not " + queueSize);
        }
        try {
            QemuReplug.run(
                    monitor,
                    socket.toAbsolutePath().normalize(),
                    queueSize,
                    Duration.ofSeconds(withinSeconds));
        } catch (IOException e) {
            throw new EnvironmentException(
                    "the radio could not be plugged in again: " + e.getMessage(),
                    "does QEMU run with -qmp unix:"
                            + monitor
                            + ",server=on,wait=off, is nobody else connected to it, and does an"
                            + " air listen on "
                            + socket
                            + "?",
                    e);
        }
        terminal.note("  plugged in again");
        return ExitCode.OK.number();
    }
}

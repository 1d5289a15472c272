package io.airloom.cli;

import io.airloom.lab.Printable;
import io.airloom.lab.Recording;
import io.airloom.medium.AirCounter;
import io.airloom.medium.Latency;
import io.airloom.vhost.AirOptions;
import io.airloom.vhost.AirThread;
import io.airloom.vhost.GuestConnection;
import io.airloom.vhost.NodeNaming;
import io.airloom.vhost.SessionEnd;
import io.airloom.vhost.SessionListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The air alone, for virtual machines that somebody else starts.
@Command(
        name = "air",
        description = {
            "Offer the air on a Unix socket, for virtual machines that you start yourself, until Ctrl-C.",
            "Prints what to add to the command lines of QEMU, UML and crosvm."
        },
        footer = {
            "",
            "Examples:",
            "  airloom air --socket /tmp/air",
            "  airloom air -v --socket /tmp/air --capture air.pcapng"
        })
final class AirCommand implements Callable<Integer> {
    /// A Unix socket's path must fit `sun_path` with its end.
    private static final int MAX_SOCKET_PATH = 107;

    private final Terminal terminal;

    @Option(
            names = "--socket",
            required = true,
            paramLabel = "PATH",
            description = "Where to listen; must not exist yet.")
    private Path socket = Path.of("air");

    @Option(
            names = "--capture",
            paramLabel = "FILE",
            description = "Record all frames in FILE (pcapng).")
    private @Nullable Path capture;

    @Option(
            names = "--spin",
            paramLabel = "MICROS",
            defaultValue = "0",
            description =
                    "Keep polling for so long after each frame: saves the 40 µs of waking an idle"
                            + " processor, costs its time (default: ${DEFAULT-VALUE}).")
    private int spinMicros;

    AirCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        check();
        // The air's thread must not wait for a terminal: what it has to say is printed elsewhere.
        ExecutorService printer =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("airloom-print").factory());
        AirOptions options =
                AirOptions.ideal()
                        .withListener(new Printing(printer))
                        .withSpin(Duration.ofNanos(spinMicros * 1000L));
        Path file = capture;
        // Closed in the reverse order: the air first, then what it fills.
        try (Interruption interruption = new Interruption();
                Recording recording =
                        file == null ? null : Recording.start(file, terminal::complain);
                TraceView view =
                        terminal.isVerbose()
                                ? new TraceView(terminal, new FrameNames(), true, 4)
                                : null;
                AirThread air = AirThread.start(options)) {
            if (view != null) {
                air.tap(view.tap());
            }
            if (recording != null) {
                air.tap(recording.tap());
            }
            AirThread.warmUp();
            air.listen(socket, new NodeNaming.Numbered("vm"));
            explain();
            try {
                interruption.await();
            } catch (InterruptedException e) {
                terminal.status("");
            }
            long bytes = air.allocatedBytes();
            printer.shutdown();
            printer.awaitTermination(1, TimeUnit.SECONDS);
            summary(air, bytes);
            if (file != null) {
                terminal.print("  capture  " + file + "  →  wireshark " + file);
            }
        }
        return ExitCode.OK.number();
    }

    private void check() {
        if (spinMicros < 0 || spinMicros > 1_000_000) {
            throw new UsageException("--spin must be 0 to 1000000, not " + spinMicros);
        }
        Path folder = socket.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UsageException("--socket: there is no directory " + folder);
        }
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_SOCKET_PATH) {
            throw new UsageException(
                    "--socket: a Unix socket's path has at most "
                            + MAX_SOCKET_PATH
                            + " octets, this one has "
                            + length);
        }
        boolean other =
                Files.exists(socket, LinkOption.NOFOLLOW_LINKS)
                        && (Files.isRegularFile(socket, LinkOption.NOFOLLOW_LINKS)
                                || Files.isDirectory(socket, LinkOption.NOFOLLOW_LINKS)
                                || Files.isSymbolicLink(socket));
        if (other) {
            throw new UsageException(
                    "--socket: " + socket + " exists and is no socket; choose another path");
        }
        OutputFiles.check("--capture", capture);
    }

    private void explain() {
        Paint paint = terminal.paint();
        Path path = socket.toAbsolutePath().normalize();
        terminal.print(
                "  The air is on " + paint.bold(path.toString()) + ". Add to your machines:");
        terminal.print("");
        terminal.print("  " + paint.bold("QEMU") + " (10.2 or newer; the same size as -m)");
        terminal.print(
                "    -object memory-backend-memfd,id=mem,size=512M,share=on -machine memory-backend=mem \\");
        terminal.print("    -chardev socket,id=air,path=" + path + " \\");
        terminal.print("    -device vhost-user-test-device-pci,chardev=air,virtio-id=29,num_vqs=2");
        terminal.print("  " + paint.bold("UML"));
        terminal.print("    virtio_uml.device=" + path + ":29");
        terminal.print("  " + paint.bold("crosvm"));
        terminal.print("    --vhost-user type=mac80211-hwsim,socket=" + path);
        terminal.print("");
        terminal.print(
                "  In each guest: modprobe mac80211_hwsim radios=1, and give wlan0 an address of its own:");
        terminal.print("    ip link set wlan0 address 02:00:00:00:01:00");
        terminal.print("");
        terminal.print("  Ctrl-C ends it.");
    }

    private void summary(AirThread air, long bytes) {
        long frames = air.counters().value(AirCounter.FRAMES);
        terminal.print("");
        for (AirCounter counter : AirCounter.values()) {
            long count = air.counters().value(counter);
            if (count > 0) {
                terminal.print(String.format(Locale.ROOT, "  %,14d  %s", count, counter.text()));
            }
        }
        Latency.Snapshot latency = air.latency().snapshot();
        if (frames > 0) {
            terminal.print(
                    String.format(
                            Locale.ROOT,
                            "  through the air in %.1f µs (median), %.1f µs (99 %%), %.1f µs (max)",
                            latency.p50Nanos() / 1e3,
                            latency.p99Nanos() / 1e3,
                            latency.maxNanos() / 1e3));
            terminal.print(
                    String.format(
                            Locale.ROOT,
                            "  %,d bytes allocated by the air's thread, set-up included: %.1f per frame",
                            bytes,
                            (double) bytes / frames));
        } else {
            terminal.print("  no frame was sent");
        }
    }

    /// Says who comes and goes.
    private final class Printing implements SessionListener {
        private final ExecutorService printer;

        Printing(ExecutorService printer) {
            this.printer = printer;
        }

        private void say(String mark, String text) {
            if (!terminal.isQuiet() && !printer.isShutdown()) {
                printer.execute(() -> terminal.print("  " + mark + " " + Printable.line(text)));
            }
        }

        @Override
        public void connected(GuestConnection connection) {
            say("+", connection + " has connected");
        }

        @Override
        public void ready(GuestConnection connection) {
            say("✓", connection.name() + " is on the air");
        }

        @Override
        public void disconnected(GuestConnection connection, SessionEnd end) {
            say("-", connection.name() + " is gone: " + end.reason());
        }

        @Override
        public void refused(String reason) {
            say("!", "refused: " + reason);
        }
    }
}

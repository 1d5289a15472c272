package io.airloom.cli;

import io.airloom.capture.FrameFilter;
import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import io.airloom.image.TimeText;
import io.airloom.lab.AirEvent;
import io.airloom.lab.AirTimes;
import io.airloom.lab.LabReport;
import io.airloom.lab.Recording;
import io.airloom.lab.RunningAir;
import io.airloom.linux.Errno;
import io.airloom.linux.LinuxException;
import io.airloom.medium.Air;
import io.airloom.medium.AirCounter;
import io.airloom.medium.ChannelUse;
import io.airloom.medium.Latency;
import io.airloom.medium.Propagation;
import io.airloom.vhost.AirOptions;
import io.airloom.vhost.AirThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The air alone, for virtual machines that somebody else starts.
@Command(
        name = "air",
        description = {
            "Offer the air on Unix sockets, for virtual machines that you start yourself, until Ctrl-C.",
            "Prints what to add to the command lines of QEMU, UML and crosvm."
        },
        footer = {
            "",
            "Examples:",
            "  airloom air --socket /tmp/air",
            "  airloom air -v --socket /tmp/air --capture air.pcapng",
            "  airloom air --filter 'not subtype==beacon' --socket /tmp/air",
            "  airloom air --socket ap1=/tmp/ap1.air --socket sta1=/tmp/sta1.air --json air.json",
            "  airloom air --socket /tmp/air --delay 300ms",
            "  airloom air --socket ap1=/tmp/a --socket sta1=/tmp/b --model channel --position sta1=40,0",
            "  airloom air --vwifi                       in place of vwifi-server, on loopback",
            "  airloom air --vwifi 0.0.0.0 --vwifi-loss  for other machines, with loss",
            "  airloom air --agents vsock --agents sta1=unix:/tmp/sta1.agent     (docs/agents.md)",
            "  airloom air --netlink --netlink blue      in place of wmediumd, in two namespaces"
        })
final class AirCommand implements Callable<Integer> {
    private static final int NAME_WIDTH = 4;

    private final Terminal terminal;

    @Option(
            names = "--socket",
            paramLabel = "[NAME=]PATH",
            description =
                    "Where to listen; may be given several times. With a NAME for the one machine"
                            + " that comes there, without for any number. The socket of an air that"
                            + " died is replaced.")
    private List<String> socketTexts = List.of();

    @Option(
            names = "--capture",
            paramLabel = "FILE",
            description = "Record all frames in FILE (pcapng).")
    private @Nullable Path capture;

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            description =
                    "How long frames are on their way, such as 300ms or 1.5s, at most 10s; senders"
                            + " are answered at once (docs/topology.md). Default: 0.")
    private @Nullable String delayText;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Of the losses that are ordered while it runs: with the same one, the same tries"
                            + " of the same frames are lost. Default: ${DEFAULT-VALUE}.")
    private long seed = Air.USUAL_SEED;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "At the end write what was carried, for programs, to FILE.")
    private @Nullable Path json;

    @Option(
            names = "--events",
            description =
                    "For programs: say what happens in JSON, an object a line, and nothing else;"
                            + " end when standard input ends (docs/attach.md).")
    private boolean events;

    /// A file that may hold what an air that died knew of its guests.
    @Option(names = "--recall", hidden = true)
    private @Nullable Path recall;

    /// Be ready, but do nothing before a line comes on standard input.
    @Option(names = "--standby", hidden = true)
    private boolean standby;

    @Option(
            names = "--spin",
            paramLabel = "MICROS",
            description =
                    "Keep polling for so long after each frame: saves the 40 µs of waking an idle"
                            + " processor, costs its time. Default: a little, where four processors"
                            + " or more leave one to spare and it turns out to pay.")
    private @Nullable Integer spinMicros;

    @Option(
            names = "--cpu",
            paramLabel = "N",
            description = "Run the air's thread on this processor alone (default: on any).")
    private @Nullable Integer processor;

    @Mixin private final FilterOption filter = new FilterOption();
    @Mixin private final ModelOption model = new ModelOption();
    @Mixin private final VwifiWay vwifi = new VwifiWay();
    @Mixin private final NetlinkWay netlink = new NetlinkWay();
    @Mixin private final AgentsWay agents = new AgentsWay();
    @Mixin private final ControlWay control = new ControlWay();

    AirCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (spinMicros != null && (spinMicros < 0 || spinMicros > 1_000_000)) {
            throw new UsageException("--spin must be 0 to 1000000, not " + spinMicros);
        }
        List<AirSocket> sockets = AirSocket.parse(socketTexts);
        if (sockets.isEmpty() && !vwifi.isOn() && !netlink.isOn() && !agents.isOn()) {
            throw new UsageException(
                    "nobody could come: give --socket, --agents, --netlink or --vwifi");
        }
        Propagation propagation = model.propagation(vwifi.isOn());
        netlink.find();
        agents.check();
        control.check();
        OutputFiles.check("--capture", capture);
        OutputFiles.check("--json", json);
        Duration delay = delay();
        FrameFilter shown = filter.filter();
        AirThread.warmUp();
        if (standby && !isCalled()) {
            return ExitCode.OK.number();
        }
        AirOptions options =
                vwifi.applyTo(AirOptions.ideal().withPropagation(propagation))
                        .withDelay(delay)
                        .withSeed(seed)
                        .withSpin(spinMicros == null ? null : Duration.ofNanos(spinMicros * 1000L))
                        .withProcessor(processor);
        Path file = capture;
        // Closed in the reverse order: the air first, then what it fills.
        try (Interruption interruption = new Interruption();
                AirVoice voice = new AirVoice(terminal, events);
                Recording recording =
                        file == null ? null : Recording.start(file, terminal::complain);
                TraceView view =
                        terminal.isVerbose() || !shown.equals(FrameFilter.ALL)
                                ? new TraceView(printer(voice, shown))
                                : null;
                AirThread air = AirThread.start(options.withListener(voice))) {
            if (view != null) {
                air.tap(view.tap());
            }
            if (recording != null) {
                air.tap(recording.tap());
            }
            recallGuests(air);
            serve(air, voice, sockets, interruption);
        }
        return ExitCode.OK.number();
    }

    private FramePrinter printer(AirVoice voice, FrameFilter shown) {
        return new FramePrinter(terminal, voice::frame, new FrameNames(), shown, true, NAME_WIDTH);
    }

    private Duration delay() {
        if (delayText == null) {
            return Duration.ZERO;
        }
        Duration delay = TimeText.parse(delayText);
        if (delay == null || delay.compareTo(Air.MAX_DELAY) > 0) {
            throw new UsageException(
                    "--delay must be a time such as 300ms or 1.5s, at most 10s, not "
                            + Printable.quoted(delayText));
        }
        return delay;
    }

    private void serve(
            AirThread air, AirVoice voice, List<AirSocket> sockets, Interruption interruption)
            throws InterruptedException {
        boolean again = listen(air, sockets);
        vwifi.open(air, voice.vwifi());
        netlink.open(air, voice);
        agents.open(air, voice.agents());
        try (RunningAir.Service _ = control.open(terminal, events, air, () -> times(air))) {
            voice.listening(air);
            if (events) {
                voice.serve(air, System.in, Thread.currentThread());
            } else {
                agents.advise(terminal);
                vwifi.advise(terminal);
                if (sockets.isEmpty()) {
                    terminal.print("  Ctrl-C ends it.");
                } else {
                    new AirAdvice(terminal, sockets).print(again);
                }
            }
            try {
                interruption.await();
            } catch (InterruptedException e) {
                terminal.status("");
            }
            finish(air, voice);
        }
    }

    private AirTimes times(AirThread air) {
        return AirTimes.of(air, agents.agents());
    }

    /// Waits, with everything loaded that an air needs, for the line that says that it is wanted.
    private static boolean isCalled() {
        AirThread.start(AirOptions.ideal()).close();
        try {
            int octet = System.in.read();
            while (octet >= 0 && octet != '\n') {
                octet = System.in.read();
            }
            return octet == '\n';
        } catch (IOException e) {
            return false;
        }
    }

    /// @return whether there were sockets of an air that has died
    private static boolean listen(AirThread air, List<AirSocket> sockets) {
        boolean again = false;
        for (AirSocket socket : sockets) {
            again |= Files.exists(socket.path(), LinkOption.NOFOLLOW_LINKS);
            try {
                air.listen(socket.path(), socket.naming());
            } catch (LinuxException e) {
                if (e.errno() != Errno.EADDRINUSE) {
                    throw e;
                }
                throw new EnvironmentException(
                        "a living program listens on " + socket.path() + " already",
                        "end it, or choose another path with --socket",
                        e);
            }
        }
        return again;
    }

    /// An air in place of one that died is told what that one knew.
    private void recallGuests(AirThread air) {
        if (recall == null || !Files.exists(recall)) {
            return;
        }
        try {
            if (AirEvent.parse(Files.readString(recall)) instanceof AirEvent.Guests known) {
                air.recall(known.guests());
            }
        } catch (IOException e) {
            throw new UsageException("--recall: " + e);
        }
    }

    private void finish(AirThread air, AirVoice voice) throws InterruptedException {
        long bytes = air.allocatedBytes();
        voice.finish(air);
        LabReport.Medium medium = LabReport.Medium.of(air);
        if (json != null) {
            medium.writeJson(json);
        }
        if (events) {
            return;
        }
        summary(air, bytes, medium.channels());
        if (capture != null) {
            terminal.print(
                    "  capture  "
                            + Printable.line(capture.toString())
                            + "  →  wireshark "
                            + Printable.shellWord(capture.toString()));
        }
    }

    private void summary(AirThread air, long bytes, List<ChannelUse> channels) {
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
        new ChannelsTable(channels).print(terminal);
        vwifi.summary(terminal);
        netlink.summary(terminal);
        agents.summary(terminal);
        if (agents.isOn() && frames > 0) {
            terminal.print("");
            new TimesTable(times(air)).print(terminal);
        }
    }
}

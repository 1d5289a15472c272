package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.lab.LabEvent;
import io.airloom.lab.LabListener;
import io.airloom.lab.LabReport;
import io.airloom.lab.StepResult;
import io.airloom.machine.Accelerator;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.Role;
import io.airloom.topology.Step;
import io.airloom.topology.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Shows a lab to a person: header, booting, what its steps do, and the summary at the end.
final class LabScreen implements LabListener, AutoCloseable {
    /// Lines of a command's output that are shown.
    private static final int SHOWN_LINES = 16;

    private static final int SHOWN_LENGTH = 240;

    private final Terminal terminal;
    private final Topology topology;
    private final boolean showSteps;
    private final BootLine boot;
    private boolean labIsUp;
    private @Nullable Accelerator accelerator;

    /// @param showSteps whether each step has a line of its own; the demo shows frames instead
    LabScreen(Terminal terminal, Topology topology, boolean showSteps) {
        this.terminal = terminal;
        this.topology = topology;
        this.showSteps = showSteps;
        this.boot = new BootLine(terminal, topology.nodes().stream().map(NodeSpec::name).toList());
    }

    @Override
    public void event(LabEvent event) {
        switch (event) {
            case LabEvent.Prepared prepared -> header(prepared);
            case LabEvent.Booting booting when labIsUp ->
                    say(paint().dim("…"), booting.node() + " is started again");
            case LabEvent.Booting booting -> boot.booting(booting.node());
            case LabEvent.Up up when labIsUp -> say(paint().good("✓"), up.node() + " is up again");
            case LabEvent.Booted booted -> {
                accelerator = booted.accelerator() == null ? accelerator : booted.accelerator();
                boot.booted(booted.node(), booted.time());
            }
            case LabEvent.CommandsFound found ->
                    say(
                            paint().dim("…"),
                            "%s: commands by %s: %s"
                                    .formatted(found.node(), found.way().word(), found.why()));
            case LabEvent.Up up -> boot.up(up.node());
            case LabEvent.Ready _ -> {
                labIsUp = true;
                boot.finish(accelerator);
            }
            case LabEvent.Associated associated -> {
                if (showSteps) {
                    joined(associated.association());
                }
            }
            case LabEvent.StepStarted started -> {
                if (showSteps && !(started.step() instanceof Step.Group)) {
                    terminal.status(
                            "  … "
                                    + started.step().node()
                                    + "  "
                                    + Printable.line(cut(started.step().describe(), 60)));
                }
            }
            case LabEvent.StepEnded ended -> {
                if (showSteps) {
                    terminal.status("");
                    stepEnded(ended);
                }
            }
            case LabEvent.OffAir off ->
                    say(paint().warn("!"), off.node() + " is off the air: " + off.reason());
            case LabEvent.BackOnAir back ->
                    say(
                            paint().good("✓"),
                            "%s is on the air again after %s"
                                    .formatted(back.node(), seconds(back.away().toMillis())));
            case LabEvent.GivenUp lost ->
                    say(
                            paint().bad("✗"),
                            "%s stays off the air: %s; in a lab that is up: airloom lab restart %s"
                                    .formatted(lost.node(), lost.reason(), lost.node()));
            case LabEvent.Killed killed -> say("-", killed.node() + " was ended");
            case LabEvent.MachineEnded ended ->
                    say(paint().bad("✗"), "the machine of " + ended.node() + " has ended");
            case LabEvent.MediumRestarted restarted ->
                    say(
                            paint().warn("!"),
                            "the medium was started again (%d): %s"
                                    .formatted(restarted.times(), restarted.reason()));
        }
    }

    private Paint paint() {
        return terminal.paint();
    }

    private void say(String mark, String text) {
        if (!terminal.isQuiet()) {
            terminal.print("  " + mark + " " + Printable.line(text));
        }
    }

    private void header(LabEvent.Prepared prepared) {
        if (!terminal.isQuiet()) {
            terminal.print(
                    "  "
                            + terminal.paint()
                                    .dim(
                                            "Java "
                                                    + Runtime.version().feature()
                                                    + versionTail()
                                                    + " · "
                                                    + prepared.engine()
                                                    + " · guest "
                                                    + prepared.guest()));
        }
    }

    private static String versionTail() {
        Runtime.Version version = Runtime.version();
        return version.interim() == 0 && version.update() == 0
                ? ""
                : "." + version.interim() + "." + version.update();
    }

    private void joined(LabReport.Association association) {
        if (!terminal.isQuiet()) {
            terminal.print("  " + terminal.paint().good("✓") + " " + joinedText(association));
        }
    }

    private String joinedText(LabReport.Association association) {
        return "%s joined %s%s in %s"
                .formatted(
                        association.station(),
                        Printable.quoted(association.ssid()),
                        where(association),
                        seconds(association.millis()));
    }

    /// Which of several access points, or peers, it joined.
    private String where(LabReport.Association association) {
        long others =
                topology.nodes().stream()
                        .filter(n -> n.role() == Role.AP || n.role() == Role.MESH)
                        .count();
        return others < 2
                ? ""
                : topology.nodes().stream()
                        .filter(n -> n.macAddress().equals(association.bssid()))
                        .map(n -> " at " + n.name())
                        .findFirst()
                        .orElse(" at " + association.bssid());
    }

    private void stepEnded(LabEvent.StepEnded ended) {
        StepResult result = ended.result();
        boolean ok = result.outcome() == StepResult.Outcome.PASSED;
        // Of a group, its steps were told; of a wait that succeeds, what came of it is.
        boolean isQuietSuccess = ok && (isGroup(ended) || ended.step() instanceof Step.Wait);
        boolean isEndedEarly = result.outcome() == StepResult.Outcome.SKIPPED;
        if (terminal.isQuiet() || isQuietSuccess || (isGroup(ended) && isEndedEarly)) {
            return;
        }
        Paint paint = terminal.paint();
        String mark = ok ? paint.good("✓") : isEndedEarly ? paint.dim("-") : paint.bad("✗");
        terminal.print(
                "  "
                        + mark
                        + " "
                        + paint.bold(result.node())
                        + "  "
                        + Printable.line(result.title())
                        + paint.dim("  (" + seconds(result.time().toMillis()) + ")"));
        if (!result.output().isBlank()) {
            List<String> lines = Printable.lines(result.output()).stripTrailing().lines().toList();
            boolean all = terminal.isVerbose() || lines.size() <= SHOWN_LINES;
            lines.stream()
                    .limit(all ? lines.size() : SHOWN_LINES)
                    .map(this::shortened)
                    .forEach(line -> terminal.print("      " + paint.dim(line)));
            if (!all) {
                terminal.print(
                        "      "
                                + paint.dim(
                                        "… "
                                                + (lines.size() - SHOWN_LINES)
                                                + " more lines (-v shows all)"));
            }
        }
    }

    private String shortened(String line) {
        return terminal.isVerbose() || line.length() <= SHOWN_LENGTH
                ? line
                : line.substring(0, SHOWN_LENGTH) + "…";
    }

    private static boolean isGroup(LabEvent.StepEnded ended) {
        return ended.step() instanceof Step.Group;
    }

    /// The last lines: who joined, how pings went, what the air carried, where the capture is.
    ///
    /// @param showJoins whether joins and pings were not shown yet
    void summary(LabReport report, boolean showJoins, boolean interrupted) {
        Paint paint = terminal.paint();
        if (showJoins) {
            terminal.print("");
            for (LabReport.Association association : report.associations()) {
                terminal.print(
                        "  " + paint.bold(joinedText(association)) + pings(report, association));
            }
        }
        LabReport.Medium medium = report.medium();
        terminal.print(
                String.format(
                                Locale.ROOT,
                                "  %,d frames, %,d delivered, %s",
                                medium.frames(),
                                medium.copies(),
                                drops(medium.drops()))
                        + through(medium));
        Path capture = report.capture();
        if (capture != null) {
            terminal.print(
                    "  capture  "
                            + Printable.line(capture.toString())
                            + "  →  "
                            + paint.bold("wireshark " + Printable.shellWord(capture.toString())));
        }
        if (interrupted) {
            terminal.complain("  " + paint.warn("interrupted") + "; everything is put away");
        }
    }

    private static String pings(LabReport report, LabReport.Association association) {
        StringBuilder text = new StringBuilder();
        for (LabReport.CommandRun run : report.steps()) {
            PingSummary ping =
                    run.node().equals(association.station()) ? PingSummary.of(run.output()) : null;
            if (ping != null) {
                text.append("      ").append(ping.text());
            }
        }
        return text.toString();
    }

    private String drops(Map<String, Long> drops) {
        Map<String, Long> some = new TreeMap<>(drops);
        some.values().removeIf(count -> count == 0);
        return some.isEmpty()
                ? "none dropped"
                : terminal.paint()
                        .bad(
                                String.join(
                                        ", ",
                                        some.entrySet().stream()
                                                .map(e -> e.getValue() + " dropped: " + e.getKey())
                                                .toList()));
    }

    private static String through(LabReport.Medium medium) {
        return medium.frames() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        " · through the air in %.0f µs (median), %.0f µs (99 %%)",
                        medium.latency().p50Micros(),
                        medium.latency().p99Micros());
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.2f s", Duration.ofMillis(millis).toMillis() / 1000.0);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }

    @Override
    public void close() {
        boot.close();
        terminal.status("");
    }
}

package io.airloom.cli;

import io.airloom.capture.FrameFilter;
import io.airloom.image.EnvironmentException;
import io.airloom.image.InputFileException;
import io.airloom.lab.Lab;
import io.airloom.lab.LabFailure;
import io.airloom.lab.LabOptions;
import io.airloom.lab.LabReport;
import io.airloom.lab.MediumProcess;
import io.airloom.lab.ScenarioRun;
import io.airloom.report.ScenarioRecord;
import io.airloom.topology.Topology;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Runs one topology from beginning to end before a person's eyes; what `demo`, `lab run` and `lab
/// up` have in common.
final class LabRun {
    /// Why a run failed that somebody ended.
    static final String INTERRUPTED = "interrupted";

    private final Terminal terminal;
    private final Topology topology;
    private final MachineOptions machines;
    private final @Nullable Path json;
    private final @Nullable Path capture;
    private final boolean showFrames;
    private final FrameFilter filter;
    private final ScenarioRecord record;
    private @Nullable String failed;

    /// @param showFrames show frames rather than steps
    /// @param filter which frames are shown; steps and frames if it is not all of them
    LabRun(
            Terminal terminal,
            Topology topology,
            MachineOptions machines,
            @Nullable Path json,
            @Nullable Path capture,
            boolean showFrames,
            FrameFilter filter) {
        this(
                terminal,
                topology,
                machines,
                json,
                capture,
                showFrames,
                filter,
                new ScenarioRecord(Path.of(topology.name()), topology, List.of(), null));
    }

    /// @param record takes note of it
    LabRun(
            Terminal terminal,
            Topology topology,
            MachineOptions machines,
            @Nullable Path json,
            @Nullable Path capture,
            boolean showFrames,
            FrameFilter filter,
            ScenarioRecord record) {
        this.terminal = terminal;
        this.topology = topology;
        this.machines = machines;
        this.json = json;
        this.capture = capture;
        this.showFrames = showFrames;
        this.filter = filter;
        this.record = record;
    }

    /// What became of it, once it has been run.
    ScenarioRun scenario() {
        return record.run(failed);
    }

    /// Whether it ended because somebody asked for that.
    boolean wasInterrupted() {
        return INTERRUPTED.equals(failed);
    }

    /// Work that is done once all nodes are up.
    interface Work {
        void run(Lab lab, Interruption interruption) throws InterruptedException;
    }

    /// Boots, works, reports, and puts everything away.
    ExitCode run(Work work) {
        boolean trace = (showFrames && !terminal.isQuiet()) || terminal.isVerbose() || isFiltered();
        try (Interruption interruption = new Interruption();
                LabScreen screen = new LabScreen(terminal, topology, !showFrames)) {
            LabOptions options =
                    machines.applyTo(LabOptions.standard())
                            .withCapture(capture)
                            .withProgress(new ProgressBars(terminal))
                            .withMedium(mediumProcess())
                            .withFolder(Objects.requireNonNullElse(record.folder(), Path.of("")))
                            .withProgram(OwnProgram.command());
            try (Lab lab = Lab.open(topology, options, screen)) {
                record.opened(lab);
                // To somebody who ends it from another terminal, it ends as by Ctrl-C.
                lab.onDown(Thread.currentThread()::interrupt);
                LiveView view = trace ? new LiveView(lab.live(), printer()) : null;
                return run(lab, work, interruption, screen, view);
            }
        } catch (EnvironmentException | InputFileException e) {
            failed = String.valueOf(e.getMessage());
            throw e;
        }
    }

    private boolean isFiltered() {
        return !filter.equals(FrameFilter.ALL);
    }

    private FramePrinter printer() {
        int nameWidth = topology.nodes().stream().mapToInt(n -> n.name().length()).max().orElse(4);
        return new FramePrinter(
                terminal,
                terminal::print,
                FrameNames.of(topology),
                filter,
                terminal.isVerbose(),
                nameWidth);
    }

    private ExitCode run(
            Lab lab,
            Work work,
            Interruption interruption,
            LabScreen screen,
            @Nullable LiveView view) {
        String failure = null;
        boolean interrupted = false;
        try {
            lab.boot();
            work.run(lab, interruption);
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (LabFailure e) {
            failure = String.valueOf(e.getMessage());
        } catch (EnvironmentException e) {
            note(lab, lab.report());
            if (json != null) {
                lab.report().writeJson(json);
            }
            throw e;
        }
        failed = interrupted ? INTERRUPTED : failure;
        LabReport last = lab.lastReport();
        note(lab, last);
        LabReport report = record.told(last);
        lab.close();
        if (view != null) {
            view.close();
        }
        screen.close();
        if (json != null) {
            report.writeJson(json);
        }
        screen.summary(report, showFrames, interrupted);
        if (failure != null) {
            ScenarioWords words = new ScenarioWords(terminal);
            terminal.complain(
                    "airloom: "
                            + terminal.progressPaint().bad("failed")
                            + ": "
                            + words.failure(scenario()));
            words.scene(scenario());
        }
        return failure == null && !interrupted ? ExitCode.OK : ExitCode.FAILED;
    }

    private void note(Lab lab, LabReport report) {
        try {
            record.ending(lab, report);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable MediumProcess mediumProcess() {
        return machines.medium() == MachineOptions.Medium.THREAD
                ? null
                : new MediumProcess(OwnProgram.command());
    }
}

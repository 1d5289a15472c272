package io.airloom.cli;

import io.airloom.capture.FrameFilter;
import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import io.airloom.lab.Lab;
import io.airloom.lab.ScenarioRun;
import io.airloom.machine.RunDirectory;
import io.airloom.report.Artefacts;
import io.airloom.report.HtmlReport;
import io.airloom.report.JsonReport;
import io.airloom.report.JunitXml;
import io.airloom.report.ScenarioRecord;
import io.airloom.topology.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Runs a topology's scenario, with every combination of its matrix.
@Command(
        name = "run",
        description = {
            "Boot a lab, do its steps, report, and put everything away.",
            "With a matrix in the file, every combination is a run of its own (docs/scenarios.md)."
        },
        footer = {
            "",
            "Examples:",
            "  airloom lab run examples/wpa2-psk.yaml",
            "  airloom lab run --engine uml examples/roaming.yaml",
            "  airloom lab run -v --capture wpa3.pcapng examples/wpa3-sae.yaml",
            "  airloom lab run --only daemon=iwd examples/host-wifi.yaml",
            "  airloom lab run --only security=wpa3,band=5GHz examples/matrix.yaml",
            "  airloom lab run --seed 7 examples/lossy.yaml",
            "  airloom lab run --repeat 100 -q --keep files examples/roaming.yaml",
            "  airloom lab run -q --json result.json lab.yaml",
            "  airloom lab run --html report.html --keep files examples/scenario.yaml"
        })
final class LabRunCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private TopologyFile file = new TopologyFile();
    @Mixin private MachineOptions machines = new MachineOptions();
    @Mixin private final FilterOption filter = new FilterOption();
    @Mixin private final RepeatOption repeat = new RepeatOption();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description =
                    "Write the report, for programs, to FILE; of several runs, all of them as one.")
    private @Nullable Path json;

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Write what became of each step to FILE, as JUnit XML.")
    private @Nullable Path junit;

    @Option(
            names = "--capture",
            paramLabel = "FILE",
            description =
                    "Record all frames in FILE (pcapng); of several runs, each in a file of its own"
                            + " beside it.")
    private @Nullable Path capture;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description =
                    "Write a page for people to FILE: what failed, frames and plots over time, logs,"
                            + " the capture (docs/reports.md).")
    private @Nullable Path html;

    @Option(
            names = "--keep",
            paramLabel = "FOLDER",
            description = "Keep the capture, consoles and logs of the nodes in FOLDER.")
    private @Nullable Path keep;

    /// Where files of runs lie until the end; null if nobody wants them.
    private @Nullable Path files;

    /// Of this round; what is written is made of these.
    private final List<ScenarioRun> runs = new ArrayList<>();

    private int round = 1;
    private FrameFilter shown = FrameFilter.ALL;

    LabRunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        machines.check();
        OutputFiles.check("--json", json);
        OutputFiles.check("--junit", junit);
        OutputFiles.check("--html", html);
        OutputFiles.check("--capture", capture);
        int times = repeat.times();
        List<Topology> all = file.parseAll();
        shown =
                filter.filter(
                        all.stream()
                                .flatMap(each -> each.nodeNames().stream())
                                .distinct()
                                .toList());
        // A page shows what is in files; they need not stay.
        boolean isPassing = html != null && keep == null;
        try (RunDirectory passing = isPassing ? RunDirectory.create() : null) {
            files = passing == null ? keep : passing.path();
            try {
                return (times == 1 ? once(all) : again(all, times)).number();
            } finally {
                report();
            }
        }
    }

    private ExitCode once(List<Topology> all) {
        return all.size() == 1 ? one(all.getFirst(), false) : each(all);
    }

    /// The same again and again, until it fails. What is written is written each time, over that of
    /// the time before.
    private ExitCode again(List<Topology> all, int times) {
        long since = System.nanoTime();
        long passed = 0;
        ExitCode code = ExitCode.OK;
        for (round = 1; round <= times && code == ExitCode.OK; round++) {
            runs.clear();
            if (!terminal.isQuiet()) {
                String count = "time %d of %d".formatted(round, times);
                terminal.print(terminal.paint().bold(count));
            }
            code = once(all.stream().map(one -> file.ofRound(one, round)).toList());
            passed += code == ExitCode.OK ? 1 : 0;
        }
        Duration time = Duration.ofNanos(System.nanoTime() - since);
        terminal.print(new ScenarioWords(terminal).sum(passed, code == ExitCode.OK ? 0 : 1, time));
        return code;
    }

    private void report() {
        if (runs.isEmpty()) {
            return;
        }
        if (junit != null) {
            JunitXml.write(runs, junit);
        }
        if (html != null) {
            HtmlReport.write(runs, html);
            terminal.print("  report   " + html);
        }
    }

    private ExitCode one(Topology topology, boolean amongOthers) {
        Path folder = files == null ? null : RunFolders.of(files, topology, amongOthers);
        ScenarioRecord record =
                new ScenarioRecord(
                        file.path(), topology, file.again(topology, round, machines), folder);
        if (keep == null && capture == null) {
            record.inPassing();
        }
        LabRun run =
                new LabRun(
                        terminal,
                        topology,
                        machines,
                        amongOthers ? null : json,
                        captureOf(topology, folder, amongOthers),
                        false,
                        shown,
                        record);
        try {
            return run.run((Lab lab, Interruption _) -> lab.runSteps());
        } finally {
            runs.add(run.scenario());
        }
    }

    private @Nullable Path captureOf(
            Topology topology, @Nullable Path folder, boolean amongOthers) {
        if (capture == null) {
            return folder == null ? null : folder.resolve(Artefacts.CAPTURE);
        }
        return amongOthers ? RunFolders.beside(capture, topology) : capture;
    }

    private ExitCode each(List<Topology> all) {
        long since = System.nanoTime();
        ExitCode worst = ExitCode.OK;
        for (Topology topology : all) {
            heading(topology, all.size());
            ExitCode code;
            try {
                code = one(topology, true);
            } catch (EnvironmentException e) {
                terminal.complain("airloom: " + Printable.lines(String.valueOf(e.getMessage())));
                code = ExitCode.ENVIRONMENT;
            }
            worst = code.number() > worst.number() ? code : worst;
            if (LabRun.INTERRUPTED.equals(runs.getLast().failure())) {
                break;
            }
        }
        if (json != null) {
            JsonReport.write(runs, json);
        }
        ScenarioWords words = new ScenarioWords(terminal);
        terminal.print("");
        runs.forEach(run -> terminal.print(words.line(run)));
        terminal.print(words.sum(runs, Duration.ofNanos(System.nanoTime() - since)));
        return worst;
    }

    private void heading(Topology topology, int count) {
        if (!terminal.isQuiet()) {
            terminal.print(
                    "%s%s"
                            .formatted(
                                    terminal.paint()
                                            .bold(topology.name() + " " + topology.choices()),
                                    terminal.paint()
                                            .dim(
                                                    "  (%d of %d)"
                                                            .formatted(runs.size() + 1, count))));
        }
    }
}

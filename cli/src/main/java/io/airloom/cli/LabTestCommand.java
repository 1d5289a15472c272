package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.lab.ScenarioRun;
import io.airloom.report.HtmlReport;
import io.airloom.report.JsonReport;
import io.airloom.report.JunitXml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Runs the scenarios of a folder.
@Command(
        name = "test",
        description = {
            "Run the scenarios of files and of all topologies in folders, every combination of their"
                    + " matrices, several at a time, and tell what became of them.",
            "Ends with 1 if one failed."
        },
        footer = {
            "",
            "Examples:",
            "  airloom lab test examples",
            "  airloom lab test --engine uml --jobs 2 --report target/labs examples",
            "  airloom lab test --only security=wpa3 examples/matrix.yaml",
            "  airloom lab test --not-tag long --filter roam examples",
            "  airloom lab test --repeat 100 --report flaky examples/roaming.yaml",
            "  airloom lab test --list examples"
        })
final class LabTestCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            arity = "1..*",
            paramLabel = "FOLDER|FILE",
            description = "Topologies, and folders of them (not what is below).")
    private List<Path> places = new ArrayList<>();

    @Mixin private MachineOptions machines = new MachineOptions();
    @Mixin private Choices choices = new Choices();
    @Mixin private SeedOption seed = new SeedOption();
    @Mixin private RepeatOption repeat = new RepeatOption();

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description =
                    "Labs at a time (default: one for each processor, fewer if their memory is too"
                            + " much).")
    private @Nullable Integer jobs;

    @Option(
            names = "--filter",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Only scenarios whose title contains TEXT.")
    private String filter = "";

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            split = ",",
            description = "Only files with this tag. May be repeated: one of them is enough.")
    private Set<String> tags = new LinkedHashSet<>();

    @Option(
            names = "--not-tag",
            paramLabel = "TAG",
            split = ",",
            description = "No files with this tag. May be repeated.")
    private Set<String> without = new LinkedHashSet<>();

    @Option(
            names = "--report",
            paramLabel = "FOLDER",
            description =
                    "Write report.html, junit.xml and report.json to FOLDER, with captures,"
                            + " consoles and logs of each run.")
    private @Nullable Path report;

    @Option(names = "--list", description = "Show what would be run, and run nothing.")
    private boolean list;

    LabTestCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        machines.check();
        if (jobs != null && (jobs < 1 || jobs > 64)) {
            throw new UsageException("--jobs must be 1 to 64, not " + jobs);
        }
        if (report != null && Files.exists(report) && !Files.isDirectory(report)) {
            throw new UsageException("--report: " + report + " is not a folder");
        }
        int times = repeat.times();
        TestPlan plan = TestPlan.of(places, choices.only(), filter, tags, without).with(seed);
        if (list) {
            plan.scenarios().forEach(scenario -> terminal.print("  " + scenario.title()));
            return ExitCode.OK.number();
        }
        Path folder = report == null ? null : RunFolders.made(report);
        TestPlan all = plan.repeated(times, seed);
        TestRun test = new TestRun(terminal, machines, seed, all, folder, jobs);
        List<ScenarioRun> runs = test.run();
        if (folder != null && !runs.isEmpty()) {
            write(runs, folder);
        }
        return (test.isWhole() && runs.stream().allMatch(ScenarioRun::passed)
                        ? ExitCode.OK
                        : ExitCode.FAILED)
                .number();
    }

    /// @throws EnvironmentException if the folder cannot be written
    private void write(List<ScenarioRun> runs, Path folder) {
        JunitXml.write(runs, folder.resolve("junit.xml"));
        JsonReport.write(runs, folder.resolve("report.json"));
        Path page = folder.resolve("report.html");
        HtmlReport.write(runs, page);
        terminal.print("  report  " + page);
    }
}

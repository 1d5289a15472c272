package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.image.InputFileException;
import io.airloom.image.Printable;
import io.airloom.image.Progress;
import io.airloom.lab.Lab;
import io.airloom.lab.LabFailure;
import io.airloom.lab.LabListener;
import io.airloom.lab.LabOptions;
import io.airloom.lab.MediumProcess;
import io.airloom.lab.ScenarioRun;
import io.airloom.lab.Seats;
import io.airloom.machine.RunDirectory;
import io.airloom.report.Artefacts;
import io.airloom.report.ScenarioRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs scenarios, several at a time, before a person's eyes.
final class TestRun {
    private static final Duration ENDING = Duration.ofSeconds(30);

    private final Terminal terminal;
    private final MachineOptions machines;
    private final SeedOption seed;
    private final TestPlan plan;
    private final @Nullable Path folder;
    private final Seats seats;
    private final ScenarioWords words;
    private final Progress progress;

    /// One that is repeated has failed: nothing else matters then.
    private volatile boolean hasFailed;

    // Guarded by this.
    private final Set<String> running = new LinkedHashSet<>();
    private int ended;

    /// @param folder where reports and what they show are kept; null to keep nothing
    /// @param jobs labs at a time; null for what the machine allows
    TestRun(
            Terminal terminal,
            MachineOptions machines,
            SeedOption seed,
            TestPlan plan,
            @Nullable Path folder,
            @Nullable Integer jobs) {
        this.terminal = terminal;
        this.machines = machines;
        this.seed = seed;
        this.plan = plan;
        this.folder = folder;
        int atOnce = jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
        this.seats = Seats.ofThisMachine(atOnce);
        this.words = new ScenarioWords(terminal);
        this.progress = new ProgressBars(terminal);
    }

    /// Whether nobody has ended it early.
    synchronized boolean isWhole() {
        return ended == plan.scenarios().size();
    }

    /// Runs all of them, in the order of the plan as far as they do not run at once. Those that are
    /// repeated end with the first that fails, and what runs beside it is ended.
    ///
    /// @return those that ended, in the order of the plan
    List<ScenarioRun> run() {
        long since = System.nanoTime();
        List<String> names =
                RunFolders.names(
                        plan.scenarios().stream().map(TestPlan.Scenario::topology).toList());
        @Nullable ScenarioRun[] results = new ScenarioRun[plan.scenarios().size()];
        ExecutorService threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofPlatform().daemon().name("airloom-lab-", 1).factory());
        try (Interruption _ = new Interruption()) {
            CompletionService<Integer> service = new ExecutorCompletionService<>(threads);
            try {
                int begun = 0;
                while (begun < results.length) {
                    int place = begun;
                    TestPlan.Scenario scenario = plan.scenarios().get(place);
                    String name = names.get(place);
                    long mib = scenario.topology().memoryMib(machines.chosenEngine());
                    Seats.Seat seat = seats.take(mib);
                    if (hasFailed) {
                        seat.close();
                        break;
                    }
                    begun++;
                    service.submit(() -> {
                        try (seat) {
                            results[place] = run(scenario, name);
                        }
                        return place;
                    });
                }
                for (int i = 0; i < begun && !hasFailed; i++) {
                    service.take().get();
                }
            } catch (InterruptedException e) {
                terminal.complain(
                        "  "
                                + terminal.progressPaint().warn(LabRun.INTERRUPTED)
                                + "; everything is put away");
            } catch (ExecutionException e) {
                throw new IllegalStateException("a lab's thread failed", e.getCause());
            } finally {
                threads.shutdownNow();
                awaitEnd(threads);
            }
            terminal.status("");
            return summary(results, Duration.ofNanos(System.nanoTime() - since));
        }
    }

    private static void awaitEnd(ExecutorService threads) {
        boolean interrupted = Thread.interrupted();
        try {
            threads.awaitTermination(ENDING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<ScenarioRun> summary(@Nullable ScenarioRun[] results, Duration time) {
        List<ScenarioRun> runs = new ArrayList<>();
        for (ScenarioRun run : results) {
            if (run != null) {
                runs.add(run);
            }
        }
        for (ScenarioRun run : runs) {
            if (!run.passed()) {
                terminal.complain("");
                terminal.complain(
                        terminal.progressPaint().bad("✗ ")
                                + terminal.progressPaint().bold(Printable.line(run.title()))
                                + ": "
                                + words.failure(run));
                words.scene(run);
            }
        }
        terminal.print("");
        terminal.print(words.sum(runs, time));
        return runs;
    }

    /// @param name of its folder
    private ScenarioRun run(TestPlan.Scenario scenario, String name) throws InterruptedException {
        String title =
                scenario.title()
                        + (scenario.round() == 0 ? "" : " (time " + scenario.round() + ")");
        begins(title);
        ScenarioRun run;
        if (folder == null) {
            try (RunDirectory passing = RunDirectory.create()) {
                run = recorded(scenario, null, passing.path());
            }
        } else {
            Path own = RunFolders.made(folder.resolve(name));
            run = recorded(scenario, own, own);
        }
        ends(title, run);
        return run;
    }

    /// @param own where it is kept; null if it is not. What is repeated is kept if it fails
    /// @param scratch what its steps write goes there
    private ScenarioRun recorded(TestPlan.Scenario scenario, @Nullable Path own, Path scratch)
            throws InterruptedException {
        ScenarioRecord record =
                new ScenarioRecord(scenario.file(), scenario.topology(), again(scenario), own);
        boolean isRepeated = scenario.round() > 0;
        if (isRepeated) {
            record.inRound(scenario.round());
        }
        boolean isKept = !isRepeated;
        String failure = null;
        try {
            failure = run(scenario, record, scratch);
            isKept |= failure != null;
        } catch (EnvironmentException | InputFileException e) {
            failure = String.valueOf(e.getMessage());
            isKept = true;
        } finally {
            if (!isKept && own != null) {
                RunFolders.remove(own);
            }
        }
        ScenarioRun run = record.run(failure);
        hasFailed |= isRepeated && !run.passed();
        return isKept ? run : run.withoutFiles();
    }

    /// @return why it failed; null if it did not
    private @Nullable String run(TestPlan.Scenario scenario, ScenarioRecord record, Path scratch)
            throws InterruptedException {
        LabOptions options =
                machines.applyTo(LabOptions.standard())
                        .withProgress(progress)
                        .withFolder(scratch)
                        .withCapture(folder == null ? null : scratch.resolve(Artefacts.CAPTURE))
                        .withMedium(
                                machines.medium() == MachineOptions.Medium.THREAD
                                        ? null
                                        : new MediumProcess(OwnProgram.command()))
                        .withProgram(OwnProgram.command());
        String failure = null;
        try (Lab lab = Lab.open(scenario.topology(), options, LabListener.NONE)) {
            record.opened(lab);
            try {
                lab.boot();
                lab.runSteps();
            } catch (LabFailure | EnvironmentException e) {
                failure = String.valueOf(e.getMessage());
            }
            record.ending(lab, lab.lastReport());
        }
        return failure;
    }

    private List<String> again(TestPlan.Scenario scenario) {
        List<String> command = new ArrayList<>(List.of("airloom", "lab", "run"));
        command.addAll(machines.words());
        command.addAll(seed.words(scenario.topology(), scenario.round()));
        command.addAll(Choices.words(scenario.topology()));
        command.add(scenario.file().toString());
        return command;
    }

    private synchronized void begins(String title) {
        running.add(title);
        showStatus();
    }

    private synchronized void ends(String title, ScenarioRun run) {
        running.remove(title);
        ended++;
        terminal.print(words.line(run));
        showStatus();
    }

    private void showStatus() {
        String all =
                "  %d of %d: %s"
                        .formatted(ended, plan.scenarios().size(), String.join(", ", running));
        terminal.status(
                Printable.line(
                        all.length() < terminal.width()
                                ? all
                                : all.substring(0, terminal.width() - 2) + "…"));
    }
}

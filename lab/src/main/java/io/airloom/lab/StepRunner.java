package io.airloom.lab;

import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import io.airloom.topology.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Does the steps of a lab: groups one after the other or all at once, each step within its time,
/// up to the first that fails, which ends those that happen beside it.
final class StepRunner implements AutoCloseable {
    /// How long steps that are ended early may take to end.
    private static final Duration ENDING = Duration.ofSeconds(20);

    private static final Duration MACHINE_END = Duration.ofSeconds(2);
    private static final long LOOK_MILLIS = 20;

    private final Lab lab;
    private final StepResults results;
    private final StepWork work;
    private final FailureScene scene;

    StepRunner(Lab lab, StepResults results, FailureScene scene) {
        this.lab = lab;
        this.results = results;
        this.work = new StepWork(lab);
        this.scene = scene;
    }

    /// Does one step, or group of steps.
    ///
    /// @param number its place: `3`
    /// @throws LabFailure if it does not succeed
    void run(String number, Step step) throws InterruptedException {
        run(number, step, null);
    }

    private void run(String number, Step step, @Nullable FrameStream frames)
            throws InterruptedException {
        lab.tell(new LabEvent.StepStarted(number, step));
        long since = System.nanoTime();
        Duration begun = lab.sinceStart();
        try {
            String output =
                    switch (step) {
                        case Step.Group group -> {
                            group(number, group);
                            yield "";
                        }
                        // These have no limit of their own.
                        case Step.Reboot _, Step.Set _, Step.Capture _ ->
                                within(step.within(), () -> work.run(step, frames));
                        case Step.Run _, Step.Wait _, Step.AwaitPing _, Step.AwaitLog _ ->
                                inNode(step, frames);
                        default -> work.run(step, frames);
                    };
            ended(number, step, begun, since, StepResult.Outcome.PASSED, output, null);
            if (step instanceof Step.Wait wait && wait.condition() == Step.Condition.ASSOCIATED) {
                Associations.note(lab, wait.node());
            }
        } catch (StepFailure e) {
            ended(number, step, begun, since, StepResult.Outcome.FAILED, e.output(), e.why());
            throw new LabFailure(sentence(number, step, e.why()), e.words());
        } catch (LabFailure | EnvironmentException e) {
            boolean own = !(step instanceof Step.Group);
            StepResult.Outcome outcome =
                    own ? StepResult.Outcome.FAILED : StepResult.Outcome.SKIPPED;
            ended(number, step, begun, since, outcome, "", own ? firstLine(e) : null);
            throw e;
        } catch (InterruptedException e) {
            ended(number, step, begun, since, StepResult.Outcome.SKIPPED, "", null);
            throw e;
        }
    }

    /// Does a step that is nothing but commands in a node. All nodes were up when the steps began:
    /// so one that runs no commands any more has failed, and not what it runs on.
    private String inNode(Step step, @Nullable FrameStream frames)
            throws StepFailure, InterruptedException {
        try {
            return work.run(step, frames);
        } catch (EnvironmentException e) {
            String why = firstLine(e);
            String words = String.valueOf(e.getMessage()).substring(why.length()).stripIndent();
            throw new StepFailure(
                    hasEnded(step.node())
                            ? step.node()
                                    + " has ended: its system halted or its kernel panicked (a"
                                    + " step that ends it on purpose: {reboot: "
                                    + step.node()
                                    + "})"
                            : why,
                    "",
                    words);
        }
    }

    /// Whether a node's machine runs no more; its lines close a little before it has ended.
    private boolean hasEnded(String node) throws InterruptedException {
        long endNanos = System.nanoTime() + MACHINE_END.toNanos();
        while (lab.isAlive(node)) {
            if (System.nanoTime() - endNanos > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return true;
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static String sentence(String number, Step step, String why) {
        return "step "
                + number
                + switch (step) {
                    case Step.Run run ->
                            ", " + run.node() + ": " + Printable.quoted(run.command()) + ": " + why;
                    case Step.Wait _, Step.AwaitPing _, Step.AwaitLog _ -> ": " + why;
                    default -> ", " + Printable.line(step.describe()) + ": " + why;
                };
    }

    private void ended(
            String number,
            Step step,
            Duration begun,
            long sinceNanos,
            StepResult.Outcome outcome,
            String output,
            @Nullable String why) {
        Duration time = Duration.ofNanos(System.nanoTime() - sinceNanos);
        boolean failed = outcome == StepResult.Outcome.FAILED;
        StepResult result =
                new StepResult(
                        number,
                        step.node(),
                        step.describe(),
                        outcome,
                        begun,
                        time,
                        output,
                        why,
                        failed ? scene.frames(step) : List.of(),
                        failed ? scene.logs(step) : new LinkedHashMap<>());
        if (failed || !(step instanceof Step.Group)) {
            results.add(result);
        }
        lab.tell(new LabEvent.StepEnded(step, result));
    }

    private void group(String number, Step.Group group) throws StepFailure, InterruptedException {
        within(
                group.within(),
                () -> {
                    if (group.parallel()) {
                        atOnce(number, group.steps());
                    } else {
                        int place = 0;
                        for (Step step : group.steps()) {
                            run(number + "." + ++place, step);
                        }
                    }
                    return "";
                });
    }

    /// All at once; frames are listened for before the first step begins, so that a step cannot
    /// cause one that another has not begun to wait for.
    private void atOnce(String number, List<Step> steps) throws InterruptedException {
        List<@Nullable FrameStream> streams = new ArrayList<>();
        ExecutorService threads = threads();
        try {
            for (Step step : steps) {
                streams.add(
                        step instanceof Step.AwaitFrame wait
                                ? lab.live().frames(wait.filter())
                                : null);
            }
            CompletionService<String> service = new ExecutorCompletionService<>(threads);
            for (int i = 0; i < steps.size(); i++) {
                int place = i;
                service.submit(() -> {
                    run(number + "." + (place + 1), steps.get(place), streams.get(place));
                    return "";
                });
            }
            for (int i = 0; i < steps.size(); i++) {
                service.take().get();
            }
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } finally {
            threads.shutdownNow();
            awaitEnd(threads);
            for (FrameStream stream : streams) {
                if (stream != null) {
                    stream.close();
                }
            }
        }
    }

    private static ExecutorService threads() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().daemon().name("airloom-step-", 1).factory());
    }

    /// Nobody is left who could still do something to a node when the next step begins.
    private static void awaitEnd(ExecutorService threads) throws InterruptedException {
        if (!threads.awaitTermination(ENDING.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new EnvironmentException(
                    "a step does not end though it was told to", "run the lab again");
        }
    }

    private static RuntimeException rethrown(@Nullable Throwable cause)
            throws InterruptedException {
        switch (cause) {
            case InterruptedException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> throw new IllegalStateException("a step's thread failed", cause);
        }
    }

    /// What takes part of a time limit.
    private interface Work {
        String run() throws StepFailure, InterruptedException;
    }

    private static String within(Duration limit, Work work)
            throws StepFailure, InterruptedException {
        if (limit.equals(Step.Group.UNLIMITED)) {
            return work.run();
        }
        ExecutorService threads = threads();
        try {
            Future<String> running = threads.submit(work::run);
            return running.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new StepFailure("not done within " + StepWork.seconds(limit), "", "");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StepFailure failure) {
                throw failure;
            }
            throw rethrown(e.getCause());
        } finally {
            threads.shutdownNow();
            awaitEnd(threads);
        }
    }

    @Override
    public void close() {
        work.close();
    }
}

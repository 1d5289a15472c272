package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

/// Runs the steps of a plan whose results are not in the cache: each after those that it needs, two
/// at a time. A result is a whole entry of the cache or not there; two processes that need the same
/// one wait for each other.
///
/// When a step fails, its work folder and its log stay, the other one that runs is interrupted, and
/// nothing else is begun.
public final class StepEngine {
    private static final int AT_A_TIME = 2;

    private final Cache cache;
    private final Progress progress;
    private final StepPlan plan;
    private final UnaryOperator<String> again;

    /// @param again the command that runs the step of a name again
    public StepEngine(Cache cache, Progress progress, StepPlan plan, UnaryOperator<String> again) {
        this.cache = cache;
        this.progress = progress;
        this.plan = plan;
        this.again = again;
    }

    /// The result of a step, made first with all that it needs where that is not there.
    ///
    /// @throws EnvironmentException if a step fails
    public Path run(String target) {
        Map<String, Path> results = new HashMap<>();
        Set<String> waiting =
                new LinkedHashSet<>(plan.toRun(target, name -> isWhole(name, results)));
        if (!waiting.isEmpty()) {
            runAll(waiting, results);
        }
        Path result = results.get(target);
        if (result == null) {
            throw new IllegalStateException(target);
        }
        return result;
    }

    /// Forgets a step's result, so that the next run makes it again. What a try that failed has
    /// left stays, and the next one goes on with it.
    public void forgetResult(String name) {
        remove(name, false);
    }

    /// Forgets results, and what tries that failed have left, of all steps.
    public void forgetAll() {
        plan.names().forEach(name -> remove(name, true));
    }

    private void remove(String name, boolean withWork) {
        try {
            cache.remove(plan.entryName(name), withWork, progress);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot remove the result of " + name + ": " + e.getMessage(),
                    "remove it by hand in " + cache.root(),
                    e);
        }
    }

    /// Whether a step's result is there and whole.
    public boolean isWhole(String name) {
        return cache.find(plan.entryName(name)).isPresent();
    }

    private boolean isWhole(String name, Map<String, Path> results) {
        Optional<Path> result = cache.use(plan.entryName(name));
        result.ifPresent(path -> results.put(name, path));
        return result.isPresent();
    }

    /// What a step came to.
    private record Done(String name, Path result) {}

    private void runAll(Set<String> waiting, Map<String, Path> results) {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(
                        AT_A_TIME, Thread.ofPlatform().name("airloom-step-", 1).factory())) {
            var completions = new ExecutorCompletionService<Done>(threads);
            int running = 0;
            try {
                while (running > 0 || !waiting.isEmpty()) {
                    for (String name : ready(waiting, results, AT_A_TIME - running)) {
                        Map<String, Path> needed = Map.copyOf(results);
                        completions.submit(() -> new Done(name, runOne(plan.step(name), needed)));
                        waiting.remove(name);
                        running++;
                    }
                    Future<Done> completed = completions.take();
                    running--;
                    Done done = completed.get();
                    results.put(done.name(), done.result());
                }
            } catch (ExecutionException e) {
                throw unwrapped(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EnvironmentException(
                        "interrupted while building", "run the same command again", e);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private List<String> ready(Set<String> waiting, Map<String, Path> results, int most) {
        return waiting.stream()
                .filter(name -> results.keySet().containsAll(plan.step(name).needs()))
                .limit(most)
                .toList();
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        return switch (e.getCause()) {
            case RuntimeException problem -> problem;
            case Error error -> throw error;
            case null, default -> new IllegalStateException(e);
        };
    }

    private Path runOne(Step step, Map<String, Path> results) {
        String entry = plan.entryName(step.name());
        return cache.entry(
                entry,
                progress,
                folder -> {
                    Path work = cache.work(entry);
                    Path log = work.resolve("log");
                    try {
                        Files.deleteIfExists(log);
                        step.action().run(new Running(step, folder, work, log, progress, results));
                    } catch (EnvironmentException e) {
                        throw StepFailure.of(
                                step.name(),
                                String.valueOf(e.getMessage()),
                                e.remedy(),
                                log,
                                again,
                                e);
                    } catch (IOException e) {
                        throw StepFailure.of(
                                step.name(),
                                Reason.of(e) + " (below " + cache.root() + ")",
                                "make room on the disk or mend what that names",
                                log,
                                again,
                                e);
                    }
                });
    }

    /// A step at work.
    private record Running(
            Step step,
            Path folder,
            Path work,
            Path log,
            Progress progress,
            Map<String, Path> results)
            implements Step.Context {
        @Override
        public Path result(String name) {
            Path result = step.needs().contains(name) ? results.get(name) : null;
            if (result == null) {
                throw new IllegalArgumentException(step.name() + " does not need " + name);
            }
            return result;
        }
    }
}

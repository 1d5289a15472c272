package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A recipe's image, built in the cache: what there is to do, and doing it.
public final class ImageBuild {
    private final Recipe recipe;
    private final Cache cache;
    private final StepPlan plan;
    private final StepEngine engine;

    private ImageBuild(Recipe recipe, Cache cache, StepPlan plan, StepEngine engine) {
        this.recipe = recipe;
        this.cache = cache;
        this.plan = plan;
        this.engine = engine;
    }

    /// Looks at what a recipe and the files that it names have become; builds nothing.
    ///
    /// @throws EnvironmentException if one of the files cannot be read
    public static ImageBuild of(Recipe recipe, Cache cache, Progress progress) {
        return of(recipe, recipe.name(), cache, progress);
    }

    /// As above.
    ///
    /// @param called what the person calls the recipe, for commands that messages propose
    public static ImageBuild of(Recipe recipe, String called, Cache cache, Progress progress) {
        StepPlan plan = RecipeSteps.plan(recipe, cache);
        StepEngine engine =
                new StepEngine(
                        cache,
                        progress,
                        plan,
                        step -> "airloom image build " + called + " --step " + step);
        return new ImageBuild(recipe, cache, plan, engine);
    }

    /// The steps' names, each after those that it needs.
    public List<String> steps() {
        return plan.names();
    }

    /// The folder with the image, built first if it is not there or broken.
    ///
    /// @throws EnvironmentException if a step fails
    public Path image() {
        return run(RecipeSteps.IMAGE);
    }

    /// The folder with the image's manifests.
    ///
    /// @throws EnvironmentException if a step fails
    public Path manifest() {
        return run(RecipeSteps.MANIFEST);
    }

    /// Runs one step, whether its result is there or not, after those that it needs.
    ///
    /// @return its result
    public Path step(String name) {
        engine.forgetResult(name);
        return run(name);
    }

    private Path run(String target) {
        if (engine.isWhole(target)) {
            return engine.run(target);
        }
        StepLedger ledger = ledger();
        try {
            return engine.run(target);
        } finally {
            Set<String> made = new LinkedHashSet<>(plan.names());
            made.removeIf(name -> !engine.isWhole(name));
            ledger.note(plan, made);
        }
    }

    /// The folder with the image if it is there and whole; it is not built.
    public Optional<Path> find() {
        return cache.find(plan.entryName(RecipeSteps.IMAGE));
    }

    /// Says for each step whether it would be run, and why.
    public List<StepExplanation> explain() {
        return StepExplanation.of(plan, engine, ledger(), RecipeSteps.MANIFEST);
    }

    /// Forgets the results of all steps, and what tries that failed have left.
    ///
    /// @throws EnvironmentException if they cannot be removed
    public void forget() {
        engine.forgetAll();
        try {
            ledger().forget();
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot remove what is noted of " + recipe.name() + ": " + e.getMessage(),
                    "remove it by hand in " + cache.root(),
                    e);
        }
    }

    /// Copies the image and its manifests into a folder, which is made if it is not there. Files of
    /// the same names are replaced; each is whole or as it was.
    ///
    /// @return the copies
    /// @throws EnvironmentException if they cannot be written
    public List<Path> copyTo(Path folder) {
        List<Path> copies = new ArrayList<>();
        try {
            Files.createDirectories(folder);
            for (Path from : List.of(image(), manifest())) {
                for (Path file : files(from)) {
                    Path copy = folder.resolve(file.getFileName());
                    Path part = folder.resolve(file.getFileName() + ".part");
                    Files.copy(file, part, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                    Files.move(part, copy, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
                    copies.add(copy);
                }
            }
            return copies;
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot write to " + folder + ": " + Reason.of(e),
                    "make room there, or name another folder",
                    e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> !file.endsWith(Manifest.FILE_NAME)).sorted().toList();
        }
    }

    private StepLedger ledger() {
        return StepLedger.open(cache, recipe.name() + "-" + recipe.architecture().debianName());
    }
}

package io.airloom.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The steps by which a recipe becomes an image: its packages, its kernel, each of its builds, the
/// image, and the manifest of all that.
final class RecipeSteps {
    static final String IMAGE = "image";

    static final String MANIFEST = "manifest";

    /// Changes when the same parts give another image.
    private static final String IMAGE_FORMAT = "3";

    private static final String MANIFEST_FORMAT = "1";

    private final Recipe recipe;
    private final Cache cache;

    private RecipeSteps(Recipe recipe, Cache cache) {
        this.recipe = recipe;
        this.cache = cache;
    }

    /// All steps of a recipe. The files that it names are read for their hashes.
    ///
    /// @throws EnvironmentException if one of them cannot be read
    static StepPlan plan(Recipe recipe, Cache cache) {
        return new RecipeSteps(recipe, cache).plan();
    }

    private StepPlan plan() {
        List<Step> steps = new ArrayList<>();
        steps.add(PackageSteps.packages(recipe, cache));
        Step kernel = kernel();
        steps.add(kernel);
        List<String> installs = new ArrayList<>();
        for (Recipe.Build build : recipe.builds().values()) {
            List<Step> own = BuildSteps.of(recipe, build, cache);
            steps.addAll(own);
            installs.add(own.getLast().name());
        }
        steps.add(image(kernel.name(), installs));
        steps.add(manifest(kernel.name(), installs));
        return new StepPlan(steps);
    }

    private Step kernel() {
        return switch (recipe.kernel()) {
            case Recipe.Kernel.Packaged packaged -> PackageSteps.kernel(recipe, packaged, cache);
            case Recipe.Kernel.Built built -> BuildSteps.kernel(recipe, built, cache);
        };
    }

    private Step image(String kernel, List<String> installs) {
        return new Step(
                IMAGE,
                needs(kernel, installs),
                imageInputs(),
                context -> {
                    Path folder = context.folder();
                    Path packages = context.result(PackageSteps.PACKAGES);
                    Path made = context.result(kernel);
                    ImageTools tools =
                            ImageTools.ensure(cache, context.progress(), recipe.output().format());
                    for (String name :
                            List.of(
                                    KernelFiles.VMLINUX,
                                    KernelFiles.BZIMAGE,
                                    KernelFiles.RELEASE)) {
                        if (Files.exists(made.resolve(name))) {
                            Files.copy(
                                    made.resolve(name),
                                    folder.resolve(name),
                                    StandardCopyOption.COPY_ATTRIBUTES);
                        }
                    }
                    var parts =
                            new ImageFiles.Parts(
                                    AptTree.at(PackageSteps.root(packages), recipe.architecture()),
                                    DebianPackage.read(PackageSteps.about(packages)),
                                    KernelFiles.modules(made),
                                    installs.stream()
                                            .map(context::result)
                                            .map(BuildSteps::installed)
                                            .toList());
                    try (Progress.Task task =
                            context.progress().task("writing the image " + recipe.name(), 0)) {
                        ImageFiles.write(recipe, parts, tools, folder);
                        task.done();
                    }
                });
    }

    private static List<String> needs(String kernel, List<String> installs) {
        List<String> needs = new ArrayList<>(List.of(PackageSteps.PACKAGES, kernel));
        needs.addAll(installs);
        return needs;
    }

    private SortedMap<String, String> imageInputs() {
        StepInputs inputs =
                new StepInputs()
                        .text("form of the result", IMAGE_FORMAT)
                        .text("name", recipe.name())
                        .text("architecture", recipe.architecture().debianName())
                        .text("contents", recipe.contents().toString())
                        .words("programs", recipe.programs())
                        .words("libraries", recipe.libraries())
                        .words("modules to load", recipe.modules().load())
                        .words("modules available", recipe.modules().available())
                        .text("start", recipe.start().toString())
                        .text("output", recipe.output().toString());
        recipe.users().forEach(user -> inputs.secret("user " + user.name(), user.toString()));
        recipe.files().forEach(file -> addFile(inputs, file));
        try (Stream<Path> resources = Files.list(Resources.folder())) {
            for (Path resource : resources.sorted().toList()) {
                String name = String.valueOf(resource.getFileName());
                if (name.startsWith("guest-")) {
                    inputs.file("Airloom's own " + name, resource);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return inputs.all();
    }

    private static void addFile(StepInputs inputs, Recipe.GuestFile file) {
        String name = "file " + file.path();
        if (file.content() instanceof Recipe.Content.From(Path path)) {
            inputs.text(
                    name + ", its owner",
                    file.owner() + " " + file.group() + " " + Integer.toOctalString(file.mode()));
            inputs.tree(file.path(), path);
        } else {
            inputs.secret(name, file.toString());
        }
    }

    private Step manifest(String kernel, List<String> installs) {
        List<String> needs = needs(kernel, installs);
        needs.add(IMAGE);
        List<ImageManifest.Source> sources = BuildSteps.sources(recipe);
        return new Step(
                MANIFEST,
                needs,
                new StepInputs()
                        .text("form of the result", MANIFEST_FORMAT)
                        .text("about", recipe.about())
                        .text("sources", sources.toString())
                        .all(),
                context -> {
                    Path image = context.result(IMAGE);
                    Set<DebianPackage> packages = new LinkedHashSet<>();
                    for (String step : List.of(PackageSteps.PACKAGES, kernel)) {
                        packages.addAll(
                                DebianPackage.read(PackageSteps.about(context.result(step))));
                    }
                    new ImageManifest(
                                    recipe.name(),
                                    recipe.about(),
                                    recipe.suite(),
                                    recipe.architecture(),
                                    KernelFiles.release(image),
                                    List.copyOf(packages),
                                    sources,
                                    hashes(image))
                            .write(context.folder());
                });
    }

    /// The files of an image with their hashes.
    private static SortedMap<String, String> hashes(Path image) throws IOException {
        SortedMap<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.list(image)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (!name.equals(Manifest.FILE_NAME)) {
                    hashes.put(name, Manifest.sha256(file));
                }
            }
        }
        return hashes;
    }
}

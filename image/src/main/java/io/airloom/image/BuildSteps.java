package io.airloom.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The steps that build from source: a recipe's kernel, and each member of its `build`.
final class BuildSteps {
    private BuildSteps() {}

    /// The steps of one build; the last one's result is what it installs.
    static List<Step> of(Recipe recipe, Recipe.Build build, Cache cache) {
        String fetch = build.name() + ":fetch";
        String patch = build.name() + ":patch";
        List<Step> steps = new ArrayList<>();
        StepInputs source = new StepInputs().text("suite", recipe.suite());
        addSource(source, build.fetch());
        steps.add(new Step(fetch, List.of(), source.all(), BuildSteps::notYet));
        String patched = fetch;
        if (!build.patches().isEmpty()) {
            StepInputs patches = new StepInputs().files("patch", build.patches());
            steps.add(new Step(patch, List.of(fetch), patches.all(), BuildSteps::notYet));
            patched = patch;
        }
        StepInputs commands =
                new StepInputs()
                        .text("suite", recipe.suite())
                        .text("architecture", recipe.architecture().debianName())
                        .words("needs", build.needs())
                        .text("environment", build.environment().toString())
                        .text("configure", String.valueOf(build.configure()))
                        .text("build", String.valueOf(build.build()))
                        .text("install", build.install());
        List<String> needs = new ArrayList<>(List.of(patched));
        build.needsBuilds().forEach(need -> needs.add(need + ":build"));
        steps.add(new Step(build.name() + ":build", needs, commands.all(), BuildSteps::notYet));
        return steps;
    }

    private static void notYet(Step.Context context) {
        throw new EnvironmentException(
                "nothing is built from source yet: " + context.folder(), "use packages");
    }

    /// The step of a kernel from source.
    static Step kernel(Recipe recipe, Recipe.Kernel.Built kernel, Cache cache) {
        StepInputs inputs =
                new StepInputs()
                        .text("suite", recipe.suite())
                        .text("architecture", recipe.architecture().debianName())
                        .text("defconfig", String.valueOf(kernel.configuration()))
                        .files("patch", kernel.patches())
                        .files("configuration", kernel.fragments());
        addSource(inputs, kernel.source());
        return new Step("kernel:build", List.of(), inputs.all(), BuildSteps::notYet);
    }

    private static void addSource(StepInputs inputs, Recipe.Fetch fetch) {
        switch (fetch) {
            case Recipe.Fetch.Folder(Path folder) ->
                    inputs.tree(String.valueOf(folder.getFileName()), folder);
            case Recipe.Fetch.LocalArchive local -> {
                inputs.file("archive", local.file());
                inputs.text("sha256", String.valueOf(local.sha256()));
            }
            case Recipe.Fetch.Download download -> inputs.text("sha256", download.sha256());
            case Recipe.Fetch.SourcePackage(String name) -> inputs.text("source package", name);
            case Recipe.Fetch.KernelPackage(String name) -> inputs.text("package", name);
        }
    }

    /// What a recipe builds from source, for its manifest.
    static List<ImageManifest.Source> sources(Recipe recipe) {
        List<ImageManifest.Source> sources = new ArrayList<>();
        if (recipe.kernel() instanceof Recipe.Kernel.Built kernel) {
            sources.add(source("linux", kernel.source(), kernel.patches()));
        }
        for (Recipe.Build build : recipe.builds().values()) {
            sources.add(source(build.name(), build.fetch(), build.patches()));
        }
        return sources;
    }

    private static ImageManifest.Source source(
            String name, Recipe.Fetch fetch, List<Path> patches) {
        try {
            List<ImageManifest.Patch> all = new ArrayList<>();
            for (Path patch : patches) {
                all.add(ImageManifest.Patch.of(patch));
            }
            return switch (fetch) {
                case Recipe.Fetch.Folder(Path folder) ->
                        new ImageManifest.Source(
                                name,
                                "the folder " + folder.getFileName(),
                                StepInputs.treeHash(folder),
                                all);
                case Recipe.Fetch.LocalArchive local ->
                        new ImageManifest.Source(
                                name,
                                "the archive " + local.file().getFileName(),
                                Manifest.sha256(local.file()),
                                all);
                case Recipe.Fetch.Download download ->
                        new ImageManifest.Source(
                                name, download.uri().toString(), download.sha256(), all);
                case Recipe.Fetch.SourcePackage(String packageName) ->
                        new ImageManifest.Source(
                                name, "Debian's source package " + packageName, "", all);
                case Recipe.Fetch.KernelPackage(String packageName) ->
                        new ImageManifest.Source(name, "Debian's package " + packageName, "", all);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

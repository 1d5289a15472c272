package io.airloom.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The steps that build from source: a recipe's kernel, and each member of its `build`.
final class BuildSteps {
    /// Changes when the same source and commands give another result.
    private static final String FORMAT = "1";

    /// Where a step leaves source, below its folder.
    private static final String SOURCE = "source";

    private BuildSteps() {}

    /// The steps of one build; the last one's result is what it installs.
    static List<Step> of(Recipe recipe, Recipe.Build build, Cache cache) {
        String fetch = build.name() + ":fetch";
        String patch = build.name() + ":patch";
        List<Step> steps = new ArrayList<>();
        StepInputs source = new StepInputs().text("suite", recipe.suite());
        addSource(source, build.fetch());
        steps.add(
                new Step(
                        fetch,
                        List.of(),
                        source.all(),
                        context ->
                                sources(recipe, cache, context)
                                        .fetch(
                                                build.name(),
                                                build.fetch(),
                                                Files.createDirectory(sourceFolder(context)),
                                                path -> true)));
        String patched = fetch;
        if (!build.patches().isEmpty()) {
            StepInputs patches = new StepInputs().files("patch", build.patches());
            steps.add(
                    new Step(
                            patch,
                            List.of(fetch),
                            patches.all(),
                            context -> {
                                Path folder = Files.createDirectory(sourceFolder(context));
                                Sources.copy(context.result(fetch).resolve(SOURCE), folder);
                                Patches.apply(folder, build.patches());
                            }));
            patched = patch;
        }
        steps.add(compile(recipe, build, cache, patched));
        return steps;
    }

    private static Step compile(Recipe recipe, Recipe.Build build, Cache cache, String patched) {
        StepInputs commands =
                new StepInputs()
                        .text("form of the result", FORMAT)
                        .text("suite", recipe.suite())
                        .text("architecture", recipe.architecture().debianName())
                        .words("needs", build.needs())
                        .text("environment", build.environment().toString())
                        .text("configure", String.valueOf(build.configure()))
                        .text("build", String.valueOf(build.build()))
                        .text("install", build.install());
        List<String> others = build.needsBuilds().stream().map(need -> need + ":build").toList();
        List<String> needs = new ArrayList<>(List.of(patched));
        needs.addAll(others);
        return new Step(
                build.name() + ":build",
                needs,
                commands.all(),
                context ->
                        new SourceBuild(build, context.work())
                                .into(
                                        Files.createDirectory(installed(context.folder())),
                                        context.result(patched).resolve(SOURCE),
                                        others.stream()
                                                .map(context::result)
                                                .map(BuildSteps::installed)
                                                .toList(),
                                        Toolchain.ensure(
                                                cache,
                                                context.progress(),
                                                recipe.suite(),
                                                recipe.architecture(),
                                                build.needs()),
                                        context.progress(),
                                        context.log()));
    }

    /// Where a build leaves what the guest has below `/`.
    static Path installed(Path result) {
        return result.resolve("installed");
    }

    private static Sources sources(Recipe recipe, Cache cache, Step.Context context) {
        return new Sources(cache, context.progress(), recipe.suite());
    }

    private static Path sourceFolder(Step.Context context) {
        return context.folder().resolve(SOURCE);
    }

    /// The step of a kernel from source. What it leaves is what [KernelFiles] says.
    static Step kernel(Recipe recipe, Recipe.Kernel.Built kernel, Cache cache) {
        KernelTarget target = KernelTarget.of(recipe.architecture());
        StepInputs inputs =
                new StepInputs()
                        .text("form of the result", FORMAT)
                        .text("suite", recipe.suite())
                        .text("architecture", recipe.architecture().debianName())
                        .text("defconfig", KernelBuild.configuration(target, kernel))
                        .files("patch", kernel.patches())
                        .files("configuration", kernel.fragments());
        addSource(inputs, kernel.source());
        return new Step(
                "kernel:build",
                List.of(),
                inputs.all(),
                context ->
                        new KernelBuild(target, kernel, context.work())
                                .into(
                                        context.folder(),
                                        Toolchain.ensure(
                                                cache,
                                                context.progress(),
                                                recipe.suite(),
                                                recipe.architecture(),
                                                List.of()),
                                        sources(recipe, cache, context),
                                        context.progress(),
                                        context.log()));
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

package io.airloom.cli;

import io.airloom.image.Cache;
import io.airloom.image.EnvironmentException;
import io.airloom.image.GuestImage;
import io.airloom.image.ImageBuild;
import io.airloom.image.Progress;
import io.airloom.image.Recipe;
import io.airloom.image.Recipes;
import io.airloom.image.Suggestion;
import io.airloom.image.UmlKernel;
import io.airloom.machine.AgentBundle;
import io.airloom.machine.AgentRuntime;
import io.airloom.machine.Qemu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// What nodes boot.
@Command(
        name = "image",
        description = "Build what nodes boot.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  airloom image list",
            "  airloom image build",
            "  airloom image build router",
            "  airloom image build my-recipe.yaml --explain",
            "  airloom image build agent --out airloom-agent.tar.gz"
        })
final class ImageCommand {
    /// What can be built beside recipes.
    private static final String QEMU = "qemu";

    private static final String UML = "uml";
    private static final String AGENT = "agent";
    private static final List<String> PARTS = List.of(QEMU, UML, AGENT);

    private final Terminal terminal;

    ImageCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "list",
            description = "List the recipes that come with Airloom.",
            footer = {"", "Example:", "  airloom image list"})
    int list() {
        List<String> names = Recipes.names();
        int width = names.stream().mapToInt(String::length).max().orElse(0);
        for (String name : names) {
            terminal.print(
                    "  "
                            + name
                            + " ".repeat(width - name.length() + 2)
                            + Recipes.find(name).about());
        }
        return ExitCode.OK.number();
    }

    @Command(
            name = "build",
            description = {
                "Build images into the cache, unless they are there, and what engines need.",
                "WHAT is the name of a recipe that comes with Airloom (airloom image list) or the file of your"
                        + " own (docs/images.md); or qemu: QEMU is fetched; uml: the UML kernel is compiled"
                        + " (some minutes); agent: the agent is made of this very program and a Java of its"
                        + " own. Without WHAT: qemu and the recipe tiny.",
                "Every command that needs them does so by itself; this does it ahead of time."
            },
            footer = {
                "",
                "Examples:",
                "  airloom image build                              QEMU, and what nodes boot that name no image",
                "  airloom image build router                       a recipe that comes with Airloom",
                "  airloom image build custom.yaml                  one of your own",
                "  airloom image build custom.yaml --explain        what would be done, and why",
                "  airloom image build custom.yaml --step hello:build",
                "  airloom image build custom.yaml --out /tmp/image",
                "  airloom image build qemu uml                     for both engines",
                "  airloom image build agent --out airloom-agent.tar.gz"
            })
    int build(
            @Parameters(
                            arity = "0..*",
                            paramLabel = "WHAT",
                            description = "Recipes, qemu, uml, agent.")
                    @Nullable List<String> what,
            @Mixin ImageOptions options) {
        List<String> words = what == null ? List.of() : what;
        List<String> parts = words.stream().filter(PARTS::contains).toList();
        List<String> recipes = words.stream().filter(word -> !PARTS.contains(word)).toList();
        recipes.forEach(ImageCommand::checkName);
        options.check(parts, recipes);
        ProgressBars progress = new ProgressBars(terminal);
        if (options.out() != null && parts.contains(AGENT)) {
            return writeAgent(options.out(), progress);
        }
        if (options.isAboutOneRecipe()) {
            String name = recipes.isEmpty() ? Recipes.DEFAULT : recipes.getFirst();
            return oneRecipe(name, options, progress);
        }
        Cache cache = Cache.standard();
        List<String> lines = new ArrayList<>();
        if (words.isEmpty() || parts.contains(QEMU)) {
            Qemu qemu = Qemu.ensure(cache, progress);
            lines.add("  QEMU     " + qemu.version() + "  " + qemu.program());
        }
        if (parts.contains(UML)) {
            UmlKernel kernel = UmlKernel.ensure(cache, progress);
            lines.add("  UML      " + kernel.release() + "  " + kernel.program());
        }
        if (parts.contains(AGENT)) {
            lines.add("  agent    " + AgentRuntime.archive(cache, progress));
        }
        for (String name : recipes.isEmpty() ? List.of(Recipes.DEFAULT) : recipes) {
            Recipe recipe = Recipes.find(name);
            ImageBuild build = ImageBuild.of(recipe, name, cache, progress);
            Path manifest = build.manifest();
            lines.addAll(lines(GuestImage.ensure(cache, progress, recipe), manifest));
        }
        terminal.status("");
        lines.forEach(terminal::print);
        return ExitCode.OK.number();
    }

    /// Finds slips before anything is built.
    private static void checkName(String word) {
        boolean isFile = word.indexOf('/') >= 0 || word.matches(".*\\.ya?ml");
        if (!isFile && !Recipes.names().contains(word) && !Files.exists(Path.of(word))) {
            List<String> known = Stream.concat(PARTS.stream(), Recipes.names().stream()).toList();
            throw new UsageException(
                    "there is nothing to build that is called "
                            + word
                            + Suggestion.after(word, known));
        }
    }

    private int oneRecipe(String name, ImageOptions options, Progress progress) {
        ImageBuild build = ImageBuild.of(Recipes.find(name), name, Cache.standard(), progress);
        String step = options.step();
        if (step != null && !build.steps().contains(step)) {
            throw new UsageException(
                    "the recipe %s has no step %s%s"
                            .formatted(name, step, Suggestion.after(step, build.steps())));
        }
        if (options.clean()) {
            build.forget();
            terminal.status("");
            terminal.print("  forgotten: " + String.join(", ", build.steps()));
            return ExitCode.OK.number();
        }
        if (options.explain()) {
            terminal.status("");
            build.explain().forEach(line -> terminal.print("  " + line));
            return ExitCode.OK.number();
        }
        if (step != null) {
            Path result = build.step(step);
            terminal.status("");
            terminal.print("  " + step + "  " + result);
            return ExitCode.OK.number();
        }
        Path manifest = build.manifest();
        Path out = options.out();
        List<Path> copies = out == null ? List.of() : build.copyTo(out);
        terminal.status("");
        if (options.json()) {
            terminal.print(text(manifest.resolve("manifest.json")).stripTrailing());
        } else {
            copies.forEach(copy -> terminal.print("  " + copy));
        }
        return ExitCode.OK.number();
    }

    private static List<String> lines(GuestImage image, Path manifest) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "  image    %s  %s  %s"
                        .formatted(
                                image.recipe(), image.system(), image.architecture().debianName()));
        lines.add("  kernel   " + image.kernelRelease() + "  " + image.vmlinux());
        if (image.initrd() != null) {
            lines.add("  initrd   " + image.suite() + "  " + image.initrd());
        }
        if (image.disk() != null) {
            lines.add("  disk     " + image.disk());
        }
        lines.add("  manifest " + manifest);
        return lines;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new EnvironmentException("cannot read " + file, "run the same command again", e);
        }
    }

    private int writeAgent(Path out, Progress progress) {
        try {
            AgentBundle.write(out, progress);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot write " + out + ": " + e.getMessage(), "name another file", e);
        }
        terminal.status("");
        terminal.print("  agent    " + out);
        return ExitCode.OK.number();
    }
}

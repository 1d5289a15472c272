package io.airloom.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How `image build` is to go about it.
final class ImageOptions {
    @Option(
            names = "--step",
            paramLabel = "NAME",
            description = "Run this step of the recipe, and what it needs, though it is done.")
    private @Nullable String step;

    @Option(
            names = "--explain",
            description = "Say for each step whether it is cached and, if not, what has changed.")
    private boolean explain;

    @Option(
            names = "--clean",
            description = "Forget the results of the recipe's steps, and what failures have left.")
    private boolean clean;

    @Option(
            names = "--out",
            paramLabel = "PLACE",
            description = "Copy the image into the folder PLACE; the agent into the file (tar.gz).")
    private @Nullable Path out;

    @Option(names = "--json", description = "For programs: print the image's manifest.")
    private boolean json;

    @Nullable String step() {
        return step;
    }

    boolean explain() {
        return explain;
    }

    boolean clean() {
        return clean;
    }

    @Nullable Path out() {
        return out;
    }

    boolean json() {
        return json;
    }

    /// Whether only one recipe can be meant.
    boolean isAboutOneRecipe() {
        return step != null || explain || clean || json || out != null;
    }

    /// Checks that all fits together.
    ///
    /// @param parts what is asked for beside recipes
    void check(List<String> parts, List<String> recipes) {
        if (!isAboutOneRecipe()) {
            return;
        }
        if (out != null && parts.equals(List.of("agent")) && recipes.isEmpty()) {
            OutputFiles.check("--out", out);
            return;
        }
        if (!parts.isEmpty() || recipes.size() > 1) {
            throw new UsageException(
                    "--step, --explain, --clean, --json and --out are for one recipe"
                            + " (--out also for: airloom image build agent)");
        }
        long ways =
                Stream.of(step != null, explain, clean, json || out != null)
                        .filter(way -> way)
                        .count();
        if (ways > 1) {
            throw new UsageException(
                    "--step, --explain, --clean and --out (or --json) exclude each other");
        }
        if (out != null && Files.exists(out) && !Files.isDirectory(out)) {
            throw new UsageException("--out: " + out + " is no folder");
        }
    }
}

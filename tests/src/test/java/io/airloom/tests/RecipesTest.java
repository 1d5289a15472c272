package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.image.Recipe;
import io.airloom.image.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Goal: what takes long is true, too: every shipped recipe builds, kernels from source included,
/// and the labs run that need such an image. Run by `./airloom test recipes`, which CI does beside
/// `./airloom test`.
@Tag("recipes")
class RecipesTest {
    /// Kernels are compiled; on two processors one takes some minutes.
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(20);

    @TempDir Path folder;

    static List<String> recipes() {
        return Recipes.names();
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void givesTheSameOctetsOutOfTheCacheAndFromScratch(String recipe) throws Exception {
        List<String> said = build(recipe, "first");
        assertThat(said).anyMatch(line -> line.contains("manifest.json"));

        List<String> again = build(recipe, "cached");
        assertThat(again).as("built again").noneMatch(line -> line.contains("✓"));
        assertSame("cached");

        // But for kernels from source: they take minutes.
        if (Recipes.find(recipe).kernel() instanceof Recipe.Kernel.Packaged) {
            airloom(recipe, "--clean");
            List<String> anew = build(recipe, "anew");
            assertThat(anew).as("built").anyMatch(line -> line.contains("✓"));
            assertSame("anew");
        }
    }

    private void assertSame(String out) throws IOException {
        try (var files = Files.list(folder.resolve("first"))) {
            for (Path file : files.toList()) {
                Path copy = folder.resolve(out).resolve(file.getFileName());
                assertThat(Files.mismatch(file, copy)).as(copy.toString()).isEqualTo(-1);
            }
        }
    }

    private List<String> build(String recipe, String out) throws Exception {
        return airloom(recipe, "--out", folder.resolve(out).toString());
    }

    private List<String> airloom(String recipe, String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("image", "build", recipe, "--no-color"));
        words.addAll(List.of(options));
        try (Program program = Program.airloom(folder, words.toArray(String[]::new))) {
            Program.Result result = program.finish(BUILD_LIMIT);
            assertThat(result.exitCode()).as(result.toString()).isZero();
            List<String> lines = new ArrayList<>(result.stdout().lines().toList());
            lines.addAll(result.stderr().lines().toList());
            return lines;
        }
    }

    /// One at a time: their machines, all in QEMU, boot slowly enough without others beside them.
    @Test
    void theExamplesRunWhoseImagesTakeLong() throws Exception {
        assertThat(ExamplesTest.run(folder, 1, "--tag", "long", "examples"))
                .containsExactlyInAnyOrder("full.yaml", "slow-air.yaml");
    }
}

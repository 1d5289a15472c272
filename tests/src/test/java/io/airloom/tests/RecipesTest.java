package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.image.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
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
    void buildsAndIsThereTheNextTime(String recipe) throws Exception {
        List<String> first = build(recipe, "first");
        List<String> second = build(recipe, "second");

        assertThat(second).as("built again").noneMatch(line -> line.contains("✓"));
        assertThat(first).anyMatch(line -> line.contains("manifest.json"));
        try (var files = Files.list(folder.resolve("first"))) {
            for (Path file : files.toList()) {
                Path copy = folder.resolve("second").resolve(file.getFileName());
                assertThat(Files.mismatch(file, copy)).as(file.toString()).isEqualTo(-1);
            }
        }
    }

    private List<String> build(String recipe, String out) throws Exception {
        try (Program program =
                Program.airloom(
                        folder,
                        "image",
                        "build",
                        recipe,
                        "--no-color",
                        "--out",
                        folder.resolve(out).toString())) {
            Program.Result result = program.finish(BUILD_LIMIT);
            assertThat(result.exitCode()).as(result.toString()).isZero();
            List<String> lines = new ArrayList<>(result.stdout().lines().toList());
            lines.addAll(result.stderr().lines().toList());
            return lines;
        }
    }

    static List<Path> examples() throws IOException {
        return ExamplesTest.examples(true);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void runs(Path example) throws Exception {
        ExamplesTest.run(example, folder);
    }
}

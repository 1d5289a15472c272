package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Looks for recipes that throw. Replays its corpus; searches on with `JAZZER_FUZZ=1`.
class RecipeFuzzTest {
    private static final Path NOWHERE = Path.of("/nonexistent/airloom-fuzz");

    @FuzzTest(maxDuration = "2m")
    void anyTextIsARecipeOrProblems(byte[] text) {
        try {
            RecipeParser.parse("fuzz.yaml", NOWHERE, new String(text, StandardCharsets.UTF_8));
        } catch (InputFileException e) {
            assertThat(e.problems()).isNotEmpty();
            e.problems().forEach(problem -> assertThat(problem.toString()).isNotBlank());
        }
    }
}

package io.airloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `airloom image` as a person meets it, as far as nothing is built.
class ImageCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir private Path folder;

    private int run(String... args) {
        Terminal terminal =
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        false,
                        100,
                        true);
        return Airloom.run(terminal, args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theShippedRecipesAreListedWithALineEach() {
        assertThat(run("image", "list")).isZero();
        assertThat(out().lines()).anyMatch(line -> line.matches("  tiny +\\S.*"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image build tinny | called tinny, did you mean \"tiny\"?",
                "image build umll | did you mean \"uml\"?",
                "image build tiny --step imge | no step imge, did you mean \"image\"?",
                "image build tiny uml --explain | are for one recipe",
                "image build qemu --clean | are for one recipe",
                "image build tiny --clean --explain | exclude each other",
                "image build tiny --out /etc/passwd | /etc/passwd is no folder",
                "image build /nowhere/r.yaml | /nowhere/r.yaml: no such file",
            })
    void slipsAreToldBeforeAnythingIsBuilt(String command, String message) {
        assertThat(run(command.split(" "))).isEqualTo(ExitCode.USAGE.number());
        assertThat(err()).contains(message);
    }

    @Test
    void everyMistakeOfARecipeIsTold() throws IOException {
        Path recipe = folder.resolve("mine.yaml");
        Files.writeString(recipe, "base: tinny\npackges: [iw]\nmemory: much\n");
        assertThat(run("image", "build", recipe.toString())).isEqualTo(ExitCode.USAGE.number());
        assertThat(err())
                .contains(recipe + ":1:7: ")
                .contains("did you mean \"tiny\"?")
                .contains(recipe + ":2:1: unknown key \"packges\", did you mean \"packages\"?")
                .contains(recipe + ":3:9: ");
    }

    @Test
    void anExplanationNamesTheStepsAndBuildsNothing() throws IOException {
        Path recipe = folder.resolve("mine.yaml");
        Files.writeString(
                recipe,
                """
                base: tiny
                files: {/etc/motd: "%s"}
                """
                        .formatted(folder));
        assertThat(run("image", "build", recipe.toString(), "--explain")).isZero();
        assertThat(out())
                .containsPattern("packages: (cached|to do, )")
                .contains("  image: to do, not built before\n")
                .contains("  manifest: to do, not built before\n");
    }
}

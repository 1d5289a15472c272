package io.airloom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.airloom.image.HostPrograms;
import io.airloom.image.Subprocess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Goal: the shells complete what the program takes. Method: bash runs its function with the words
/// of a command line as bash itself would; the other shells read their scripts, where there are
/// such shells.
class CompletionTest {
    private static final CommandModel PROGRAM = CommandModel.ofProgram();

    @TempDir private Path folder;

    @BeforeEach
    void makeFiles() throws IOException {
        Files.writeString(folder.resolve("wpa2 psk.yaml"), "");
        Files.writeString(folder.resolve("wpa3.yaml"), "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "airloom doc | doctor",
                "airloom -q lab r | run render restart",
                "airloom lab run --eng | --engine",
                "airloom lab run --engine '' | qemu uml",
                "airloom lab run --engine = u | uml",
                "airloom lab run --engine uml wpa2 | wpa2 psk.yaml",
                "airloom lab run --set a=b --capture wpa3 | wpa3.yaml",
                "airloom completion '' | bash zsh fish",
                "airloom agent --ra | --radios",
                "airloom lab run --set x | ''",
            })
    void completesInBash(String line, String expected) throws IOException {
        assertThat(complete(line)).isEqualTo(expected);
    }

    @Test
    void isReadByZshAndFish() throws IOException {
        List<String> read = new ArrayList<>();
        for (String shell : List.of("zsh", "fish")) {
            if (HostPrograms.find(shell, HostPrograms.path()).isPresent()) {
                String text =
                        shell.equals("zsh")
                                ? ZshCompletion.of(PROGRAM)
                                : FishCompletion.of(PROGRAM);
                Path script = Files.writeString(folder.resolve(shell), text);
                Subprocess.Result result = Subprocess.run(List.of(shell, "-n", script.toString()));
                assertThat(result.errors()).as(shell).isEmpty();
                assertThat(result.ok()).isTrue();
                read.add(shell);
            }
        }
        assumeTrue(!read.isEmpty(), "neither zsh nor fish is here");
    }

    private String complete(String line) throws IOException {
        Path script = Files.writeString(folder.resolve("bash.sh"), BashCompletion.of(PROGRAM));
        Subprocess.Result result =
                Subprocess.run(
                        List.of(
                                "bash",
                                "--norc",
                                "-c",
                                "cd '%s'; . '%s'; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _airloom; echo \"${COMPREPLY[*]}\""
                                        .formatted(folder, script, line)));
        assertThat(result.errors()).isEmpty();
        return result.output().strip();
    }
}

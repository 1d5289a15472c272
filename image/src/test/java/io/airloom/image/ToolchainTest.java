package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The trees are in the cache after the first run; each test compiles one file then.
class ToolchainTest {
    private static final String HELLO =
            """
            #include <assert.h>
            #include <linux/nl80211.h>
            #include <pthread.h>
            #include <stdio.h>
            int main(int argc, char **argv) { assert(argc); return puts(argv[0]) < 0; }
            """;

    /// `e_machine` of the ELF header.
    private static final Map<Architecture, Integer> MACHINES =
            Map.of(Architecture.AMD64, 62, Architecture.ARM64, 183, Architecture.ARMHF, 40);

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource
    void makesProgramsForEachProcessorThatNameNoFolderOfThisMachine(Architecture target)
            throws IOException {
        Toolchain toolchain =
                Toolchain.ensure(
                        Cache.standard(), Progress.SILENT, GuestImage.SUITE, target, List.of());
        Path bin = folder.resolve("bin");
        toolchain.writePrograms(bin, toolchain.sysroot(), Map.of(folder, "/build"));
        Files.writeString(folder.resolve("hello.c"), HELLO);
        Map<String, String> variables =
                new HashMap<>(toolchain.variables(bin, toolchain.sysroot()));
        Path log = folder.resolve("log");
        try (BuildCommands commands = new BuildCommands(folder, log, Progress.SILENT)) {
            commands.run(
                    "compiling hello",
                    folder,
                    variables,
                    List.of("sh", "-c", "$CC -g -O2 -o hello $PWD/hello.c -pthread"),
                    BuildCommands.Count.NOTHING);
        }
        byte[] program = Files.readAllBytes(folder.resolve("hello"));
        assertThat((program[19] & 0xff) * 256 + (program[18] & 0xff))
                .isEqualTo(MACHINES.get(target));
        String text =
                Files.readString(
                        folder.resolve("hello"), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(text)
                .contains(target.interpreter(), "/build/hello.c")
                .doesNotContain(folder.toString(), Cache.standard().root().toString());
    }
}

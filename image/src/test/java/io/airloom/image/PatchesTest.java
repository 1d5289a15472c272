package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatchesTest {
    private static final String GOOD =
            """
            --- a/net/one.c
            +++ b/net/one.c
            @@ -1,3 +1,3 @@
             one
            -two
            +TWO
             three
            @@ -8,2 +8,3 @@
             eight
            +and a half
             nine
            """;

    @TempDir Path folder;

    private Path source = Path.of("/");

    @BeforeEach
    void aSource() throws IOException {
        source = Files.createDirectories(folder.resolve("source"));
        Files.createDirectory(source.resolve("net"));
        Files.writeString(
                source.resolve("net/one.c"),
                "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n");
    }

    private void apply(String... patches) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String patch : patches) {
            files.add(Files.writeString(folder.resolve(files.size() + ".patch"), patch));
        }
        Patches.apply(source, files);
    }

    @Test
    void changesMakesRenamesAndRemovesFiles() throws IOException {
        apply(
                "A letter.\n\n" + GOOD,
                """
                diff --git a/new.sh b/new.sh
                new file mode 100755
                --- /dev/null
                +++ b/new.sh
                @@ -0,0 +1 @@
                +#!/bin/sh
                diff --git a/net/one.c b/net/two.c
                rename from net/one.c
                rename to net/two.c
                """);
        assertThat(source.resolve("net/one.c")).doesNotExist();
        assertThat(source.resolve("net/two.c"))
                .hasContent("one\nTWO\nthree\nfour\nfive\nsix\nseven\neight\nand a half\nnine\n");
        assertThat(source.resolve("new.sh")).hasContent("#!/bin/sh\n").isExecutable();
        apply("--- a/new.sh\n+++ /dev/null\n@@ -1 +0,0 @@\n-#!/bin/sh\n");
        assertThat(source.resolve("new.sh")).doesNotExist();
    }

    @Test
    void findsAPlaceThatHasMoved() throws IOException {
        Path file = source.resolve("net/one.c");
        Files.writeString(file, "zero\nzero\nzero\n" + Files.readString(file));
        apply(GOOD);
        assertThat(file).content().startsWith("zero\nzero\nzero\none\nTWO\n").contains("half");
    }

    @Test
    void keepsAFileWithoutALineEndWithoutOne() throws IOException {
        Files.writeString(source.resolve("x"), "a\nb");
        apply(
                """
                --- a/x
                +++ b/x
                @@ -1,2 +1,2 @@
                -a
                +A
                 b
                \\ No newline at end of file
                """);
        assertThat(source.resolve("x")).hasContent("A\nb");
    }

    @Test
    void namesTheHunkTheFileAndWhatStandsThereAndChangesNothing() throws IOException {
        String before = Files.readString(source.resolve("net/one.c"));
        String other = "--- /dev/null\n+++ b/other\n@@ -0,0 +1 @@\n+x\n";
        String bad = GOOD.replace("eight", "acht");
        assertThatThrownBy(() -> apply(other, bad))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage(
                        """
                        the patch 1.patch does not apply: hunk 2 of net/one.c (line 8 of the patch)
                          line 8 should be "acht"
                          and there stands  "eight\"\
                        """);
        assertThat(source.resolve("net/one.c")).hasContent(before);
        assertThat(source.resolve("other")).doesNotExist();
    }

    @Test
    void saysThatItIsThereAlready() {
        assertThatThrownBy(() -> apply(GOOD, GOOD))
                .hasMessageContainingAll("hunk 1 of net/one.c", "is there already");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/etc/evil", "net/../../evil", "link/evil", "out"})
    void neverWritesOutside(String path) throws IOException {
        Files.createSymbolicLink(source.resolve("link"), folder);
        Files.createSymbolicLink(source.resolve("out"), folder.resolve("evil"));
        String patch = "--- /dev/null\n+++ b/" + path + "\n@@ -0,0 +1 @@\n+x\n";
        assertThatThrownBy(() -> apply(patch)).hasMessageContaining("outside of the source");
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @Test
    void refusesANameThatNoFileCanHave() {
        String patch = "--- /dev/null\n+++ b/net/o\0ne.c\n@@ -0,0 +1 @@\n+x\n";
        assertThatThrownBy(() -> apply(patch))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("names no file of this system");
    }

    @Test
    void aPatchThatIsCutOffOrDamagedChangesAllOrNothing() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String before = Files.readString(source.resolve("net/one.c"));
        for (int i = 0; i < 500; i++) {
            StringBuilder patch = new StringBuilder(GOOD);
            patch.setLength(random.nextInt(GOOD.length()));
            if (!patch.isEmpty()) {
                patch.setCharAt(random.nextInt(patch.length()), (char) random.nextInt(128));
            }
            Files.writeString(source.resolve("net/one.c"), before);
            try {
                apply(patch.toString());
            } catch (EnvironmentException e) {
                assertThat(source.resolve("net/one.c"))
                        .as("seed %d round %d", seed, i)
                        .hasContent(before);
            }
        }
    }
}

package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Builds with the compiler of the cache.
class SourceBuildTest {
    @TempDir Path folder;

    private Path source = Path.of("/");
    private Path destination = Path.of("/");

    @BeforeEach
    void aSource() throws IOException {
        source = Files.createDirectory(folder.resolve("from"));
        destination = Files.createDirectory(folder.resolve("destination"));
    }

    private void build(Recipe.Environment environment, String build, String install, Path... needed)
            throws IOException {
        Recipe.Build plan =
                new Recipe.Build(
                        "hello",
                        new Recipe.Fetch.Folder(source),
                        List.of(),
                        List.of(),
                        List.of(),
                        environment,
                        null,
                        build,
                        install);
        Toolchain toolchain =
                Toolchain.ensure(
                        Cache.standard(),
                        Progress.SILENT,
                        GuestImage.SUITE,
                        Architecture.host(),
                        List.of());
        new SourceBuild(plan, Files.createDirectories(folder.resolve("work")))
                .into(
                        destination,
                        source,
                        List.of(needed),
                        toolchain,
                        Progress.SILENT,
                        folder.resolve("log"));
    }

    @Test
    void theCommandsSeeTheTargetAndNothingOfThePerson() throws IOException {
        build(Recipe.Environment.CLEAN, "env > env", "cp env $DESTDIR");
        assertThat(destination.resolve("env"))
                .content()
                .contains(
                        "CC=x86_64-linux-gnu-gcc",
                        "PREFIX=/usr",
                        "DESTDIR=" + destination,
                        "HOME=" + folder.resolve("work/home"),
                        "PATH=" + folder.resolve("work/bin") + "\n")
                .doesNotContain("JAVA_HOME", "USER=");
        assertThat(source).isEmptyDirectory();
    }

    @Test
    void theCommandsSeeThePersonsVariablesIfTheRecipeSaysSo() throws IOException {
        build(Recipe.Environment.HOST, "env > env", "cp env $DESTDIR");
        assertThat(destination.resolve("env"))
                .content()
                .contains(HostPrograms.path(), "CC=x86_64-linux-gnu-gcc");
    }

    @Test
    void compilesAgainstWhatAnotherBuildHasInstalled() throws IOException {
        Path other = folder.resolve("other");
        Files.createDirectories(other.resolve("usr/include"));
        Files.writeString(other.resolve("usr/include/answer.h"), "#define ANSWER 42\n");
        Files.writeString(
                source.resolve("a.c"), "#include <answer.h>\nint main(void) { return ANSWER; }\n");
        build(
                Recipe.Environment.CLEAN,
                "$CC -o a a.c",
                "install -D -s --strip-program=$STRIP a $DESTDIR/usr/bin/a",
                other);
        assertThat(destination.resolve("usr/bin/a")).isExecutable();
        assertThat(destination.resolve("usr/include")).doesNotExist();
    }

    @Test
    void showsTheLastLinesOfACommandThatFails() {
        assertThatThrownBy(() -> build(Recipe.Environment.CLEAN, "echo no bread; false", "true"))
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        e -> assertThat(e.remedy()).contains(folder.resolve("log").toString()))
                .hasMessage("compiling hello failed\n  no bread");
    }

    @Test
    void refusesToInstallWhatLeadsOutOfTheImage() {
        assertThatThrownBy(() ->
                        build(
                                Recipe.Environment.CLEAN,
                                "true",
                                "ln -s ../../etc/passwd $DESTDIR/x"))
                .hasMessageContaining("leads out of the image");
        assertThatThrownBy(() ->
                        build(
                                Recipe.Environment.CLEAN,
                                "true",
                                "rm $DESTDIR/x; ln -s $DESTDIR/y $DESTDIR/x"))
                .hasMessageContaining("a folder of this machine");
        assertThatThrownBy(() -> build(Recipe.Environment.CLEAN, "true", "rm $DESTDIR/x"))
                .hasMessageContaining("has installed nothing");
    }

    @Test
    void refusesASourceWithALinkThatLeadsOut() throws IOException {
        Files.createSymbolicLink(source.resolve("up"), Path.of("../secret"));
        assertThatThrownBy(() -> build(Recipe.Environment.CLEAN, "true", "true"))
                .hasMessageContaining("leads out of the source's folder");
    }
}

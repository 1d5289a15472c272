package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Builds a kernel of two text files with a Makefile that answers as the kernel's does.
class UmlBuildTest {
    /// What `make linux` does is up to each test.
    private static final String MAKEFILE =
            """
            allnoconfig:
            	grep -v '=n$$' $(KCONFIG_ALLCONFIG) | grep -v '^$(DROPPED)=' > .config
            	mkdir -p include/config
            	echo 6.12.0-uml > include/config/kernel.release
            linux: one.o two.o
            	cat one.o two.o > linux
            one.o:
            	@echo '  CC      one.o'
            	@echo one compiled > one.o; echo one >> ../compiled
            """;

    @TempDir Path folder;

    private Path work = Path.of("/");
    private Path result = Path.of("/");

    @BeforeEach
    void aSource() throws IOException {
        work = Files.createDirectory(folder.resolve("work"));
        result = Files.createDirectory(folder.resolve("result"));
        Files.createDirectory(work.resolve("source"));
        Path programs = Files.createDirectories(work.resolve("packages/usr/bin"));
        for (String name : List.of("flex", "bison", "m4", "bc", "xz")) {
            Files.createFile(programs.resolve(name));
        }
    }

    private void makefile(String more) throws IOException {
        Files.writeString(work.resolve("source/Makefile"), MAKEFILE + more);
    }

    private void build() throws IOException {
        new UmlBuild(Cache.in(folder), Progress.SILENT, work).into(result);
    }

    @Test
    void leavesTheKernelItsReleaseAndItsConfiguration() throws IOException {
        makefile("two.o:\n\techo two compiled > two.o\n");
        build();
        assertThat(result.resolve("linux")).hasContent("one compiled\ntwo compiled\n");
        assertThat(result.resolve("release")).hasContent("6.12.0-uml\n");
        assertThat(result.resolve("config")).content().contains("CONFIG_MAC80211_HWSIM=y");
    }

    @Test
    void goesOnWhereABuildThatFailedHasStopped() throws IOException {
        makefile("two.o:\n\t@echo 'two.c:7: no such thing' >&2; exit 1\n");
        assertThatThrownBy(this::build)
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        e -> assertThat(e.remedy()).contains("goes on", work.toString()))
                .hasMessageContainingAll("compiling the UML kernel failed", "two.c:7: no such");
        makefile("two.o:\n\techo two compiled > two.o\n");
        build();
        assertThat(result.resolve("linux")).hasContent("one compiled\ntwo compiled\n");
        assertThat(work.resolve("compiled")).hasContent("one\n");
    }

    @Test
    void namesWhatTheConfigurationHasDropped() throws IOException {
        makefile("DROPPED = CONFIG_MAC80211_MESH\n");
        assertThatThrownBy(this::build)
                .isInstanceOf(EnvironmentException.class)
                .hasMessage("Debian's kernel source no longer takes CONFIG_MAC80211_MESH=y");
    }

    @Test
    void keepsTheUsersVariablesFromMake() throws IOException {
        makefile("two.o:\n\tenv > two.o\n");
        build();
        assertThat(result.resolve("linux"))
                .content()
                .contains("KBUILD_BUILD_USER=airloom", Janitor.VARIABLE + "=" + work)
                .doesNotContain("HOME=");
    }

    @Test
    void countsWhatIsCompiledAlready() throws IOException {
        makefile("two.o:\n\t@echo '  CC      two.o'; echo two > two.o\n");
        Files.writeString(work.resolve("source/one.o"), "one\n");
        List<String> said = new ArrayList<>();
        new UmlBuild(Cache.in(folder), new NotingProgress(said), work).into(result);
        assertThat(said)
                .containsExactly(
                        "going on with the UML kernel in " + work,
                        "begin configuring the UML kernel",
                        "done configuring the UML kernel",
                        "begin compiling the UML kernel",
                        "done compiling the UML kernel");
        assertThat(work.resolve("compiled")).doesNotExist();
    }

    @Test
    void refusesAFolderInWhichMakeCannotWork() {
        Path odd = folder.resolve("a b");
        assertThatThrownBy(() -> new UmlBuild(Cache.in(folder), Progress.SILENT, odd).into(result))
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        e -> assertThat(e.remedy()).contains("XDG_CACHE_HOME"))
                .hasMessageContaining(odd.toString());
    }

    /// Builds in a work folder.
    static final class Build {
        private Build() {}

        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            new UmlBuild(Cache.in(folder), Progress.SILENT, folder.resolve("work"))
                    .into(folder.resolve("result"));
        }
    }

    @Test
    void makeEndsWithTheProgramHoweverThatEndsAndTheNextBuildGoesOn() throws Exception {
        makefile("two.o:\n\ttouch ../sleeping; sleep 1000\n");
        try (ChildJvm child = ChildJvm.start(Build.class, folder.toString())) {
            Poll.until("make", () -> Files.exists(work.resolve("sleeping")));
            assertThat(marked()).isNotEmpty();
            child.kill();
        }
        Poll.until("end of make", () -> marked().isEmpty());
        makefile("two.o:\n\techo two compiled > two.o\n");
        build();
        assertThat(result.resolve("linux")).hasContent("one compiled\ntwo compiled\n");
        assertThat(work.resolve("compiled")).hasContent("one\n");
    }

    /// The processes that carry this build's mark.
    private List<Path> marked() throws IOException {
        String mark = Janitor.VARIABLE + "=" + work.resolve("guard");
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> environment(process).contains(mark))
                    .toList();
        }
    }

    private static String environment(Path process) {
        try {
            return new String(
                    Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8);
        } catch (IOException e) {
            // It has ended, or belongs to somebody else.
            return "";
        }
    }
}

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
class KernelBuildTest {
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
    }

    private void makefile(String more) throws IOException {
        Files.writeString(work.resolve("source/Makefile"), MAKEFILE + more);
    }

    private void build() throws IOException {
        build(folder, Progress.SILENT);
    }

    private static void build(Path folder, Progress progress) throws IOException {
        build(folder, folder.resolve("work"), progress);
    }

    private static void build(Path folder, Path work, Progress progress) throws IOException {
        Cache cache = Cache.standard();
        new KernelBuild(KernelTarget.UML, UmlKernel.PLAN, work)
                .into(
                        folder.resolve("result"),
                        Toolchain.ensure(
                                cache,
                                Progress.SILENT,
                                GuestImage.SUITE,
                                Architecture.host(),
                                List.of()),
                        new Sources(cache, Progress.SILENT, GuestImage.SUITE),
                        progress,
                        folder.resolve("log"));
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
                        e -> assertThat(e.remedy()).contains(folder.resolve("log").toString()))
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
                .hasMessage("the source of the UML kernel does not take CONFIG_MAC80211_MESH=y");
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
        build(folder, new NotingProgress(said));
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
        assertThatThrownBy(() -> build(folder, odd, Progress.SILENT))
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        e -> assertThat(e.remedy()).contains("XDG_CACHE_HOME"))
                .hasMessageContaining(odd.toString());
    }

    /// Builds in a work folder.
    static final class Build {
        private Build() {}

        public static void main(String[] args) throws IOException {
            build(Path.of(args[0]), Progress.SILENT);
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

package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UmlKernelTest {
    private static final Duration BOOT_LIMIT = Duration.ofSeconds(60);

    @TempDir Path folder;

    @Test
    void isAnotherEntryForAnotherSuiteOrConfiguration() {
        String name = UmlKernel.entryName("trixie", "CONFIG_NET=y");
        assertThat(name)
                .startsWith("uml-trixie-")
                .isEqualTo(UmlKernel.entryName("trixie", "CONFIG_NET=y"))
                .isNotEqualTo(UmlKernel.entryName("forky", "CONFIG_NET=y"))
                .isNotEqualTo(UmlKernel.entryName("trixie", "CONFIG_NET=n"));
    }

    @Test
    void isNotThereForArm() {
        UmlKernel.requireProcessor(Architecture.AMD64);
        assertThatThrownBy(() -> UmlKernel.requireProcessor(Architecture.ARM64))
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        e -> assertThat(e.remedy()).contains("--engine qemu"))
                .hasMessageContaining("no UML for this machine's processor (arm64)");
    }

    @Test
    void namesTheLinesThatDoNotHold() {
        String fragment =
                """
                # CONFIG_COMMENT=y
                CONFIG_A=y
                CONFIG_B=y
                CONFIG_C=n
                CONFIG_D=n
                CONFIG_E="-uml"
                CONFIG_F="-uml"
                """;
        String made =
                """
                CONFIG_A=y
                # CONFIG_B is not set
                CONFIG_C=m
                # CONFIG_D is not set
                CONFIG_E="-uml"
                CONFIG_F="-other"
                """;
        assertThat(KernelConfiguration.unmet(fragment, made))
                .containsExactly("CONFIG_B=y", "CONFIG_C=n", "CONFIG_F=\"-uml\"");
    }

    @Test
    void theConfigurationAsksOnceForEachThing() {
        for (KernelTarget target : KernelTarget.values()) {
            List<String> lines =
                    target.configuration().lines().filter(l -> !l.startsWith("#")).toList();
            assertThat(lines)
                    .allMatch(line -> line.matches("|CONFIG_[A-Z0-9_]+=(y|n|\\d+|\"[^\"]*\")"));
            assertThat(lines.stream().filter(l -> !l.isEmpty()).map(l -> l.replaceFirst("=.*", "")))
                    .doesNotHaveDuplicates()
                    .hasSizeGreaterThan(100);
        }
    }

    @Test
    void countsTheLinesOfAGrowingFile() throws IOException {
        Path log = Files.writeString(folder.resolve("log"), "  CC a.o\n  AR b.a\n  C");
        LineCount counted = new LineCount(log, "  CC ");
        LineCount all = new LineCount(log, "");
        assertThat(counted.count()).isEqualTo(1);
        assertThat(all.count()).isEqualTo(2);
        Files.writeString(log, "  CC a.o\n  AR b.a\n  CC c.o\nx  CC d.o\n");
        assertThat(counted.count()).isEqualTo(2);
        assertThat(all.count()).isEqualTo(4);
    }

    @Test
    @Tag("vm")
    void startsTheProgramsOfTheImage() throws IOException {
        Cache cache = Cache.standard();
        UmlKernel kernel = UmlKernel.ensure(cache, Progress.SILENT);
        GuestImage image = GuestImage.ensure(cache, Progress.SILENT);
        List<String> command =
                List.of(
                        kernel.program().toString(),
                        "mem=128M",
                        "rootfstype=ramfs",
                        "initrd=" + image.initrd(),
                        "con=null",
                        "con0=null,fd:1",
                        "ssl=null",
                        "uml_dir=" + folder,
                        "umid=uml",
                        "quiet",
                        "panic=-1",
                        "rdinit=/usr/bin/echo",
                        "--",
                        "a line on the console");
        Map<String, String> environment = new HashMap<>(UmlKernel.VARIABLES);
        environment.put("TMPDIR", folder.toString());
        Subprocess.Result result = Subprocess.run(command, environment, BOOT_LIMIT);
        assertThat(result.output().lines()).anyMatch(l -> l.startsWith("a line on the console"));
        assertThat(kernel.release()).endsWith("-uml");
    }
}

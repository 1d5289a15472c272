package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.airloom.image.Apt;
import io.airloom.image.AptTree;
import io.airloom.image.Architecture;
import io.airloom.image.Cache;
import io.airloom.image.EnvironmentException;
import io.airloom.image.GuestImage;
import io.airloom.image.Subprocess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The helpers of the machine half.
class SmallThingsTest {
    @TempDir Path folder;

    @Test
    void theLastLinesComeWithoutControlCharacters() throws IOException {
        Path log = folder.resolve("log");
        Files.writeString(log, "one\r\ntwo\n\u001b[31mthree\u001b[0m\u0007\n\n  \nfour");
        assertThat(LastLines.of(log, 100, 2)).containsExactly("three", "four");
        assertThat(LastLines.of(log, 100, 9)).containsExactly("one", "two", "three", "four");
        assertThat(LastLines.of(log, 6, 9)).containsExactly("four");
    }

    @Test
    void aMissingLogHasNoLines() {
        assertThat(LastLines.of(folder.resolve("none"), 100, 2)).isEmpty();
    }

    @Test
    void theKvmVerdictIsRememberedUntilTheHostBootsAgain() throws IOException {
        KvmVerdict verdict = new KvmVerdict(folder);
        assertThat(verdict.remembered()).isEmpty();
        verdict.remember(false);
        assertThat(verdict.remembered()).contains(false);
        verdict.remember(true);
        assertThat(verdict.remembered()).contains(true);
        Path file = folder.resolve(KvmVerdict.FILE_NAME);
        Files.writeString(file, "another-boot works\n");
        assertThat(verdict.remembered()).isEmpty();
        Files.writeString(file, "garbage");
        assertThat(verdict.remembered()).isEmpty();
    }

    @Test
    void aSubprocessGivesItsOutputItsErrorsAndItsExitCode() throws IOException {
        Subprocess.Result result =
                Subprocess.run(List.of("sh", "-c", "echo out; echo err >&2; exit 3"));
        assertThat(result).isEqualTo(new Subprocess.Result(3, "out\n", List.of("err")));
    }

    @Test
    void aSubprocessIsEndedAtItsLimit() throws IOException {
        Subprocess.Result result =
                Subprocess.run(List.of("sleep", "1000"), Map.of(), Duration.ofMillis(50));
        assertThat(result.ok()).isFalse();
    }

    @Test
    void aLoadersListGivesTheLibrariesThatHaveAFile() {
        assertThat(
                        AptTree.parseLoaderList(
                                """
                                \tlinux-vdso.so.1 (0x00007f6911bbb000)
                                \tlibz.so.1 => /t/usr/lib/libz.so.1 (0x00007f6911b00000)
                                \t/lib64/ld-linux-x86-64.so.2 => /t/ld-linux-x86-64.so.2 (0x1)
                                """))
                .containsExactly(
                        Path.of("/t/usr/lib/libz.so.1"), Path.of("/t/ld-linux-x86-64.so.2"));
    }

    @Test
    void printedUrisGiveNamesSizesAndHashes() {
        String hash = "0123456789abcdef".repeat(4);
        assertThat(
                        Apt.parsePrintedUris(
                                "Reading package lists...\n"
                                        + "'http://m/a%2bb.deb' a_1%3a2_amd64.deb 123 SHA256:"
                                        + hash
                                        + "\n'http://m/x.deb' x.deb 5 \n"))
                .containsExactly(new Apt.Archive("a_1%3a2_amd64.deb", 123, hash));
    }

    @Test
    void aMachineWithoutAptIsToldSo() {
        assertThatThrownBy(() -> Apt.requirePrograms("/nonesuch:" + folder))
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        e -> assertThat(e.remedy()).contains("Debian 12"))
                .hasMessageContaining("has no apt-get");
        Apt.requirePrograms("/usr/bin");
    }

    @Test
    void theDoctorSaysWhatInstallsAMissingProgram() {
        Check check =
                Doctor.program(
                        "tshark", "reads captures", "tshark", Check.Status.NOTE, folder.toString());
        assertThat(check.status()).isEqualTo(Check.Status.NOTE);
        assertThat(check.value()).isEqualTo("not found; it reads captures");
        assertThat(check.remedy().command()).endsWith("apt-get install -y tshark");
    }

    @Test
    void theDoctorSaysWhatBuildsTheKernel() {
        Cache cache = Cache.in(folder);
        Check bare = Doctor.umlKernel(cache, Architecture.AMD64);
        assertThat(bare.status()).isEqualTo(Check.Status.NOTE);
        assertThat(bare.value()).isEqualTo("not built yet");
        assertThat(bare.remedy().command()).endsWith("airloom image build uml");
        assertThat(Doctor.umlKernel(cache, Architecture.ARM64).value()).contains("use QEMU");
    }

    @Test
    void theDoctorReadsTheAvailableMemory() {
        assertThat(Doctor.availableMemoryMib("MemTotal: 9 kB\nMemAvailable:   2048000 kB\n"))
                .isEqualTo(2000);
        assertThat(Doctor.availableMemoryMib("")).isZero();
    }

    @Test
    void theDoctorSeesThatACacheCannotBeMade() throws IOException {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeThat(Files.isWritable(closed)).as("root may write anywhere").isFalse();
        Check check = Doctor.disk(Cache.in(closed.resolve("airloom")));
        assertThat(check.status()).isEqualTo(Check.Status.MISSING);
        assertThat(check.value()).endsWith("closed/airloom may not be written");
    }

    @Test
    void theDoctorExaminesWithoutChangingTheCache() {
        Path cache = folder.resolve("cache");
        assertThat(Doctor.examine(Cache.in(cache)))
                .extracting(Check::name)
                .contains(
                        "Java",
                        "mirror",
                        "QEMU",
                        "guest image",
                        "UML kernel",
                        "KVM",
                        "memory",
                        "disk");
        assertThat(cache).doesNotExist();
    }

    @Test
    void aMachineSpecRefusesWhatIsNoHostName() {
        assertThatThrownBy(() ->
                        new MachineSpec(
                                "../x",
                                1,
                                256,
                                1,
                                Accelerator.TCG,
                                new Qemu(List.of("q"), Map.of(), "11.0", false),
                                BootSource.of(new GuestImage(folder, folder, "", "")),
                                Map.of(),
                                null,
                                null,
                                1,
                                null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("name=../x");
    }
}

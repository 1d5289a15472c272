package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfFileTest {
    @TempDir Path folder;

    @Test
    void readsWhatAProgramNeeds() throws IOException {
        ElfFile elf =
                ElfSamples.parse(
                        new ElfSamples(64, ElfSamples.ARM64)
                                .interpreter("/lib/ld-linux-aarch64.so.1")
                                .needs("liba.so.1", "libb.so.2")
                                .runpath("$ORIGIN/../lib:/opt/lib"));
        assertThat(elf)
                .isEqualTo(
                        new ElfFile(
                                ElfSamples.ARM64,
                                64,
                                "/lib/ld-linux-aarch64.so.1",
                                List.of("liba.so.1", "libb.so.2"),
                                List.of("$ORIGIN/../lib", "/opt/lib")));
    }

    @Test
    void readsThoseOfThirtyTwoBits() throws IOException {
        ElfFile elf = ElfSamples.parse(new ElfSamples(32, ElfSamples.ARM).needs("libc.so.6"));
        assertThat(elf.bits()).isEqualTo(32);
        assertThat(elf.machine()).isEqualTo(ElfSamples.ARM);
        assertThat(elf.needed()).containsExactly("libc.so.6");
        assertThat(elf.interpreter()).isNull();
    }

    @Test
    void knowsThisMachinesOwnPrograms() throws IOException {
        ElfFile elf = ElfFile.read(Path.of("/bin/sh").toRealPath());
        assertThat(elf).isNotNull();
        assertThat(elf.needed()).contains("libc.so.6");
    }

    @Test
    void takesOtherFilesForWhatTheyAre() throws IOException {
        Path script = Files.writeString(folder.resolve("script"), "#!/bin/sh\n".repeat(10));
        assertThat(ElfFile.read(script)).isNull();
        assertThat(ElfFile.read(Files.write(folder.resolve("empty"), new byte[0]))).isNull();
    }

    @Test
    void saysSoOfAnyBrokenFile() throws IOException {
        byte[] whole =
                new ElfSamples(64, ElfSamples.ARM64)
                        .interpreter("/lib/ld.so")
                        .needs("liba.so.1")
                        .octets();
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            byte[] broken = whole.clone();
            for (int i = 0; i < 4; i++) {
                broken[random.nextInt(5, broken.length)] = (byte) random.nextInt();
            }
            ByteBuffer data = ByteBuffer.wrap(broken, 0, random.nextInt(1, broken.length));
            try {
                ElfFile.parse(data, "x");
            } catch (IOException e) {
                assertThat(e.getMessage()).as("seed " + seed).startsWith("x is ");
            }
        }
        byte[] cut = java.util.Arrays.copyOf(whole, 100);
        assertThatThrownBy(() -> ElfFile.parse(ByteBuffer.wrap(cut), "x"))
                .hasMessage("x is a broken ELF file");
    }

    @Test
    void findsTheLibrariesOfAForeignProgram() throws IOException {
        String libraries = "usr/lib/aarch64-linux-gnu/";
        write("usr/sbin/tool", arm().interpreter("/lib/ld-linux-aarch64.so.1").needs("liba.so.1"));
        write(libraries + "liba.so.1.2", arm().needs("libb.so.2").runpath("$ORIGIN/own"));
        Files.createSymbolicLink(folder.resolve(libraries + "liba.so.1"), Path.of("liba.so.1.2"));
        write(libraries + "own/libb.so.2", arm().needs("libc.so.6", "liba.so.1"));
        write(libraries + "libc.so.6", arm());
        write(libraries + "ld-linux-aarch64.so.1", arm());
        // One of another processor in the way.
        write(libraries + "own/libc.so.6", new ElfSamples(64, 62));
        ProgramFiles files = new ProgramFiles(List.of(folder), Architecture.ARM64);
        files.program("usr/sbin/tool");
        assertThat(files.files().keySet())
                .containsExactly(
                        libraries + "ld-linux-aarch64.so.1",
                        libraries + "liba.so.1",
                        libraries + "libc.so.6",
                        libraries + "own/libb.so.2",
                        "usr/sbin/tool");
    }

    @Test
    void findsALibraryInTheOneFolderThatIsThere() throws IOException {
        String libraries = "usr/lib/aarch64-linux-gnu/";
        write(libraries + "tool/1.52.1/plugin.so", arm());
        ProgramFiles files = new ProgramFiles(List.of(folder), Architecture.ARM64);
        files.library("tool/*/plugin.so");
        assertThat(files.files().keySet()).containsExactly(libraries + "tool/1.52.1/plugin.so");

        write(libraries + "tool/1.52.2/plugin.so", arm());
        assertThatThrownBy(() -> files.library("tool/*/plugin.so"))
                .hasMessage(
                        "the image needs /usr/lib/aarch64-linux-gnu/tool/*/plugin.so, which is in"
                                + " none of its packages");
    }

    @Test
    void namesTheLibraryThatNoPackageHas() throws IOException {
        write("usr/bin/tool", arm().needs("libnone.so.3"));
        ProgramFiles files = new ProgramFiles(List.of(folder), Architecture.ARM64);
        assertThatThrownBy(() -> files.program("usr/bin/tool"))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage(
                        "/usr/bin/tool needs the library libnone.so.3, which is in none of its"
                                + " packages");
    }

    @Test
    void followsNoLinkOutOfThePackages() throws IOException {
        Path outside = Files.createTempFile("outside", ".so");
        Files.write(outside, arm().octets());
        write("usr/bin/tool", arm().needs("libevil.so", "../../../../etc/passwd"));
        Path evil = folder.resolve("usr/lib/aarch64-linux-gnu/libevil.so");
        Files.createDirectories(evil.getParent());
        Files.createSymbolicLink(evil, outside);
        ProgramFiles files = new ProgramFiles(List.of(folder), Architecture.ARM64);
        assertThatThrownBy(() -> files.program("usr/bin/tool")).hasMessageContaining("libevil.so");
    }

    private static ElfSamples arm() {
        return new ElfSamples(64, ElfSamples.ARM64);
    }

    private void write(String path, ElfSamples elf) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, elf.octets());
    }

    @Test
    void readsTheNamesOfABusyboxThatCannotBeAsked() {
        StringBuilder program = new StringBuilder("\177ELF..\0alias\0[\0[[\0zz\0aa\0 junk [\0[[\0");
        for (int i = 10; i < 60; i++) {
            program.append("name").append(i).append('\0');
        }
        program.append("Usage: ...\0");
        List<String> names =
                BusyboxNames.in(program.toString().getBytes(StandardCharsets.ISO_8859_1));
        assertThat(names).hasSize(52).startsWith("[", "[[", "name10").endsWith("name59");
        assertThat(BusyboxNames.in(new byte[10])).isEmpty();
    }
}

package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With the real tools, which come out of the cache.
@Tag("network")
class DiskTest {
    private static final long BYTES = 32 << 20;

    @TempDir Path folder;

    private final ImageTools tools =
            ImageTools.ensure(Cache.standard(), Progress.SILENT, Recipe.Format.QCOW2);

    private static FileTree tree() {
        return new FileTree()
                .file("etc/motd", 0640, "hello")
                .owner("etc/motd", new FileTree.Owner(1000, 42))
                .folder("tmp", 01777, FileTree.Owner.ROOT)
                .link("etc/link", "motd")
                .device("dev/sda", new FileTree.Device(true, 8, 0, 0660, new FileTree.Owner(0, 6)))
                .file("usr/" + "long/".repeat(40) + "name", 0755, new byte[100_000]);
    }

    private Path write(String name, Recipe.Format format) throws IOException {
        Path disk = folder.resolve(name);
        Disk.write(tree(), BYTES, format, tools, disk);
        return disk;
    }

    private String stat(Path disk, String path) throws IOException {
        String command = "stat " + path;
        return tools.run(Map.of(), "debugfs", "-R", command, disk.toString()).replaceAll(" +", " ");
    }

    @Test
    void hasOwnersModesLinksAndDevicesWithoutRoot() throws IOException {
        Path disk = write("disk", Recipe.Format.EXT4);
        assertThat(Files.size(disk)).isEqualTo(BYTES);
        assertThat(stat(disk, "/etc/motd"))
                .contains("Type: regular Mode: 0640")
                .contains("User: 1000 Group: 42")
                .contains("Size: 5");
        assertThat(stat(disk, "/etc/link")).contains("Fast link dest: \"motd\"");
        assertThat(stat(disk, "/dev/sda")).contains("Type: block special", "Group: 6");
        assertThat(stat(disk, "/tmp")).contains("Mode: 01777");
        assertThat(stat(disk, "/usr/" + "long/".repeat(40) + "name")).contains("Size: 100000");
    }

    @Test
    void givesTheSameBytesTwice() throws IOException {
        for (Recipe.Format format : new Recipe.Format[] {Recipe.Format.EXT4, Recipe.Format.QCOW2}) {
            Path first = write("first" + format, format);
            assertThat(write("second" + format, format)).hasSameBinaryContentAs(first);
        }
        try (var files = Files.list(folder)) {
            assertThat(files).as("nothing else is left").hasSize(4);
        }
    }

    @Test
    void saysHowLargeADiskHasToBe() {
        FileTree large = tree().file("large", 0644, new byte[30 << 20]);
        assertThatThrownBy(() ->
                        Disk.write(large, BYTES, Recipe.Format.EXT4, tools, folder.resolve("x")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageMatching("the files need a disk of \\d+ MiB, but \"size\" .* is 32 MiB");
        assertThat(folder).isEmptyDirectory();
    }
}

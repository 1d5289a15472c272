package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.FileTree.Device;
import io.airloom.image.FileTree.Folder;
import io.airloom.image.FileTree.Link;
import io.airloom.image.FileTree.OnDisk;
import io.airloom.image.FileTree.Owner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTreeTest {
    @TempDir Path folder;

    private static final Owner USER = new Owner(1000, 100);

    private static byte[] cpio(FileTree tree) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tree.writeCpio(out);
        return out.toByteArray();
    }

    private static byte[] tar(FileTree tree) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tree.writeTar(out);
        return out.toByteArray();
    }

    /// What the system's tar says is in it, with owners as numbers.
    private String listed(FileTree tree) throws IOException {
        Path file = folder.resolve("listed.tar");
        Files.write(file, tar(tree));
        Subprocess.Result result =
                Subprocess.run(List.of("tar", "--numeric-owner", "-tvf", file.toString()));
        assertThat(result.errors()).isEmpty();
        return result.output().replaceAll(" +", " ").replaceAll(" 1970-01-01 \\d\\d:\\d\\d", "");
    }

    @Test
    void makesTheFoldersOnTheWay() {
        FileTree tree = new FileTree().file("/a/b/c", 0644, "x");
        assertThat(tree.entries().keySet()).containsExactly("a", "a/b", "a/b/c");
        assertThat(tree.entry("a/b")).isEqualTo(new Folder(0755, Owner.ROOT));
    }

    @Test
    void looksWithoutMakingAnything() {
        FileTree tree = new FileTree();
        assertThat(tree.has("/a/b/c")).isFalse();
        assertThat(tree.fileAt("/a/b/c")).isNull();
        tree.remove("/a/b/c");
        assertThat(tree.entries()).isEmpty();
    }

    @Test
    void givesTheSameBytesInWhateverOrderItIsFilled() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            numbers.add(i);
        }
        byte[] first = null;
        byte[] firstTar = null;
        for (int seed = 0; seed < 4; seed++) {
            Collections.shuffle(numbers, new Random(seed));
            FileTree tree = new FileTree();
            for (int number : numbers) {
                tree.file("d" + number % 7 + "/f" + number, 0600 + number % 8, "n" + number);
            }
            first = first == null ? cpio(tree) : first;
            firstTar = firstTar == null ? tar(tree) : firstTar;
            assertThat(cpio(tree)).as("seed " + seed).isEqualTo(first);
            assertThat(tar(tree)).as("seed " + seed).isEqualTo(firstTar);
        }
    }

    @Test
    void goesThroughLinksAndNeverOutOfTheTree() {
        FileTree tree = new FileTree().link("lib", "usr/lib").link("usr/lib/up", "../../../..");
        tree.file("lib/x", 0644, "x").file("lib/up/top", 0644, "y");
        tree.link("abs", "/usr").file("abs/lib/z", 0644, "z");
        assertThat(tree.entries().keySet())
                .containsExactly(
                        "abs",
                        "lib",
                        "top",
                        "usr",
                        "usr/lib",
                        "usr/lib/up",
                        "usr/lib/x",
                        "usr/lib/z");
        assertThat(tree.folder("lib").entry("lib")).isInstanceOf(Link.class);
    }

    @Test
    void findsTheFileThatALinkLeadsTo() {
        FileTree tree = new FileTree().file("usr/bin/dash", 0755, "d").link("usr/bin/sh", "dash");
        tree.link("bin", "usr/bin");
        assertThat(tree.fileAt("/bin/sh")).isSameAs(tree.entry("usr/bin/dash"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "../x",
                "/a/../b",
                "a/./b",
                "a//b",
                "a/..",
                "nul\0",
                "line\nfeed",
                "."
            })
    void refusesAHostilePath(String path) {
        assertThat(FileTree.fault(path)).isPresent();
        FileTree tree = new FileTree();
        assertThatThrownBy(() -> tree.file(path, 0644, "x"))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("the path ");
        assertThat(tree.entries()).isEmpty();
    }

    @Test
    void refusesLinksInACircle() {
        FileTree tree = new FileTree().link("a", "b").link("b", "a");
        assertThatThrownBy(() -> tree.file("a/x", 0644, "x")).hasMessageContaining("circle");
    }

    @Test
    void refusesAFileBelowAFileAndAFileInTheWayOfFolders() {
        FileTree tree = new FileTree().file("a/b", 0644, "x");
        assertThatThrownBy(() -> tree.file("a/b/c", 0644, "x"))
                .hasMessageContaining("\"/a/b/c\": /a/b is not a folder");
        assertThatThrownBy(() -> tree.file("a", 0644, "x")).hasMessageContaining("with files");
        assertThatThrownBy(() -> tree.folder("a/b")).hasMessageContaining("there is a file");
    }

    @Test
    void letsTheLastFileWin() throws IOException {
        FileTree tree = new FileTree().file("a", 0644, "old").link("b", "a");
        tree.file("a", 0755, "new").file("b", 0600, "no link any more");
        assertThat(listed(tree)).isEqualTo("-rwxr-xr-x 0/0 3 a\n-rw------- 0/0 16 b\n");
    }

    @Test
    void removesAFolderWithAllThatIsInIt() {
        FileTree tree = new FileTree().file("a/b/c", 0644, "").file("a-b", 0644, "");
        tree.file("a0", 0644, "").remove("a");
        assertThat(tree.entries().keySet()).containsExactly("a-b", "a0");
    }

    @Test
    void writesOwnersLinksAndDevicesAsTar() throws IOException {
        FileTree tree =
                new FileTree()
                        .folder("home/user", 0700, USER)
                        .file("home/user/x", 0644, "hello")
                        .owner("home/user/x", USER)
                        .link("l", "home/user/x")
                        .device("dev/null", new Device(false, 1, 3, 0666, Owner.ROOT))
                        .device("dev/vda", new Device(true, 254, 0, 0660, new Owner(0, 6)));
        assertThat(listed(tree))
                .isEqualTo(
                        """
                        drwxr-xr-x 0/0 0 dev/
                        crw-rw-rw- 0/0 1,3 dev/null
                        brw-rw---- 0/6 254,0 dev/vda
                        drwxr-xr-x 0/0 0 home/
                        drwx------ 1000/100 0 home/user/
                        -rw-r--r-- 1000/100 5 home/user/x
                        lrwxrwxrwx 0/0 0 l -> home/user/x
                        """);
    }

    @Test
    void writesLongNamesAndLargeOwnersAsTar() throws IOException {
        String name = "n".repeat(98);
        String target = "t".repeat(300);
        FileTree tree = new FileTree().link("x/" + name, target);
        tree.file("x/y" + name, 0644, "1").owner("x/y" + name, new Owner(3_000_000, 100));
        assertThat(listed(tree))
                .contains("0/0 0 x/" + name + " -> " + target + "\n")
                .contains("3000000/100 1 x/y" + name + "\n");
    }

    @Test
    void takesAFolderOfThisMachine() throws IOException {
        Path source = Files.createDirectories(folder.resolve("source/usr/bin"));
        Files.writeString(source.resolve("tool"), "#!/bin/sh\n");
        source.resolve("tool").toFile().setExecutable(true, false);
        Files.createSymbolicLink(source.resolve("hostile"), Path.of("/etc/shadow"));
        FileTree tree = new FileTree().addAll("opt", folder.resolve("source"));
        assertThat(tree.entries().keySet())
                .containsExactly(
                        "opt", "opt/usr", "opt/usr/bin", "opt/usr/bin/hostile", "opt/usr/bin/tool");
        assertThat(tree.entry("opt/usr/bin/hostile")).isInstanceOf(Link.class);
        assertThat(tree.entry("opt/usr/bin/tool").permissions() & 0111).isEqualTo(0111);
    }

    @Test
    void refusesAFileThatIsNotAsLongAsAnnounced() throws IOException {
        OnDisk file = new OnDisk(Files.writeString(folder.resolve("changed"), "12345"));
        for (int length : List.of(4, 6)) {
            OutputStream out = OutputStream.nullOutputStream();
            assertThatThrownBy(() -> ExactStream.write(file, length, "changed", out))
                    .hasMessage("the file for /changed changed while it was written");
        }
    }
}

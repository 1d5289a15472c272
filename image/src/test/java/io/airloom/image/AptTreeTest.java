package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Fetches real packages, small ones, from the machine's own mirror, and plays what can go wrong on
/// the way.
class AptTreeTest {
    private static final AptTree.Request REQUEST = AptTree.Request.of("iw", GuestImage.SUITE, "iw");

    @TempDir Path folder;

    /// Builds the tree in a cache and says what happens meanwhile.
    static final class Build {
        private Build() {}

        public static void main(String[] args) {
            List<String> said = new PrintingList();
            AptTree.ensure(Cache.in(Path.of(args[0])), new NotingProgress(said), REQUEST);
            System.out.println("ready");
        }
    }

    /// Prints what is added to it.
    private static final class PrintingList extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean add(String line) {
            System.out.println(line);
            return super.add(line);
        }
    }

    private static void assertWorks(AptTree tree) throws IOException {
        Subprocess.Result version = Subprocess.run(tree.command("iw", "--version"));
        assertThat(version.output()).startsWith("iw version");
        assertThat(tree.libraries("iw"))
                .extracting(file -> file.getFileName().toString())
                .contains("libnl-3.so.200", "libc.so.6");
    }

    @Test
    @Tag("network")
    void runsAProgramOfAnotherReleaseAndMendsABrokenTreeAndABrokenDownload() throws IOException {
        Cache cache = Cache.in(folder);
        AptTree tree = AptTree.ensure(cache, Progress.SILENT, REQUEST);
        assertWorks(tree);
        try (Stream<Path> files = Files.walk(tree.root())) {
            assertThat(files).noneMatch(file -> file.toString().endsWith("changelog.gz"));
        }

        Files.writeString(tree.program("iw"), "broken");
        damage(folder.resolve("apt"), "iw_");
        List<String> said = new ArrayList<>();
        assertWorks(AptTree.ensure(cache, new NotingProgress(said), REQUEST));
        assertThat(said).anyMatch(line -> line.contains("is broken; building it again"));
    }

    /// Flips a bit in the file below a folder whose name begins so.
    private static void damage(Path folder, String beginning) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            Path file =
                    files.filter(f -> f.getFileName().toString().startsWith(beginning))
                            .findFirst()
                            .orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        }
    }

    @Test
    @Tag("network")
    void goesOnAfterBeingKilledAtAnyPoint() throws Exception {
        for (String moment : List.of("begin reading", "begin downloading", "begin unpacking")) {
            try (ChildJvm child = ChildJvm.start(Build.class, folder.toString())) {
                child.awaitLine(moment);
                child.kill();
            }
        }
        assertWorks(AptTree.ensure(Cache.in(folder), Progress.SILENT, REQUEST));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".part"));
        }
    }

    @Test
    @Tag("network")
    void oneOfTwoRunsBuildsWhileTheOtherWaits() throws Exception {
        try (ChildJvm first = ChildJvm.start(Build.class, folder.toString())) {
            first.awaitLine("begin reading");
            List<String> said = new CopyOnWriteArrayList<>();
            assertWorks(AptTree.ensure(Cache.in(folder), new NotingProgress(said), REQUEST));
            first.awaitLine("ready");
            assertThat(said)
                    .singleElement()
                    .asString()
                    .contains("waiting for another Airloom", "process " + first.pid());
        }
    }

    @Test
    void saysWhatToDoWhenTheMirrorIsOutOfReach() throws IOException {
        try (Apt apt =
                Apt.prepare(
                        folder,
                        new Apt.Mirror("http://127.0.0.1:9/debian", ""),
                        List.of("trixie"),
                        Architecture.host())) {
            assertThatThrownBy(() -> apt.update(Progress.SILENT))
                    .isInstanceOfSatisfying(
                            EnvironmentException.class,
                            e -> assertThat(e.remedy()).contains("network", Apt.MIRROR_VARIABLE))
                    .hasMessageContainingAll(
                            "cannot read the package lists of trixie",
                            "http://127.0.0.1:9/debian",
                            "\n  E:");
        }
    }

    @Test
    @Tag("network")
    void whatWasFetchedBeforeIsFoundWithoutANetwork() throws Exception {
        Cache cache = Cache.in(folder);
        AptTree tree = AptTree.ensure(cache, Progress.SILENT, REQUEST);
        Cache.removeTree(tree.root());
        try (Stream<Path> files = Files.walk(folder.resolve("apt"))) {
            for (Path stamp : files.filter(file -> file.endsWith("updated")).toList()) {
                Files.delete(stamp);
            }
        }
        String nowhere = "http://127.0.0.1:9";
        Map<String, String> environment = Map.of("http_proxy", nowhere, "https_proxy", nowhere);
        try (ChildJvm child = ChildJvm.start(environment, Build.class, folder.toString())) {
            assertThat(child.awaitLine("cannot read the package lists"))
                    .contains("going on with those of ");
            child.awaitLine("ready");
        }
        assertWorks(AptTree.ensure(cache, Progress.SILENT, REQUEST));
    }

    @Test
    void refusesAMirrorWhoseSignatureItDoesNotKnow() throws IOException {
        Path release =
                Files.createDirectories(folder.resolve("mirror/dists/trixie/main/binary-amd64"));
        Files.writeString(release.resolve("Packages"), "");
        Files.writeString(
                folder.resolve("mirror/dists/trixie/Release"),
                "Suite: trixie\nCodename: trixie\nComponents: main\nArchitectures: amd64\n");
        try (Apt apt =
                Apt.prepare(
                        folder.resolve("state"),
                        new Apt.Mirror("file:" + folder.resolve("mirror"), ""),
                        List.of("trixie"),
                        Architecture.host())) {
            assertThatThrownBy(() -> apt.update(Progress.SILENT))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("not signed");
        }
    }
}

package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {
    @TempDir Path folder;

    private final AtomicInteger builds = new AtomicInteger();
    private Cache cache = Cache.standard();

    @BeforeEach
    void ownCache() {
        cache = Cache.in(folder.resolve("cache"));
    }

    private Path entry() {
        return cache.entry(
                "thing",
                Progress.SILENT,
                part -> {
                    builds.incrementAndGet();
                    Files.createDirectories(part.resolve("sub"));
                    Files.writeString(part.resolve("sub/file"), "content");
                    Files.createSymbolicLink(part.resolve("link"), Path.of("sub/file"));
                });
    }

    private void assertRebuilt() throws IOException {
        Path entry = entry();
        assertThat(builds).hasValue(2);
        assertThat(entry.resolve("link")).hasContent("content");
        try (Stream<Path> files = Files.list(cache.root())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("locks", "thing");
        }
    }

    @Test
    void buildsAnEntryOnce() {
        entry();
        assertThat(entry().resolve("sub/file")).hasContent("content");
        assertThat(builds).hasValue(1);
    }

    @Test
    void believesACopyWithOtherTimes() throws IOException {
        Files.setLastModifiedTime(entry().resolve("sub/file"), FileTime.fromMillis(0));
        entry();
        assertThat(builds).hasValue(1);
    }

    @Test
    void noticesAFileThatIsCutShort() throws IOException {
        Files.writeString(entry().resolve("sub/file"), "cont");
        assertRebuilt();
    }

    @Test
    void noticesAFileOfTheSameSizeThatWasChanged() throws IOException {
        Files.writeString(entry().resolve("sub/file"), "CONTENT");
        assertRebuilt();
    }

    @Test
    void noticesAMissingFile() throws IOException {
        Files.delete(entry().resolve("sub/file"));
        assertRebuilt();
    }

    @Test
    void noticesALinkThatPointsElsewhere() throws IOException {
        Path link = entry().resolve("link");
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("elsewhere"));
        assertRebuilt();
    }

    @Test
    void noticesAManifestThatIsCutShort() throws IOException {
        Path manifest = entry().resolve(Manifest.FILE_NAME);
        String text = Files.readString(manifest);
        Files.writeString(manifest, text.substring(0, text.indexOf('\n') + 1));
        assertRebuilt();
    }

    @Test
    void noticesAFileInPlaceOfTheEntry() throws IOException {
        Cache.removeTree(entry());
        Files.writeString(cache.root().resolve("thing"), "what?");
        assertRebuilt();
    }

    @Test
    void removesWhatAKilledRunLeft() throws IOException {
        Files.createDirectories(cache.root().resolve("thing.1234.part/sub"));
        builds.incrementAndGet();
        assertRebuilt();
    }

    @Test
    void removesEntriesOfOtherVersionsThatNobodyHasUsedForLong() throws IOException {
        cache.entry("thing-1", Progress.SILENT, _ -> {});
        cache.entry("thing-2", Progress.SILENT, _ -> {});
        cache.entry("other-1", Progress.SILENT, _ -> {});
        for (String name : List.of("thing-1", "thing-2", "other-1")) {
            Files.setLastModifiedTime(
                    cache.root().resolve(name).resolve(Manifest.FILE_NAME), FileTime.fromMillis(0));
        }
        cache.entry("thing-2", Progress.SILENT, _ -> {});
        cache.entry("thing-3", Progress.SILENT, _ -> {});
        try (Stream<Path> files = Files.list(cache.root())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("locks", "other-1", "thing-2", "thing-3");
        }
    }

    @Test
    void leavesNothingOfABuildThatFails() throws IOException {
        assertThatThrownBy(() ->
                        cache.entry(
                                "thing",
                                Progress.SILENT,
                                part -> {
                                    Files.writeString(part.resolve("file"), "");
                                    throw new IOException("no space left");
                                }))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContainingAll("thing", "no space left");
        try (Stream<Path> files = Files.list(cache.root())) {
            assertThat(files).containsExactly(cache.root().resolve("locks"));
        }
    }

    @Test
    void keepsTheWorkOfABuildThatFailsUntilTheEntryIsWhole() throws IOException {
        Path work = cache.root().resolve("thing.work");
        assertThatThrownBy(() ->
                        cache.entry(
                                "thing",
                                Progress.SILENT,
                                _ -> {
                                    Files.writeString(cache.work("thing").resolve("half"), "");
                                    throw new IOException("killed");
                                }))
                .isInstanceOf(EnvironmentException.class);
        assertThat(work.resolve("half")).exists();
        cache.entry("thing", Progress.SILENT, _ -> assertThat(cache.work("thing")).isEqualTo(work));
        assertThat(work).doesNotExist();
    }

    @Test
    void removesTheWorkOfOtherVersionsThatNobodyHasUsedForLong() throws IOException {
        Path old = cache.work("thing-1");
        Path young = cache.work("thing-2");
        Files.setLastModifiedTime(old, FileTime.fromMillis(0));
        cache.entry("thing-3", Progress.SILENT, _ -> {});
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void saysWhereItMayNotWrite() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        cache = Cache.in(file);
        assertThatThrownBy(this::entry)
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        e -> assertThat(e.remedy()).contains("XDG_CACHE_HOME"))
                .hasMessageContaining(file.toString());
    }

    @Test
    void letsOneOfManyThreadsBuild() throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<Path> found = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    start.await();
                                    found.add(entry());
                                } catch (InterruptedException e) {
                                    throw new AssertionError(e);
                                }
                            }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(found).hasSize(8);
        assertThat(builds).hasValue(1);
    }

    @Test
    void waitsForAnotherProcessAndSaysSo() throws Exception {
        List<String> notes = new CopyOnWriteArrayList<>();
        Progress progress = new NotingProgress(notes);
        try (ChildJvm child = ChildJvm.start(HoldLock.class, cache.root().toString(), "thing")) {
            child.awaitLine("held");
            Thread waiting =
                    Thread.ofPlatform()
                            .start(() ->
                                    cache.entry("thing", progress, _ -> builds.incrementAndGet()));
            Poll.until("a note", () -> !notes.isEmpty());
            assertThat(notes)
                    .singleElement()
                    .asString()
                    .contains("process " + child.pid(), "thing");
            assertThat(builds).hasValue(0);
            child.kill();
            waiting.join();
            assertThat(builds).hasValue(1);
        }
    }

    /// Holds a lock of a cache until it is killed.
    static final class HoldLock {
        private HoldLock() {}

        public static void main(String[] args) throws Exception {
            try (Cache.Lock _ = Cache.in(Path.of(args[0])).lock(args[1], Progress.SILENT)) {
                System.out.println("held");
                Thread.sleep(Long.MAX_VALUE);
            }
        }
    }
}

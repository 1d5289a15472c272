package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Builds in processes of their own, which are killed or meet.
class StepProcessesTest {
    /// Runs two steps: `first`, which counts its runs in a file, and `image`, which leaves half of
    /// its work, says so, and waits for a file that lets it go on.
    public static final class Child {
        private Child() {}

        public static void main(String[] args) {
            Path folder = Path.of(args[0]);
            Progress notes =
                    new Progress() {
                        @Override
                        public Task task(String label, long totalBytes) {
                            return SILENT.task(label, totalBytes);
                        }

                        @Override
                        public void note(String message) {
                            System.out.println("note " + message);
                        }
                    };
            Path result =
                    new StepEngine(Cache.in(folder.resolve("cache")), notes, plan(folder), _ -> "")
                            .run("image");
            System.out.println("result " + result);
        }
    }

    static StepPlan plan(Path folder) {
        Step first =
                new Step(
                        "first",
                        List.of(),
                        new TreeMap<>(),
                        context -> {
                            count(folder.resolve("first-runs"));
                            Files.writeString(context.folder().resolve("out"), "first");
                        });
        Step image =
                new Step(
                        "image",
                        List.of("first"),
                        new TreeMap<>(),
                        context -> {
                            count(folder.resolve("image-runs"));
                            Path half = context.work().resolve("half");
                            if (!Files.exists(half)) {
                                Files.writeString(half, "half of it");
                            }
                            Files.writeString(context.folder().resolve("out"), "not whole");
                            System.out.println("half");
                            await(folder.resolve("go-on"));
                            Files.writeString(
                                    context.folder().resolve("out"), Files.readString(half));
                        });
        return new StepPlan(List.of(first, image));
    }

    private static void count(Path file) throws IOException {
        String before = Files.exists(file) ? Files.readString(file) : "";
        Files.writeString(file, before + "x");
    }

    private static void await(Path file) throws IOException {
        try {
            Poll.until("file " + file, () -> Files.exists(file));
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @TempDir Path folder;

    private ChildJvm child() throws IOException {
        return ChildJvm.start(Child.class, folder.toString());
    }

    @Test
    void whatIsKilledLeavesNothingThatIsUsedAndIsGoneOnWith() throws Exception {
        try (ChildJvm killed = child()) {
            killed.awaitLine("half");
            killed.kill();
        }
        Cache cache = Cache.in(folder.resolve("cache"));
        StepPlan plan = plan(folder);
        assertThat(cache.find(plan.entryName("image"))).isEmpty();
        assertThat(cache.find(plan.entryName("first"))).isPresent();
        Files.writeString(folder.resolve("go-on"), "");
        try (ChildJvm second = child()) {
            assertThat(Path.of(second.awaitLine("result")).resolve("out")).hasContent("half of it");
        }
        assertThat(folder.resolve("first-runs")).hasContent("x");
        assertThat(folder.resolve("image-runs")).hasContent("xx");
        try (var files = Files.list(cache.root())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.endsWith(".part") || name.endsWith(".work"));
        }
    }

    @Test
    void twoThatBuildTheSameWaitForEachOtherAndBuildItOnce() throws Exception {
        try (ChildJvm first = child()) {
            first.awaitLine("half");
            try (ChildJvm second = child()) {
                assertThat(second.awaitLine("note"))
                        .startsWith("waiting for another Airloom (process " + first.pid() + ")");
                Files.writeString(folder.resolve("go-on"), "");
                String result = first.awaitLine("result");
                assertThat(second.awaitLine("result")).isEqualTo(result);
            }
        }
        assertThat(folder.resolve("image-runs")).hasContent("x");
    }
}

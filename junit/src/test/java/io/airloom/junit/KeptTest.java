package io.airloom.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.Event;

/// What is kept of labs in which tests fail, and who is told.
class KeptTest {
    @TempDir Path folder;

    private List<String> kept() throws Exception {
        Path kept = folder.resolve("kept");
        if (!Files.exists(kept)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(kept)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static Throwable failure(EngineExecutionResults results) {
        Event event = results.allEvents().failed().list().getFirst();
        return event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
    }

    @WifiLab("pair.yaml")
    static class FailingCase {
        @Test
        void passes(Node ap) {
            ap.exec("send ap");
        }

        @Test
        void fails(Node ap, Air air) {
            ap.exec("send ap");
            air.frames().await(1, Duration.ofSeconds(10));
            ap.exec("exit 3").expectSuccess();
        }

        @Test
        void aborts() {
            abort("not here");
        }
    }

    @Test
    void aFailureIsKeptAndSaysWhere() throws Exception {
        EngineExecutionResults results = new Kit(folder).run(FailingCase.class);
        results.testEvents().assertStatistics(s -> s.succeeded(1).failed(1).aborted(1));
        String name = "io.airloom.junit.KeptTest.FailingCase.fails";
        assertThat(kept()).containsExactly(name);
        Path kept = folder.resolve("kept").resolve(name);
        assertThat(kept.resolve(Keeper.PAGE)).content().contains("exit 3", "<html");
        assertThat(kept.resolve("capture.pcapng")).isNotEmptyFile();

        Throwable failure = failure(results);
        assertThat(failure).hasMessageContaining("ap: exit 3: exit code 3 after ", ", not 0");
        assertThat(failure.getSuppressed())
                .hasSize(1)
                .allSatisfy(note ->
                        assertThat(note)
                                .hasToString(
                                        "io.airloom.junit.KeptLab: what the lab did is kept in "
                                                + Path.of("")
                                                        .toAbsolutePath()
                                                        .relativize(kept.toAbsolutePath())
                                                + "/"
                                                + Keeper.PAGE
                                                + "; the seed of its air was 1"));
        assertThat(folder.resolve("output/published/airloom-" + Keeper.PAGE))
                .hasSameBinaryContentAs(kept.resolve(Keeper.PAGE));
        assertThat(results.allEvents().reportingEntryPublished().count()).isEqualTo(1);
        assertThat(results.allEvents().fileEntryPublished().count()).isEqualTo(1);
    }

    @Test
    void allAreKeptIfThatIsAskedFor() throws Exception {
        new Kit(folder).with(Keeper.KEEP, "all").run(FailingCase.class);
        assertThat(kept())
                .containsExactly(
                        "io.airloom.junit.KeptTest.FailingCase.fails",
                        "io.airloom.junit.KeptTest.FailingCase.passes");
    }

    @WifiLab("pair.yaml")
    static class ManyCase {
        @ParameterizedTest
        @ValueSource(strings = {"a/../..", "b"})
        void fails(String text) {
            fail(text);
        }

        @Test
        void fails() {
            fail("other");
        }

        @AfterAll
        static void all() {
            fail("at the end");
        }
    }

    @Test
    void everyFailureHasItsOwnFolder() throws Exception {
        new Kit(folder).run(ManyCase.class);
        String name = "io.airloom.junit.KeptTest.ManyCase";
        assertThat(kept())
                .containsExactly(name, name + ".fails", name + ".fails-1", name + ".fails-2");
    }

    @WifiLab("pair.yaml")
    static class LateCase {
        @Test
        @Timeout(value = 200, unit = TimeUnit.MILLISECONDS)
        void sleeps(Node ap) {
            ap.exec("sleep");
        }
    }

    @Test
    void aTestThatRunsOutOfTimeIsEndedAndKept() throws Exception {
        EngineExecutionResults results = new Kit(folder).run(LateCase.class);
        results.testEvents().assertStatistics(s -> s.failed(1));
        assertThat(kept()).hasSize(1);
        assertThat(failure(results).toString() + List.of(failure(results).getSuppressed()))
                .contains("timed out", "interrupted while it waited for its lab");
        assertThat(FakeLab.Source.OPENED).allMatch(FakeLab::isClosed);
    }

    @Test
    void aFolderThatCannotBeWrittenDoesNotHideTheFailure() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        EngineExecutionResults results =
                new Kit(folder).with(Keeper.FOLDER, file.toString()).run(FailingCase.class);
        assertThat(failure(results)).hasMessageContaining("exit code 3");
        assertThat(failure(results).getSuppressed()).hasSize(1);
    }
}

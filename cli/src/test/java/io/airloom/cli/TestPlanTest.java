package io.airloom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.InputFileException;
import io.airloom.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: `airloom lab test` chooses what is asked for.
class TestPlanTest {
    private static final String NODES = "nodes: {a: {role: bare}}\n";

    @TempDir Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("plain.yaml"), NODES);
        Files.writeString(folder.resolve("long.yaml"), "tags: [long, image]\n" + NODES);
        Files.writeString(
                folder.resolve("matrix.yml"), "matrix: {x: [one, two], y: [a, b]}\n" + NODES);
        Files.createDirectory(folder.resolve("parts"));
        Files.writeString(folder.resolve("parts/part.yaml"), "steps: []\n");
        Files.writeString(folder.resolve("notes.txt"), "no topology");
    }

    private List<String> titles(
            Map<String, List<String>> only, String part, Set<String> tags, Set<String> without) {
        return TestPlan.of(List.of(folder), only, part, tags, without).scenarios().stream()
                .map(TestPlan.Scenario::title)
                .toList();
    }

    @Test
    void everyCombinationOfEveryTopologyOfTheFolderIsRun() {
        assertThat(titles(Map.of(), "", Set.of(), Set.of()))
                .containsExactly(
                        "long.yaml",
                        "matrix.yml {x=one, y=a}",
                        "matrix.yml {x=one, y=b}",
                        "matrix.yml {x=two, y=a}",
                        "matrix.yml {x=two, y=b}",
                        "plain.yaml");
    }

    @Test
    void everyRunHasAFolderOfItsOwn() throws IOException {
        String text = "name: same\nmatrix: {x: [a, a-b], y: [c, b-c]}\n" + NODES;
        Path file = Files.writeString(folder.resolve("parts/first.yaml"), text);
        Path copy = Files.writeString(folder.resolve("parts/second.yaml"), text);
        List<Topology> topologies =
                TestPlan.of(List.of(file, copy), Map.of(), "", Set.of(), Set.of())
                        .scenarios()
                        .stream()
                        .map(TestPlan.Scenario::topology)
                        .toList();
        assertThat(RunFolders.names(topologies))
                .containsExactly(
                        "same-a-c",
                        "same-a-b-c",
                        "same-a-b-c-2",
                        "same-a-b-b-c",
                        "same-a-c-2",
                        "same-a-b-c-3",
                        "same-a-b-c-4",
                        "same-a-b-b-c-2");
    }

    @Test
    void everythingIsRunBeforeAnythingIsRunAgain() {
        TestPlan plan = TestPlan.of(List.of(folder), Map.of(), "n", Set.of(), Set.of());
        SeedOption seed = new SeedOption();
        assertThat(plan.repeated(1, seed)).isEqualTo(plan);
        assertThat(plan.repeated(2, seed).scenarios())
                .extracting(
                        one -> one.round() + " " + one.title() + " " + one.topology().air().seed())
                .containsExactly(
                        "1 long.yaml 1",
                        "1 matrix.yml {x=one, y=a} 1",
                        "1 matrix.yml {x=one, y=b} 1",
                        "1 plain.yaml 1",
                        "2 long.yaml 2",
                        "2 matrix.yml {x=one, y=a} 2",
                        "2 matrix.yml {x=one, y=b} 2",
                        "2 plain.yaml 2");
    }

    @Test
    void choicesNamesAndTagsLeaveOut() {
        assertThat(titles(Map.of("x", List.of("two")), "", Set.of(), Set.of()))
                .containsExactly("matrix.yml {x=two, y=a}", "matrix.yml {x=two, y=b}");
        assertThat(titles(Map.of(), "Y=A", Set.of(), Set.of())).hasSize(2);
        assertThat(titles(Map.of(), "", Set.of("image", "other"), Set.of()))
                .containsExactly("long.yaml");
        assertThat(titles(Map.of(), "plain", Set.of(), Set.of("long")))
                .containsExactly("plain.yaml");
        assertThatThrownBy(() -> titles(Map.of(), "nothing", Set.of(), Set.of()))
                .isInstanceOf(UsageException.class);
    }

    @Test
    void theMistakesOfAllFilesAreToldBeforeAnythingIsRun() throws IOException {
        Files.writeString(folder.resolve("bad1.yaml"), "nodes: {}");
        Files.writeString(folder.resolve("bad2.yaml"), "nods: 3\n" + NODES);
        assertThatThrownBy(() -> titles(Map.of(), "", Set.of(), Set.of()))
                .isInstanceOf(InputFileException.class)
                .hasMessageContaining("bad1.yaml:1:8")
                .hasMessageContaining("bad2.yaml:1:1");
    }
}

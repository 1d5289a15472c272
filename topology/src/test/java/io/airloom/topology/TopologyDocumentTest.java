package io.airloom.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.image.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The reference in docs/topology.md and the examples, held to what the parser knows.
class TopologyDocumentTest {
    private static final Path HOME = home();
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z]+)` \\|");

    /// Tests run in the module's folder, or in the house's.
    private static Path home() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("examples")) ? here : here.getParent();
    }

    @Test
    void theReferenceNamesExactlyTheKeysThatTheParserKnows() throws IOException {
        String text = Files.readString(HOME.resolve("docs/topology.md"));
        assertThat(keys(text, "## The file")).isEqualTo(TopologyParser.TOP_KEYS);
        assertThat(keys(text, "## A node")).isEqualTo(NodeParser.KEYS);
        TreeSet<String> step = new TreeSet<>();
        StepParser.KEYS.values().forEach(step::addAll);
        for (String key : NetworksParser.KEYS) {
            assertThat(text).contains("`" + key + "`");
        }
        assertThat(new TreeSet<>(keys(text, "## A step"))).isEqualTo(step);
        for (Role role : Role.values()) {
            assertThat(text).contains("`" + role.word() + "`");
        }
        for (Step.Condition condition : Step.Condition.values()) {
            assertThat(text).contains("`" + condition.word() + "`");
        }
    }

    @Test
    void theReferencesExamplesAreTopologies() throws IOException {
        String text = Files.readString(HOME.resolve("docs/topology.md"));
        List<String> examples =
                Pattern.compile("(?ms)^```yaml\\n(.*?)^```")
                        .matcher(text)
                        .results()
                        .map((MatchResult match) -> match.group(1))
                        .toList();
        assertThat(examples).hasSizeGreaterThanOrEqualTo(2);
        for (String yaml : examples) {
            assertThat(TopologyParser.parse("docs", yaml).nodes()).isNotEmpty();
        }
    }

    @Test
    void everyExampleIsATopologyThatProvesSomething() throws IOException {
        List<Path> examples = new ArrayList<>();
        try (Stream<Path> files = Files.list(HOME.resolve("examples"))) {
            files.filter(f -> f.toString().endsWith(".yaml")).forEach(examples::add);
        }
        assertThat(examples).hasSizeGreaterThanOrEqualTo(8);
        for (Path example : examples) {
            Topology topology = TopologyParser.parse(example);
            assertThat(topology.name() + ".yaml").isEqualTo(example.getFileName().toString());
            assertThat(topology.steps())
                    .as("%s runs something", example)
                    .hasAtLeastOneElementOfType(Step.Run.class);
            assertThat(topology.steps())
                    .as("%s waits for its network, or demands an answer through it", example)
                    .anyMatch(step ->
                            step instanceof Step.Wait
                                    || (step instanceof Step.Run run && run.expect() != null));
        }
    }

    private static List<String> keys(String text, String heading) {
        String section = text.substring(text.indexOf(heading) + heading.length());
        int end = section.indexOf("\n## ");
        return ROW.matcher(end < 0 ? section : section.substring(0, end))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    @Test
    void suggestsTheNearestWord() {
        assertThat(Suggestion.distance("associated", "asociated")).isEqualTo(1);
        assertThat(Suggestion.distance("role", "rloe")).isEqualTo(1);
        assertThat(Suggestion.nearest("adress", Arrays.asList("address", "network")))
                .isEqualTo("address");
        assertThat(Suggestion.nearest("banana", Arrays.asList("address", "network"))).isNull();
    }
}

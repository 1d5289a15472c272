package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: every example runs on real guests and does what its own steps demand, and what it put on
/// the air is sound to Wireshark. Method: `airloom lab test`, two at a time, in a copy of the
/// examples, because some make files beside themselves. Where the engine does not matter, machines
/// run under UML, which is quicker; one example of each kind of security runs under QEMU, too.
/// Those whose images take minutes are run by [RecipesTest].
@Tag("vm")
class ExamplesTest {
    private static final Duration LIMIT = Duration.ofMinutes(15);

    @TempDir Path folder;

    @Test
    void allRun() throws Exception {
        List<String> titles = run(folder, 2, "--engine", "uml", "--not-tag", "long", "examples");
        assertThat(titles)
                .as("each example of the folder that is not tagged as long, and more")
                .hasSizeGreaterThan(30);
    }

    @Test
    void securityWorksUnderQemu() throws Exception {
        run(folder, 2, "--engine", "qemu", "examples/wpa2-psk.yaml", "examples/wpa3-sae.yaml");
    }

    /// Runs examples and holds them to their reports and captures.
    ///
    /// @param jobs how many at a time
    /// @param words of `airloom lab test`
    /// @return the titles of what was run
    static List<String> run(Path folder, int jobs, String... words) throws Exception {
        copyExamples(folder);
        List<String> line = new ArrayList<>(List.of("lab", "test", "--report", "reports"));
        line.addAll(List.of("--jobs", String.valueOf(jobs), "--no-color"));
        line.addAll(List.of(words));
        try (Program program = Program.airloom(folder, line.toArray(String[]::new))) {
            Program.Result result = program.finish(LIMIT);
            assertThat(result.exitCode()).as(result.toString()).isZero();
        }
        Path reports = folder.resolve("reports");
        assertThat(Files.readString(reports.resolve("junit.xml"))).contains("failures=\"0\"");
        Map<String, Object> report = Json.object(Files.readString(reports.resolve("report.json")));
        List<String> titles = new ArrayList<>();
        for (Object element : Json.list(report, "runs")) {
            Map<?, ?> run = (Map<?, ?>) element;
            String title = String.valueOf(run.get("title"));
            titles.add(title);
            assertThat(run.get("ok")).as(title).isEqualTo(true);
            assertThat((List<?>) run.get("steps")).as("steps of %s", title).isNotEmpty();
            Map<?, ?> lab = (Map<?, ?>) run.get("lab");
            String file = Files.readString(folder.resolve(String.valueOf(run.get("file"))));
            if (file.contains("wait: associated")) {
                assertThat((List<?>) lab.get("associations")).as(title).isNotEmpty();
            }
            Path capture = folder.resolve(String.valueOf(lab.get("capture")));
            assertThat(
                            Tshark.find()
                                    .fields(
                                            capture,
                                            "_ws.malformed",
                                            "frame.number",
                                            "frame.protocols"))
                    .as("malformed frames of %s", title)
                    .isEmpty();
        }
        return titles;
    }

    private static void copyExamples(Path folder) throws IOException {
        Path examples = Repository.root().resolve("examples");
        try (Stream<Path> files = Files.walk(examples)) {
            for (Path file : files.toList()) {
                String name = examples.getParent().relativize(file).toString();
                boolean made = name.contains("/system") || name.contains("/target");
                if (!made && !Files.exists(folder.resolve(name))) {
                    Files.copy(file, folder.resolve(name));
                }
            }
        }
    }
}

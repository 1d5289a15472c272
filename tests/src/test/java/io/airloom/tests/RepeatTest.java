package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: who looks for what fails now and then gets the first failure, with all that there is to
/// see of it, and nothing else.
@Tag("vm")
class RepeatTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String NODES = "nodes: {a: {role: bare}}\n";

    @TempDir Path folder;

    @Test
    void endsWithTheFirstFailureAndKeepsThatAlone() throws Exception {
        Files.writeString(folder.resolve("good.yaml"), NODES + "steps: [{node: a, run: 'true'}]");
        Files.writeString(folder.resolve("sick.yaml"), NODES + "steps: [{node: a, run: 'false'}]");
        Program.Result result =
                airloom(
                        "lab test --engine uml --jobs 1 --repeat 3 --report kept good.yaml sick.yaml");
        assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
        assertThat(result.stdout()).contains("1 passed, 1 failed");
        Path kept = folder.resolve("kept");
        assertThat(kept.resolve("good")).doesNotExist();
        assertThat(kept.resolve("sick/capture.pcapng")).isNotEmptyFile();
        Map<String, Object> report = Json.object(Files.readString(kept.resolve("report.json")));
        assertThat(Json.list(report, "runs"))
                .extracting(run -> String.valueOf(((Map<?, ?>) run).get("title")))
                .containsExactly("good.yaml {repeat=1}", "sick.yaml {repeat=1}");
    }

    @Test
    void whatPassesIsDoneAsOftenAsAsked() throws Exception {
        Files.writeString(folder.resolve("good.yaml"), NODES + "steps: [{node: a, run: 'true'}]");
        Program.Result result =
                airloom("lab run --engine uml --repeat 2 --json last.json good.yaml");
        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(result.stdout()).contains("time 1 of 2", "time 2 of 2", "2 passed");
        Map<String, Object> last = Json.object(Files.readString(folder.resolve("last.json")));
        assertThat(last.get("seed")).as("the second time has the next seed").isEqualTo(2L);
    }

    private Program.Result airloom(String line) throws Exception {
        try (Program program = Program.airloom(folder, line.split(" ", -1))) {
            return program.finish(LIMIT);
        }
    }
}

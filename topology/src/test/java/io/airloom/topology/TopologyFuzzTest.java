package io.airloom.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.airloom.image.InputFileException;
import java.nio.charset.StandardCharsets;

/// Looks for topologies that throw. Replays its corpus; searches on with `JAZZER_FUZZ=1`.
class TopologyFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void anyTextIsATopologyOrProblems(byte[] text) {
        try {
            TopologyParser.parse("lab.yaml", new String(text, StandardCharsets.UTF_8));
        } catch (InputFileException e) {
            assertThat(e.problems()).isNotEmpty();
            e.problems().forEach(problem -> assertThat(problem.toString()).isNotBlank());
        }
    }
}

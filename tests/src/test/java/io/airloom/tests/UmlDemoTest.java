package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Goal: the demo is the same under UML: it shows the handshake, reports, records.
@Tag("vm")
class UmlDemoTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"open", "wpa2", "wpa3"})
    void showsReportsAndRecords(String security) throws Exception {
        Path json = folder.resolve("r.json");
        Path capture = folder.resolve("demo.pcapng");
        Program.Result demo;
        try (Program program =
                Program.airloom(
                        folder,
                        "demo",
                        "--engine",
                        "uml",
                        "--security",
                        security,
                        "--json",
                        json.toString(),
                        "--capture",
                        capture.toString())) {
            demo = program.finish(Duration.ofMinutes(20));
        }
        assertThat(demo.exitCode()).as(demo.toString()).isZero();
        assertThat(demo.stdout())
                .contains(" · UML · guest Debian", "Beacon", "Association Request")
                .contains("ping 172.16.16.1: 20 of 20")
                .doesNotContain("BAD:");
        assertThat(demo.stdout().contains("EAPOL-Key 4/4")).isEqualTo(!security.equals("open"));
        Map<String, Object> report = Json.object(Files.readString(json));
        assertThat(report)
                .containsEntry("ok", true)
                .containsEntry("engine", "uml")
                .doesNotContainKey("accelerator");
        assertThat(Json.objectAt(report, "nodes", 0)).containsEntry("engine", "uml");
        assertThat(Json.list(report, "associations")).hasSize(1);
        long frames = (Long) Json.objectIn(report, "medium").get("frames");
        Tshark tshark = Tshark.find();
        assertThat(tshark.count(capture, "frame")).isEqualTo(frames);
        assertThat(tshark.fields(capture, "_ws.malformed", "frame.number", "frame.protocols"))
                .isEmpty();
    }
}

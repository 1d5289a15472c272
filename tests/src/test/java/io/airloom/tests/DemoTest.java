package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what the README promises of `./airloom demo` is so. Method: the demo is run once, as a
/// user runs it, on real guests; then its output, its report and its capture are looked at, the
/// capture with Wireshark's dissectors.
@Tag("vm")
class DemoTest {
    @TempDir static Path folder;
    private static Program.Result demo;
    private static Map<String, Object> report;
    private static Path capture;
    private static Tshark tshark;

    @BeforeAll
    static void runTheDemo() throws Exception {
        tshark = Tshark.find();
        capture = folder.resolve("demo.pcapng");
        try (Program program =
                Program.airloom(
                        folder,
                        "demo",
                        "--json",
                        folder.resolve("r.json").toString(),
                        "--capture",
                        capture.toString())) {
            demo = program.finish(Duration.ofMinutes(6));
        }
        assertThat(demo.exitCode()).as(demo.toString()).isZero();
        report = Json.object(Files.readString(folder.resolve("r.json")));
    }

    @Test
    void reportsOneAssociationAndNoLoss() {
        assertThat(report).containsEntry("ok", true).containsEntry("engine", "qemu");
        assertThat(report.get("kernel")).asString().startsWith("6.");
        assertThat(Json.list(report, "nodes")).hasSize(2);
        assertThat(Json.list(report, "associations")).hasSize(1);
        Map<String, Object> association = Json.objectAt(report, "associations", 0);
        assertThat(association)
                .containsEntry("station", "sta1")
                .containsEntry("bssid", "02:00:00:00:01:00");
        Map<String, Object> ping =
                Json.objectAt(report, "steps", Json.list(report, "steps").size() - 1);
        assertThat(ping).containsEntry("exitCode", 0L);
        assertThat(ping.get("output")).asString().contains(" 0% packet loss");
    }

    @Test
    void reportsWhatTheMediumDid() {
        Map<String, Object> medium = Json.objectIn(report, "medium");
        long frames = (Long) medium.get("frames");
        assertThat(frames).isGreaterThan(50);
        assertThat((Long) medium.get("copies")).isGreaterThan(50);
        assertThat(Json.objectIn(medium, "latencyMicros")).containsKeys("p50", "p99", "max");
        assertThat(Path.of(report.get("capture").toString()).getFileName())
                .hasToString("demo.pcapng");
    }

    @Test
    void showsTheHandshakeFrameByFrame() {
        assertThat(demo.stdout())
                .contains("Beacon")
                .contains("Probe")
                .contains("Authentication")
                .contains("Association Request")
                .contains("EAPOL-Key 1/4")
                .contains("EAPOL-Key 2/4")
                .contains("EAPOL-Key 3/4")
                .contains("EAPOL-Key 4/4")
                .doesNotContain("BAD:")
                .doesNotContain("\u001b[");
    }

    @Test
    void recordsWhatWiresharkUnderstands() throws Exception {
        assertThat(tshark.count(capture, "wlan.fc.type_subtype == 8")).isGreaterThan(10);
        for (int message = 1; message <= 4; message++) {
            assertThat(tshark.count(capture, "wlan_rsna_eapol.keydes.msgnr == " + message))
                    .as("EAPOL-Key message %d", message)
                    .isGreaterThanOrEqualTo(1);
        }
        assertThat(tshark.count(capture, "wlan.fc.type == 2 && wlan.fc.protected == 1"))
                .isGreaterThanOrEqualTo(40);
        assertThat(tshark.fields(capture, "_ws.malformed", "frame.number", "wlan.fc.type_subtype"))
                .isEmpty();
        assertThat(tshark.fields(capture, "wlan.fc.type_subtype == 0", "frame.interface_name"))
                .containsOnly("sta1");
    }

    @Test
    void recordsEveryFrameThatItCounts() throws Exception {
        long frames = (Long) Json.objectIn(report, "medium").get("frames");
        assertThat(tshark.count(capture, "frame")).isEqualTo(frames);
    }

    @Test
    void decodesItsOwnCapture() throws IOException, InterruptedException {
        try (Program program = Program.airloom(folder, "decode", capture.toString())) {
            Program.Result decoded = program.finish(Duration.ofMinutes(1));
            assertThat(decoded.exitCode()).as(decoded.toString()).isZero();
            assertThat(decoded.stdout()).contains("EAPOL-Key 4/4").doesNotContain("BAD:");
        }
    }

    @Test
    void leavesNothingButWhatWasAskedFor() throws IOException {
        List<String> left;
        try (var files = Files.list(folder)) {
            left = files.map(file -> file.getFileName().toString()).sorted().toList();
        }
        assertThat(left).containsExactly("demo.pcapng", "r.json");
    }
}

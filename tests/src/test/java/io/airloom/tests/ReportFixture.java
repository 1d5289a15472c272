package io.airloom.tests;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameRecorder;
import io.airloom.lab.AirSnapshot;
import io.airloom.lab.LabReport;
import io.airloom.lab.LatencyCounts;
import io.airloom.lab.ScenarioRun;
import io.airloom.lab.StepResult;
import io.airloom.medium.ChannelUse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Runs that never were, for tests of reports: two nodes, a capture, samples, logs.
final class ReportFixture {
    static final Instant START = Instant.parse("2026-11-22T20:00:00Z");

    private static final byte[] EVERYBODY = {-1, -1, -1, -1, -1, -1};
    private static final byte[] AP = {2, 0, 0, 0, 0, 0};
    private static final byte[] STATION = {2, 0, 0, 0, 1, 0};

    private final Path folder;

    /// What guests and the file's author say wherever they can say something.
    private final String said;

    ReportFixture(Path folder, String said) {
        this.folder = folder;
        this.said = said;
    }

    /// @param seconds that it took
    /// @param frames on its air
    /// @param failure of its last step; null if it passed
    ScenarioRun run(int seconds, int frames, @Nullable String failure) throws IOException {
        SequencedMap<String, Path> artefacts = new LinkedHashMap<>();
        artefacts.put("capture.pcapng", capture(seconds, frames));
        artefacts.put(
                "ap1.console.log",
                Files.writeString(folder.resolve("ap1.console.log"), "Linux\n" + said + "\n"));
        LabReport.Medium medium =
                new LabReport.Medium(
                        frames, frames, new LinkedHashMap<>(), new LabReport.Latency(60, 210, 900));
        LabReport report =
                new LabReport(
                        "lab",
                        failure == null,
                        "uml",
                        null,
                        "6.12",
                        1,
                        List.of(),
                        List.of(new LabReport.Association("sta1", "02:00:00:00:00:00", said, 31)),
                        List.of(),
                        medium,
                        null,
                        failure);
        return new ScenarioRun(
                Path.of("labs", "two.yaml"),
                new LinkedHashMap<>(Map.of("security", said)),
                START,
                Duration.ofSeconds(seconds),
                report,
                steps(seconds, failure),
                failure,
                samples(seconds, medium),
                artefacts,
                List.of("airloom", "lab", "run", said));
    }

    private List<StepResult> steps(int seconds, @Nullable String failure) {
        boolean ok = failure == null;
        return List.of(
                step("1", "wait: associated", 1, 0.4, "", null),
                step("2", said, 1.5, seconds / 2.0, "PING ap1\nseq=1 ttl=64 time=2.5 ms\n", null),
                step("3", "ping -c 1 ap1", seconds / 2.0 + 2, 1, said + "\n", failure),
                new StepResult(
                        "4",
                        "sta1",
                        "the rest",
                        ok ? StepResult.Outcome.PASSED : StepResult.Outcome.SKIPPED,
                        Duration.ZERO,
                        Duration.ZERO,
                        "",
                        null,
                        List.of(),
                        new LinkedHashMap<>()));
    }

    private StepResult step(
            String number,
            String title,
            double since,
            double time,
            String output,
            @Nullable String failure) {
        boolean ok = failure == null;
        SequencedMap<String, List<String>> logs = new LinkedHashMap<>();
        if (!ok) {
            logs.put("sta1 wpa_supplicant.log " + said, List.of(said, "CTRL-EVENT-DISCONNECTED"));
        }
        return new StepResult(
                number,
                "sta1",
                title,
                ok ? StepResult.Outcome.PASSED : StepResult.Outcome.FAILED,
                Duration.ofMillis((long) (since * 1000)),
                Duration.ofMillis((long) (time * 1000)),
                output,
                failure,
                ok ? List.of() : List.of("Beacon " + said, "QoS Data → ap1, not acknowledged"),
                logs);
    }

    private List<AirSnapshot> samples(int seconds, LabReport.Medium medium) {
        List<AirSnapshot> samples = new ArrayList<>();
        for (int i = 0; i < 4 * seconds; i++) {
            long sent = 50_000L * i;
            samples.add(
                    new AirSnapshot(
                            START.toEpochMilli() * 1_000_000 + i * 250_000_000L,
                            using(medium, i),
                            new LatencyCounts(new TreeMap<>(Map.of(130 + i % 16, i + 1L))),
                            List.of(radio("ap1", sent), radio(said, sent / 2)),
                            List.of(
                                    new AirSnapshot.Link(
                                            said,
                                            "ap1",
                                            -30 - i % 40,
                                            540,
                                            true,
                                            0,
                                            4L * i,
                                            sent,
                                            i / 2,
                                            5L * i))));
        }
        return samples;
    }

    /// The first channel more and more, the other one for a while.
    private static LabReport.Medium using(LabReport.Medium medium, int look) {
        ChannelUse more = new ChannelUse(2412, 2_000_000L * look * look, 40L * look, look);
        ChannelUse once = new ChannelUse(5180, 60_000_000L * Math.min(look, 20), look, 0);
        return new LabReport.Medium(
                medium.frames(),
                medium.copies(),
                medium.drops(),
                medium.latency(),
                List.of(more, once));
    }

    private static AirSnapshot.Radio radio(String node, long octets) {
        return new AirSnapshot.Radio(node, true, 2412, octets / 100, octets, 0, octets / 90, 20);
    }

    /// Beacons and data in turn, spread evenly; every hundredth is lost.
    private Path capture(int seconds, int frames) throws IOException {
        Path file = folder.resolve("capture.pcapng");
        long startNanos = START.toEpochMilli() * 1_000_000;
        try (FrameRecorder recorder = new FrameRecorder(Files.newOutputStream(file))) {
            for (int i = 0; i < frames; i++) {
                long nanos = startNanos + (long) (1e9 * seconds * i / frames);
                boolean isBeacon = i % 2 == 0;
                boolean isLost = i % 100 == 99;
                byte[] octets = isBeacon ? beacon() : data();
                recorder.write(
                        new AirFrame(
                                i + 1,
                                nanos,
                                isBeacon ? "ap1" : said,
                                2412,
                                8,
                                0,
                                isLost ? 4 : 1,
                                !isBeacon,
                                !isBeacon && !isLost,
                                -30,
                                isLost ? 0 : 1,
                                0,
                                octets.length,
                                octets));
            }
        }
        return file;
    }

    private byte[] beacon() {
        byte[] ssid = said.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(32, ssid.length);
        ByteBuffer frame = ByteBuffer.allocate(38 + length);
        frame.putInt(0x8000_0000).put(EVERYBODY).put(AP).put(AP).putShort((short) 0);
        frame.putLong(0).putShort((short) 0x6400).putShort((short) 0x0100);
        frame.put((byte) 0).put((byte) length).put(ssid, 0, length);
        return frame.array();
    }

    private static byte[] data() {
        ByteBuffer frame = ByteBuffer.allocate(300);
        frame.putInt(0x0801_0000).put(AP).put(STATION).put(AP);
        return frame.array();
    }
}

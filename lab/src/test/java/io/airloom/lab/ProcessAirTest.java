package io.airloom.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.EnvironmentException;
import io.airloom.machine.RunDirectory;
import io.airloom.medium.ChannelUse;
import io.airloom.topology.AirOrder;
import io.airloom.topology.Topology;
import io.airloom.topology.TopologyParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How a lab keeps the process of its medium, which a shell script plays.
@Timeout(120)
class ProcessAirTest {
    /// Says what a real one would, and for each question that seven frames were carried.
    private static final String PLAY =
            """
            echo "$@" >> "$0.calls"
            read call || exit 0
            echo '{"event":"listening"}'
            echo '{"event":"ready","node":"a"}'
            echo '{"event":"refused","reason":"go away"}'
            echo 'nonsense'
            while read question; do
                echo '{"event":"carried","frames":"7","copies":"6","drops":["full=1"],"latency":["1","2","3"]}'
            done
            """;

    @TempDir Path folder;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private RunDirectory run;
    private Path script;

    @BeforeEach
    void start() {
        run = RunDirectory.create(folder.resolve("run"));
        script = folder.resolve("medium.sh");
    }

    @AfterEach
    void end() {
        run.close();
    }

    private ProcessAir air(String play) throws IOException {
        Files.writeString(script, play);
        ProcessAir air =
                new ProcessAir(
                        new MediumProcess(List.of("sh", script.toString())),
                        new MediumDoors(List.of("a", "b"), List.of()),
                        run,
                        folder.resolve("x.pcapng"),
                        note -> told.add("note: " + note));
        air.watch(
                new AirWatcher() {
                    @Override
                    public void ready(String node) {
                        told.add("ready " + node);
                    }

                    @Override
                    public void ended(String node, End end, String reason) {
                        told.add("ended " + node + " " + end);
                    }

                    @Override
                    public void restarted(String reason, int times) {
                        told.add("restarted " + times);
                    }
                });
        return air;
    }

    private static void kill(ProcessAir air) {
        ProcessHandle.of(air.pid()).orElseThrow().destroyForcibly();
    }

    @Test
    void startsAProcessWithASocketForEachNode() throws Exception {
        try (ProcessAir air = air(PLAY)) {
            assertThat(air.listen("b")).isEqualTo(run.path().resolve("b.air"));
            assertThatThrownBy(() -> air.listen("c")).isInstanceOf(IllegalArgumentException.class);
            assertThat(Files.readString(Path.of(script + ".calls")))
                    .startsWith("air --events --standby --recall ")
                    .contains(
                            " --socket a=" + run.path().resolve("a.air"),
                            " --socket b=" + run.path().resolve("b.air"),
                            " --capture " + folder.resolve("x.pcapng"));
        }
    }

    @Test
    void anotherOneTakesThePlaceOfOneThatWasKilled() throws Exception {
        try (ProcessAir air = air(PLAY)) {
            // Its first words may have come before anybody watched.
            Poll.until("a refusal", () -> told.contains("note: go away"));
            told.clear();
            assertThat(air.report().frames()).isEqualTo(7);
            long first = air.pid();
            kill(air);
            Poll.until("another one", () -> told.contains("ready a"));
            assertThat(told)
                    .containsSubsequence("ended a BY_AIR", "restarted 1", "ready a")
                    .anyMatch(line -> line.endsWith("has ended: exit code 137"))
                    .contains("note: the capture goes on in " + folder.resolve("x-2.pcapng"));
            assertThat(air.pid()).isNotEqualTo(first);
        }
    }

    @Test
    void countsWhatTheDeadHaveToldLast() throws Exception {
        try (ProcessAir air = air(PLAY)) {
            assertThat(air.report().frames()).isEqualTo(7);
            kill(air);
            Poll.until("another one", () -> told.contains("restarted 1"));
            LabReport.Medium medium = air.report();
            assertThat(medium.frames()).isEqualTo(14);
            assertThat(medium.copies()).isEqualTo(12);
            assertThat(medium.drops()).containsEntry("full", 2L);
            assertThat(medium.latency()).isEqualTo(new LabReport.Latency(1, 2, 3));
        }
    }

    @Test
    void oneStandsByThatIsReadyAtOnce() throws Exception {
        try (ProcessAir air = air(PLAY)) {
            Poll.until("a second call", () -> calls() == 2);
            kill(air);
            Poll.until("another one", () -> told.contains("restarted 1"));
            assertThat(told)
                    .contains("note: the capture goes on in " + folder.resolve("x-2.pcapng"));
            // No third one was needed, but another one will stand by.
            Poll.until("a third call", () -> calls() == 3);
        }
    }

    @Test
    void tellsAnotherOneWhatWasOrderedAndGoesOnCounting() throws Exception {
        List<AirOrder> orders = new CopyOnWriteArrayList<>();
        AirSnapshot.Radio radio = new AirSnapshot.Radio("a", true, 2412, 1, 10, 2, 3, 20);
        AirSnapshot.Link link = new AirSnapshot.Link("a", "b", -30, 540, true, 0.5, 1, 10, 2, 3);
        AirSnapshot told7 =
                new AirSnapshot(
                        5,
                        LabReport.Medium.NONE.with(List.of(new ChannelUse(2412, 100, 7, 2))),
                        LatencyCounts.NONE,
                        List.of(radio),
                        List.of(link));
        ControlSocket.Answering answering =
                request -> {
                    if (request.text("op").equals("snapshot")) {
                        return told7.message();
                    }
                    orders.add(OrderMessage.parse(request));
                    return ControlMessage.of("done", "true");
                };
        try (ControlSocket _ = ControlSocket.open(run.path().resolve("medium.control"), answering);
                ProcessAir air = air(PLAY)) {
            AirOrder loss = new AirOrder.Link("a", "b", false, true, 0.5, null);
            air.set(loss);
            assertThat(orders).containsExactly(loss);
            assertThat(air.snapshot().links()).containsExactly(link);
            assertThat(air.snapshot().channels()).containsExactly(new ChannelUse(2412, 100, 7, 2));

            kill(air);
            Poll.until("another one", () -> told.contains("restarted 1"));
            assertThat(orders).containsExactly(loss, loss);
            AirSnapshot sum = air.snapshot();
            assertThat(sum.medium().frames()).isEqualTo(14);
            assertThat(sum.channels()).containsExactly(new ChannelUse(2412, 200, 14, 4));
            assertThat(sum.radios())
                    .containsExactly(new AirSnapshot.Radio("a", true, 2412, 2, 20, 4, 6, 20));
            assertThat(sum.links())
                    .containsExactly(
                            new AirSnapshot.Link("a", "b", -30, 540, true, 0.5, 2, 20, 4, 6));
        }
    }

    @Test
    void anOrderThatIsRefusedIsAFailure() throws Exception {
        ControlSocket.Answering no = _ -> ControlMessage.error("no");
        try (ControlSocket _ = ControlSocket.open(run.path().resolve("medium.control"), no);
                ProcessAir air = air(PLAY)) {
            assertThatThrownBy(() -> air.set(new AirOrder.Reset()))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessage("the medium refuses: no");
        }
    }

    private int calls() throws IOException {
        return Files.readAllLines(Path.of(script + ".calls")).size();
    }

    @Test
    void saysWhyItDoesNotComeUp() {
        assertThatThrownBy(() -> air("echo no room >&2; exit 3"))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage("the medium's process: exit code 3: no room");
    }

    @Test
    void leavesNoProcess() throws Exception {
        ProcessAir air = air(PLAY);
        ProcessHandle process = ProcessHandle.of(air.pid()).orElseThrow();
        air.close();
        air.close();
        Poll.until("end", () -> !process.isAlive());
        assertThat(air.report()).isNotNull();
        assertThat(told).noneMatch(line -> line.contains("has ended"));
    }

    @Test
    void isToldTheDelayAndTheSeedOfTheTopology() {
        assertThat(options("{delay: 1.5s}")).containsExactly("--delay", "1500ms", "--seed", "1");
        assertThat(options("{seed: 999999999999999}")).containsExactly("--seed", "999999999999999");
    }

    @Test
    void isToldTheChannelOfTheTopology() {
        assertThat(options("{model: channel}", ", position: [3, 4]"))
                .containsSequence("--model", "channel", "--exponent", "3.0", "--noise-figure", "9")
                .containsSequence("--position", "n1=3,4");
    }

    private static List<String> options(String air) {
        return options(air, "");
    }

    private static List<String> options(String air, String position) {
        String nodes = "nodes: {n1: {role: bare" + position + "}}";
        Topology topology = TopologyParser.parse("lab.yaml", "{air: " + air + ", " + nodes + "}");
        return MediumDoors.of(topology, Path.of("/run")).options();
    }

    @Test
    void numbersTheCaptures() {
        assertThat(MediumChildren.capture(Path.of("/x/a.b.pcapng"), 1))
                .isEqualTo(Path.of("/x/a.b.pcapng"));
        assertThat(MediumChildren.capture(Path.of("/x/a.b.pcapng"), 3))
                .isEqualTo(Path.of("/x/a.b-3.pcapng"));
        assertThat(MediumChildren.capture(Path.of(".air"), 2)).isEqualTo(Path.of(".air-2"));
    }
}

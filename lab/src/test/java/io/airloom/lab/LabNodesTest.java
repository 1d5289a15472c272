package io.airloom.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.topology.TopologyParser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Nodes of a running lab that are ended and started again, on machines that are not there.
@Timeout(60)
class LabNodesTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir Path folder;

    private final FakeMachines machines = new FakeMachines();
    private final List<LabEvent> events = new CopyOnWriteArrayList<>();
    private Lab lab;

    @BeforeEach
    void boot() throws Exception {
        lab =
                new Lab(
                        TopologyParser.parse(
                                "lab.yaml",
                                """
                                name: x
                                nodes:
                                  ap1: {role: ap, hostapd: {ssid: lab}}
                                  sta1: {role: station, network: {ssid: lab}}
                                """),
                        LabOptions.standard(),
                        events::add,
                        new LabParts(machines, new SilentAir(), ProxyDesk.NONE, () -> {}));
        lab.boot();
        events.clear();
    }

    @AfterEach
    void end() {
        lab.close();
        assertThat(machines.open).hasValue(0);
    }

    @Test
    void aNodeThatIsEndedLeavesTheOthersRunning() {
        assertThat(lab.kill("ap1")).isTrue();
        assertThat(lab.isAlive("ap1")).isFalse();
        assertThat(lab.isAlive("sta1")).isTrue();
        assertThat(machines.open).hasValue(1);
        assertThat(lab.kill("ap1")).isFalse();
        assertThat(events).containsExactly(new LabEvent.Killed("ap1"));
        assertThatThrownBy(() -> lab.exec("ap1", List.of("ls"), new byte[0], LIMIT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNodeIsStartedAgainWithoutWaitingForTheOthers() throws Exception {
        lab.kill("ap1");
        lab.restart("sta1");
        lab.restart("ap1");
        assertThat(machines.open).hasValue(2);
        assertThat(machines.commandsOf("sta1")).hasSize(2).allMatch(c -> c.contains("up"));
        assertThat(events.stream().map(e -> e.getClass().getSimpleName()))
                .containsExactly(
                        "Killed", "Killed", "Booting", "Booted", "Up", "Booting", "Booted", "Up");
    }

    @Test
    void aNodeThatDoesNotComeUpIsToldToWhoAskedForIt() throws Exception {
        machines.answer("sta1", "up", 1, "no driver");
        try (ControlSocket _ = LabSocket.open(lab, folder)) {
            assertThat(ask("restart", "sta1").text("error")).contains("did not come up");
            assertThat(ask("kill", "nobody").text("error")).contains("nobody");
            assertThat(ask("restart", "nobody").text("error")).contains("nobody");
            assertThat(ask("kill", "sta1").text("ran")).isEqualTo("true");
            assertThat(ask("kill", "sta1").text("ran")).isEqualTo("false");
            assertThat(ask("restart", "ap1").text("up")).isEqualTo("true");
        }
        assertThat(lab.isAlive("ap1")).isTrue();
    }

    private ControlMessage ask(String operation, String node) throws InterruptedException {
        return (ControlMessage)
                new LabSocket(lab).answer(ControlMessage.of("op", operation, "node", node));
    }
}

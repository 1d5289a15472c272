package io.airloom.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.capture.PacketReader;
import io.airloom.ieee80211.MacAddress;
import io.airloom.topology.AirOrder;
import io.airloom.topology.TopologyParser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: each kind of step does what the file says, in the order and at the same time as it says,
/// and a failure ends what runs beside it and shows its scene. Method: labs on machines and an air
/// that are not there.
class StepRunnerTest {
    private static final String NODES =
            """
            nodes:
              ap1:  {role: ap, address: 172.16.16.1/24, hostapd: {ssid: lab}}
              sta1: {role: station, address: 172.16.16.2/24, network: {ssid: lab}}
            steps:
            """;
    private static final long STA1 = MacAddress.parse("02:00:00:00:02:00");
    private static final int BEACON = 8;
    private static final int AUTHENTICATION = 11;

    @TempDir Path folder;

    private final FakeMachines machines = new FakeMachines();
    private final StepAir air = new StepAir();
    private final List<LabEvent> events = new CopyOnWriteArrayList<>();

    private Lab lab(String steps) {
        return new Lab(
                TopologyParser.parse("lab.yaml", NODES + steps.indent(2)),
                LabOptions.standard().withFolder(folder),
                this::heard,
                new LabParts(machines, air, ProxyDesk.NONE, () -> {}));
    }

    private void heard(LabEvent event) {
        events.add(event);
    }

    private List<String> run(String steps) throws InterruptedException {
        try (Lab lab = lab(steps)) {
            lab.boot();
            lab.runSteps();
            return outcomes(lab);
        }
    }

    private List<String> failing(String steps, String message) throws InterruptedException {
        try (Lab lab = lab(steps)) {
            lab.boot();
            assertThatThrownBy(lab::runSteps)
                    .isInstanceOf(LabFailure.class)
                    .hasMessageContaining(message);
            assertThat(lab.report().ok()).isFalse();
            return outcomes(lab);
        }
    }

    private static List<String> outcomes(Lab lab) {
        return lab.results().stream().map(r -> r.number() + " " + r.outcome()).toList();
    }

    @Test
    void ordersChangeTheAirInTheOrderOfTheFile() throws Exception {
        assertThat(
                        run(
                                """
                                - set: {link: [ap1, sta1], loss: 30%, signal: -70, one-way: true}
                                - set: link ap1 sta1 down
                                - set: {link: [sta1, ap1], up: true}
                                - set: {power: 10, node: ap1}
                                - set: {delay: 20ms}
                                - set: reset
                                """))
                .containsExactly(
                        "1 PASSED", "2 PASSED", "3 PASSED", "4 PASSED", "5 PASSED", "6 PASSED");
        assertThat(air.orders)
                .containsExactly(
                        new AirOrder.Link("ap1", "sta1", false, null, 0.3, -70),
                        new AirOrder.Link("ap1", "sta1", true, false, null, null),
                        new AirOrder.Link("sta1", "ap1", true, true, null, null),
                        new AirOrder.Power("ap1", 10),
                        new AirOrder.Delay(Duration.ofMillis(20)),
                        new AirOrder.Reset());
    }

    @Test
    void aFrameThatAStepBesideItCausesIsNeverMissed() throws Exception {
        machines.answer(
                "sta1",
                "scan",
                _ -> {
                    air.send("ap1", AUTHENTICATION, STA1);
                    return FakeMachines.result(0, "", false);
                });
        for (int round = 0; round < 50; round++) {
            assertThat(
                            run(
                                    """
                                    - parallel:
                                        - {node: sta1, run: scan}
                                        - {wait: {frame: "subtype==auth and node==ap1"}, within: 20s}
                                    """))
                    .containsExactly("1.1 PASSED", "1.2 PASSED");
        }
        assertThat(air.openStreams).as("streams left open").hasValue(0);
    }

    @Test
    void aFrameThatDoesNotComeIsAFailureWithTheFramesThatDid() throws Exception {
        machines.answer(
                "sta1",
                "scan",
                _ -> {
                    air.send("ap1", BEACON, MacAddress.BROADCAST);
                    air.send("ap1", AUTHENTICATION, STA1);
                    return FakeMachines.result(0, "", false);
                });
        try (Lab lab =
                lab(
                        """
                        - {node: sta1, run: scan}
                        - {wait: {frame: "subtype==deauth and node==ap1", count: 2}, within: 10ms}
                        - {node: sta1, run: never}
                        """)) {
            lab.boot();
            assertThatThrownBy(lab::runSteps)
                    .hasMessage(
                            "step 2, wait: 2 frames subtype==deauth and node==ap1: 0 such frames"
                                    + " within 0.0 s");
            assertThat(outcomes(lab)).containsExactly("1 PASSED", "2 FAILED", "3 SKIPPED");
            StepResult failed = lab.results().get(1);
            assertThat(failed.failure()).isEqualTo("0 such frames within 0.0 s");
            assertThat(failed.frames())
                    .anyMatch(line -> line.contains("Authentication"))
                    .contains("and 1 beacons of ap1");
        }
        assertThat(machines.commandsOf("sta1")).noneMatch(c -> c.contains("never"));
    }

    @Test
    void theFirstFailureEndsWhatHappensBesideIt() throws Exception {
        machines.answer("ap1", "bad", 1, "");
        assertThat(
                        failing(
                                """
                                - parallel:
                                    - {pause: 60min}
                                    - {node: ap1, run: bad}
                                    - sequence:
                                        - {node: sta1, run: good}
                                        - {pause: 60min}
                                        - {node: sta1, run: never}
                                - {node: sta1, run: never}
                                """,
                                "step 1.2, ap1: \"bad\": exit code 1"))
                .containsExactly(
                        "1.1 SKIPPED",
                        "1.2 FAILED",
                        "1.3.1 PASSED",
                        "1.3.2 SKIPPED",
                        "1.3.3 SKIPPED",
                        "2 SKIPPED");
        assertThat(machines.commandsOf("sta1")).noneMatch(c -> c.contains("never"));
    }

    @Test
    void aGroupHasATimeLimitOfItsOwn() throws Exception {
        assertThat(
                        failing(
                                """
                                - sequence: [{pause: 1ms}, {pause: 60min}]
                                  within: 50ms
                                """,
                                "step 1, sequence: not done within 0.1 s"))
                .containsExactly("1 FAILED", "1.1 PASSED", "1.2 SKIPPED");
    }

    @Test
    void whatIsSavedIsAVariableOfTheShellAndATextToExpect() throws Exception {
        machines.answer("ap1", "id", 0, "it's; reboot\n").answer("sta1", "echo", 0, "it's; reboot");
        run(
                """
                - {node: ap1, run: id, save: word}
                - {node: sta1, run: 'echo "${saved.word}"', expect: "${saved.word}"}
                """);
        assertThat(machines.commandsOf("sta1"))
                .contains(
                        """
                        sh -c exec 2>&1
                        saved_word='it'\\''s; reboot'
                        echo "${saved_word}"\
                        """);
    }

    @Test
    void anOutputIsHeldToTextsPatternsAndJson() throws Exception {
        machines.answer("ap1", "list", 0, "a 17\nb 4\n")
                .answer(
                        "ap1",
                        "json",
                        0,
                        "{\"end\":{\"bps\":1250.5,\"ok\":true},\"l\":[1,{\"s\":\"up\"}]}");
        run(
                """
                - {node: ap1, run: list, expect: {pattern: '^b \\d$', text: 17, not: {pattern: '^b 5'}}}
                - {node: ap1, run: list, expect: [a, b, {not: c}]}
                - {node: ap1, run: json, expect: {json: end.bps > 1000}}
                - {node: ap1, run: json, expect: [{json: '.l[1].s == "up"'}, {json: end.ok == true}, {json: "l[0] != 2"}]}
                """);
        failing("- {node: ap1, run: list, expect: {pattern: '^17'}}", "does not match \"^17\"");
        failing(
                "- {node: ap1, run: list, expect: {not: 17}}",
                "as it should not be: it contains \"17\"");
        failing(
                "- {node: ap1, run: json, expect: {json: end.bps < 1000}}",
                "end.bps is \"1250.5\", which is not < \"1000\"");
        failing("- {node: ap1, run: json, expect: {json: end.rtt}}", "its output has no end.rtt");
        failing("- {node: ap1, run: list, expect: {json: end}}", "its output is not JSON");
    }

    @Test
    void aPatternThatGoesBackAndForthForEverIsAFailureAndNoHang() throws Exception {
        machines.answer("ap1", "list", 0, "a".repeat(100_000) + "!");
        failing(
                "- {node: ap1, run: list, expect: {pattern: '^(a|aa)+$'}}",
                "takes too long on this output");
        failing("- {node: ap1, run: list, expect: {pattern: '^(a?){60}a{60}x'}}", "list");
    }

    @Test
    void waitsForPingsLogsAndTheEndOfAnAssociation() throws Exception {
        run(
                """
                - {wait: {ping: ap1}, node: sta1}
                - {wait: {log: "it's up"}, node: ap1}
                - {wait: {log: ready, file: /run/x.log}, node: ap1}
                - {wait: disconnected, node: sta1}
                """);
        assertThat(machines.commandsOf("sta1"))
                .anyMatch(c -> c.contains("until ping -c 1 -W 1 172.16.16.1 >"))
                .anyMatch(c -> c.contains("grep -q -v COMPLETED"));
        assertThat(machines.commandsOf("ap1"))
                .anyMatch(c -> c.contains("grep -F -e 'it'\\''s up' '/run/airloom/hostapd.log'"))
                .anyMatch(c -> c.contains("grep -F -e 'ready' '/run/x.log'"));
        machines.answer("sta1", "until", _ -> FakeMachines.result(124, "", true))
                .answer("sta1", "tail", 0, "no network\u001b[2J\n");
        failing(
                "- {wait: {ping: ap1}, node: sta1, within: 2s}",
                "step 1: sta1 does not reach ap1 (172.16.16.1) after 2.0 s\n  | no network\\x1b[2J");
    }

    @Test
    void aStationIsAssociatedWhenItsAccessPointHasAuthorizedIt() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        machines.answer(
                        "sta1",
                        "wpa_cli",
                        0,
                        "bssid=02:00:00:00:01:00\naddress=02:00:00:00:02:00\n")
                .answer(
                        "ap1",
                        "look 02:00:00:00:02:00",
                        _ -> {
                            String answer =
                                    switch (looks.incrementAndGet()) {
                                        case 1 -> "pending";
                                        case 2 -> "";
                                        default -> "given";
                                    };
                            return FakeMachines.result(0, answer + "\n", false);
                        });
        run("- {wait: associated, node: sta1}");
        assertThat(looks).as("it was thrown out once").hasValue(3);
        machines.answer("ap1", "hostapd_cli", 0, "pending\n");
        failing(
                "- {wait: associated, node: sta1, within: 1s}",
                "step 1: sta1 is associated, but its access point has not authorized it after");
        machines.answer("ap1", "hostapd_cli", 0, "");
        run("- {wait: associated, node: sta1}");
    }

    @Test
    void aFailedWaitShowsTheLogsOfBothSides() throws Exception {
        machines.answer("sta1", "until", _ -> FakeMachines.result(124, "", true))
                .answer("sta1", "tail", 0, "sta1 says\u001b[2J\n")
                .answer("ap1", "tail", 0, "ap1 says\n");
        try (Lab lab = lab("- {wait: associated, node: sta1}")) {
            lab.boot();
            assertThatThrownBy(lab::runSteps).isInstanceOf(LabFailure.class);
            assertThat(lab.results().getFirst().logs())
                    .containsEntry("sta1 wpa_supplicant.log", List.of("sta1 says\\x1b[2J"))
                    .containsEntry("ap1 hostapd.log", List.of("ap1 says"));
        }
    }

    @Test
    void aRebootStartsTheMachineAnew() throws Exception {
        run("- {reboot: sta1}");
        assertThat(events).contains(new LabEvent.Killed("sta1"));
        assertThat(events.stream().filter(new LabEvent.Up("sta1")::equals)).hasSize(2);
    }

    @Test
    void aStepsRecordHoldsTheFramesBetweenItsStartAndItsStop() throws Exception {
        machines.answer(
                "sta1",
                "scan",
                _ -> {
                    air.send("ap1", BEACON, MacAddress.BROADCAST);
                    air.send("ap1", AUTHENTICATION, STA1);
                    return FakeMachines.result(0, "", false);
                });
        run(
                """
                - {node: sta1, run: scan}
                - capture: {start: auth.pcapng, filter: subtype==auth}
                - {node: sta1, run: scan}
                - capture: {stop: auth.pcapng}
                - {node: sta1, run: scan}
                """);
        int frames = 0;
        try (PacketReader reader = PacketReader.open(folder.resolve("auth.pcapng"))) {
            while (reader.next() != null) {
                frames++;
            }
        }
        assertThat(frames).isEqualTo(1);
        failing("- capture: {stop: auth.pcapng}", "no capture into that file runs");
    }

    @Test
    void anInterruptedRunTellsWhatItHadDone() throws Exception {
        try (Lab lab =
                lab("- {node: ap1, run: good}\n- parallel: [{pause: 60min}, {pause: 90min}]")) {
            lab.boot();
            Thread runner = Thread.currentThread();
            Thread interrupting =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    Poll.until(
                                            "second pause",
                                            () ->
                                                    events.toString().contains("number=1.2")
                                                            || events.toString().contains("2.2"));
                                } catch (Exception e) {
                                    throw new IllegalStateException("poll", e);
                                } finally {
                                    runner.interrupt();
                                }
                            });
            assertThatThrownBy(lab::runSteps).isInstanceOf(InterruptedException.class);
            interrupting.join();
            assertThat(outcomes(lab)).containsExactly("1 PASSED", "2.1 SKIPPED", "2.2 SKIPPED");
        }
    }
}

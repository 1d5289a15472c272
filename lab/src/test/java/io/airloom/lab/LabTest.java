package io.airloom.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.topology.TopologyParser;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A lab's order of events and its failures, on machines that are not there.
class LabTest {
    private static final String WPA2 =
            """
            name: wpa2-ping
            nodes:
              ap1:  {role: ap, address: 172.16.16.1/24, hostapd: {ssid: lab, wpa: 2, wpa_passphrase: airloom-demo}}
              sta1: {role: station, address: 172.16.16.2/24, network: {ssid: lab, psk: airloom-demo}}
            steps:
              - {wait: associated, node: sta1, within: 20s}
              - {node: sta1, run: "ping -c 3 172.16.16.1"}
            """;

    private static final String JOINED =
            """
            1700000000.100000: Successfully initialized wpa_supplicant
            1700000000.200000: wlan0: SME: Trying to authenticate with 02:00:00:00:01:00 (SSID='lab' freq=2412 MHz)
            1700000000.410400: wlan0: CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:01:00 completed [id=0 id_str=]
            """;

    private final FakeMachines machines = new FakeMachines();
    private final FakeAir air = new FakeAir();
    private final AtomicInteger restClosed = new AtomicInteger();
    private final List<LabEvent> events = new CopyOnWriteArrayList<>();

    private Lab lab(String text) {
        return new Lab(
                TopologyParser.parse("lab.yaml", text),
                LabOptions.standard().withCapture(Path.of("lab.pcapng")),
                events::add,
                new LabParts(machines, air, ProxyDesk.NONE, restClosed::incrementAndGet));
    }

    @Test
    void bootsJoinsRunsAndReports() throws Exception {
        machines.answer("sta1", "cat /run/airloom/wpa_supplicant.log", 0, JOINED)
                .answer("sta1", "ping", 0, "3 packets transmitted, 3 received\n");
        LabReport report;
        try (Lab lab = lab(WPA2)) {
            lab.boot();
            lab.runSteps();
            report = lab.report();
        }

        assertThat(events.getFirst())
                .isEqualTo(new LabEvent.Prepared("Fake 1.0", "Fake Linux, kernel 6.12.0-fake"));
        assertThat(indexOf(new LabEvent.Up("ap1"))).isLessThan(indexOf(new LabEvent.Up("sta1")));
        assertThat(events.stream().map(e -> e.getClass().getSimpleName()).toList())
                .endsWith(
                        "Ready",
                        "StepStarted",
                        "StepEnded",
                        "Associated",
                        "StepStarted",
                        "StepEnded");
        assertThat(report.ok()).isTrue();
        assertThat(report.failure()).isNull();
        assertThat(report.associations())
                .containsExactly(
                        new LabReport.Association("sta1", "02:00:00:00:01:00", "lab", 310));
        assertThat(machines.files.get("ap1")).containsKey("/etc/airloom/hostapd.conf");
        assertThat(machines.open).hasValue(0);
        assertThat(air.closed).hasValue(1);
        assertThat(restClosed).hasValue(1);
    }

    @Test
    void theReportsJsonHasTheShapeOfTheDocumentation() throws Exception {
        machines.answer("sta1", "cat /run/airloom/wpa_supplicant.log", 0, JOINED)
                .answer("sta1", "ping", 0, "\"3\" received\n\u001b[0m");
        try (Lab lab = lab(WPA2)) {
            lab.boot();
            lab.runSteps();
            assertThat(json(lab.report()).replaceAll("\"millis\":\\d+,\"out", "\"millis\":7,\"out"))
                    .isEqualTo(
                            """
                            {"lab":"wpa2-ping","ok":true,"engine":"fake","accelerator":"tcg","kernel":"6.12.0-fake","seed":1,\
                            "nodes":[{"name":"ap1","engine":"qemu","image":"tiny","commands":"agent","radio":"virtio","bootMillis":2300},{"name":"sta1","engine":"qemu","image":"tiny","commands":"agent","radio":"virtio","bootMillis":2300}],\
                            "associations":[{"station":"sta1","bssid":"02:00:00:00:01:00","ssid":"lab","millis":310}],\
                            "steps":[{"node":"sta1","run":"ping -c 3 172.16.16.1","exitCode":0,"millis":7,\
                            "output":"\\"3\\" received\\n\\u001B[0m"}],\
                            "medium":{"frames":1934,"copies":1930,"drops":{"no-buffer":4},\
                            "latencyMicros":{"p50":14.3,"p99":61.0,"max":250.1}},"capture":"lab.pcapng"}
                            """);
        }
    }

    @Test
    void aStationStartsOnlyWhenEveryAccessPointIsUp() throws Exception {
        CountDownLatch stationBooted = new CountDownLatch(1);
        machines.answer(
                "ap2",
                "/etc/airloom/up",
                _ -> {
                    await(stationBooted);
                    return FakeMachines.result(0, "", false);
                });
        Lab lab =
                new Lab(
                        TopologyParser.parse(
                                "lab.yaml",
                                """
                                nodes:
                                  sta1: {role: station, network: {ssid: lab}}
                                  ap1: {role: ap, hostapd: {ssid: lab}}
                                  ap2: {role: ap, hostapd: {ssid: lab, channel: 6}}
                                """),
                        LabOptions.standard(),
                        event -> {
                            events.add(event);
                            if (event instanceof LabEvent.Booted b && b.node().equals("sta1")) {
                                stationBooted.countDown();
                            }
                        },
                        new LabParts(machines, air, ProxyDesk.NONE, () -> {}));
        try (lab) {
            lab.boot();
        }
        assertThat(indexOf(new LabEvent.Up("sta1")))
                .isGreaterThan(indexOf(new LabEvent.Up("ap1")))
                .isGreaterThan(indexOf(new LabEvent.Up("ap2")));
    }

    @Test
    void quotesADaemonThatRefusesItsConfigurationAndEndsEverything() {
        machines.answer(
                "ap1", "/etc/airloom/up", 1, "Line 7: unknown configuration item 'wps'\u001b[2J\n");
        try (Lab lab = lab(WPA2)) {
            assertThatThrownBy(lab::boot)
                    .isInstanceOf(LabFailure.class)
                    .hasMessage(
                            "node \"ap1\" did not come up: hostapd or its set-up failed (exit code 1)\n"
                                    + "  | Line 7: unknown configuration item 'wps'\\x1b[2J");
            assertThat(lab.report().ok()).isFalse();
            assertThat(lab.report().failure()).startsWith("node \"ap1\" did not come up");
        }
        assertThat(machines.open).hasValue(0);
    }

    @Test
    void stopsAtTheFirstStepThatFails() throws Exception {
        machines.answer("sta1", "ping", 1, "PING 172.16.16.1\n0 received\n");
        try (Lab lab = lab(WPA2 + "  - {node: sta1, run: never}\n")) {
            lab.boot();
            assertThatThrownBy(lab::runSteps)
                    .isInstanceOf(LabFailure.class)
                    .hasMessageMatching(
                            "step 2, sta1: \"ping -c 3 172\\.16\\.16\\.1\": exit code 1 instead of 0"
                                    + " after [0-9.]+ s\n  \\| PING 172\\.16\\.16\\.1\n  \\| 0 received");
            assertThat(lab.report().steps()).hasSize(1);
            assertThat(lab.report().ok()).isFalse();
        }
        assertThat(machines.commandsOf("sta1")).noneMatch(c -> c.contains("never"));
    }

    @Test
    void saysWhatTheSupplicantSaidWhenAStationDoesNotJoin() throws Exception {
        machines.answer("sta1", "until", _ -> FakeMachines.result(124, "", true))
                .answer("sta1", "tail", 0, "wlan0: WPA: 4-Way Handshake failed\n");
        try (Lab lab = lab(WPA2)) {
            lab.boot();
            assertThatThrownBy(lab::runSteps)
                    .hasMessage(
                            "step 1: sta1 is not associated after 20.0 s\n"
                                    + "  | wlan0: WPA: 4-Way Handshake failed");
        }
    }

    @Test
    void aStepMayExpectAnotherExitCodeAndAText() throws Exception {
        machines.answer("n", "first", 3, "good").answer("n", "second", 0, "bad");
        try (Lab lab =
                lab(
                        """
                        nodes: {n: {role: bare}}
                        steps:
                          - {node: n, run: first, exit: 3, expect: good}
                          - {node: n, run: second, expect: good}
                        """)) {
            lab.boot();
            assertThatThrownBy(lab::runSteps)
                    .hasMessageStartingWith(
                            "step 2, n: \"second\": its output does not contain \"good\"");
        }
    }

    @Test
    void ibssNodesStartOneAfterTheOther() throws Exception {
        try (Lab lab =
                lab(
                        """
                        nodes:
                          i1: {role: ibss, network: {ssid: adhoc}}
                          i2: {role: ibss, network: {ssid: adhoc}}
                          i3: {role: ibss, network: {ssid: adhoc}}
                        """)) {
            lab.boot();
        }
        assertThat(machines.commands.stream().filter(c -> c.endsWith("/etc/airloom/up")).toList())
                .containsExactly(
                        "i1: sh /etc/airloom/up",
                        "i2: sh /etc/airloom/up",
                        "i3: sh /etc/airloom/up");
    }

    @Test
    void anInterruptedBootLeavesNothing() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        machines.answer(
                "ap1",
                "/etc/airloom/up",
                _ -> {
                    inside.countDown();
                    await(never);
                    return FakeMachines.result(0, "", false);
                });
        Lab lab = lab(WPA2);
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        Thread booting =
                Thread.ofPlatform()
                        .start(() -> {
                            try (lab) {
                                lab.boot();
                            } catch (InterruptedException e) {
                                thrown.add(e);
                            }
                        });
        inside.await();
        booting.interrupt();
        booting.join();
        assertThat(thrown).singleElement().isInstanceOf(InterruptedException.class);
        assertThat(machines.open).hasValue(0);
        assertThat(restClosed).hasValue(1);
    }

    @Test
    void roamingIsTimedFromItsFirstTryAndToldByTheNetworksName() {
        assertThat(
                        SupplicantLog.joins(
                                JOINED
                                        + """
                                        1700000009.000000: wlan0: CTRL-EVENT-DISCONNECTED bssid=02:00:00:00:01:00 reason=3
                                        not a line of the log
                                        1700000010.000000: wlan0: SME: Trying to authenticate with 02:00:00:00:02:00 (SSID='lab')
                                        1700000010.020000: wlan0: Trying to associate with 02:00:00:00:02:00 (SSID='it's' freq=2412 MHz)
                                        1700000010.050000: wlan0: CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:02:00 completed [id=0]
                                        """))
                .containsExactly(
                        new SupplicantLog.Join("02:00:00:00:01:00", 310, "lab"),
                        new SupplicantLog.Join("02:00:00:00:02:00", 50, "it's"));
    }

    @Test
    void aMeshPointJoinsEachPeerOnce() {
        assertThat(
                        SupplicantLog.joins(
                                """
                                1700000000.000000: Successfully initialized wpa_supplicant
                                1700000000.400000: wlan0: CTRL-EVENT-CONNECTED - Connection to 00:00:00:00:00:00 completed [id=0 id_str=]
                                1700000000.500000: wlan0: MESH-PEER-CONNECTED 02:00:00:00:02:00
                                1700000000.700000: wlan0: MESH-PEER-CONNECTED 02:00:00:00:03:00
                                1700000001.000000: wlan0: MESH-PEER-CONNECTED 02:00:00:00:02:00
                                """))
                .containsExactly(
                        new SupplicantLog.Join("02:00:00:00:02:00", 500, ""),
                        new SupplicantLog.Join("02:00:00:00:03:00", 700, ""));
    }

    private int indexOf(LabEvent event) {
        assertThat(events).contains(event);
        return events.indexOf(event);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String json(LabReport report) throws IOException {
        StringWriter out = new StringWriter();
        report.writeJson(out);
        return out.toString();
    }

    /// An air that only counts.
    private static final class FakeAir implements LabAir {
        final AtomicInteger closed = new AtomicInteger();

        @Override
        public void watch(AirWatcher watcher) {}

        @Override
        public Path listen(String node) {
            return Path.of("/nowhere", node + ".air");
        }

        @Override
        public LabReport.Medium report() {
            SequencedMap<String, Long> drops = new LinkedHashMap<>();
            drops.put("no-buffer", 4L);
            return new LabReport.Medium(
                    1934, 1930, drops, new LabReport.Latency(14.32, 61, 250.06));
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}

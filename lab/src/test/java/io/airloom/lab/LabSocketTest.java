package io.airloom.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.capture.FilterException;
import io.airloom.machine.ExecEnd;
import io.airloom.machine.ExecOutput;
import io.airloom.machine.ExecResult;
import io.airloom.topology.AirOrder;
import io.airloom.topology.TopologyParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A running lab and another terminal.
class LabSocketTest {
    private static final String TOPOLOGY =
            """
            name: two
            nodes:
              ap1:  {role: ap, address: 172.16.16.1/24, hostapd: {ssid: lab}}
              sta1: {role: station, network: {ssid: lab}}
            """;

    @TempDir private Path directory;

    private final FakeMachines machines = new FakeMachines();
    private Lab lab;
    private ControlSocket socket;

    @BeforeEach
    void start() throws InterruptedException {
        lab =
                new Lab(
                        TopologyParser.parse("lab.yaml", TOPOLOGY),
                        LabOptions.standard(),
                        LabListener.NONE,
                        new LabParts(machines, new SilentAir(), ProxyDesk.NONE, () -> {}));
        lab.boot();
        socket = LabSocket.open(lab, directory);
    }

    @AfterEach
    void stop() {
        socket.close();
        lab.close();
    }

    @Test
    void listsItsNodes() {
        List<RunningLab> labs = RunningLab.in(List.of(directory, directory.resolve("none")));
        assertThat(labs)
                .containsExactly(
                        new RunningLab(
                                directory,
                                "two",
                                ProcessHandle.current().pid(),
                                ProcessHandle.current().pid(),
                                List.of(
                                        new RunningLab.Node(
                                                "ap1",
                                                "qemu",
                                                "ap",
                                                "172.16.16.1/24",
                                                "02:00:00:00:01:00",
                                                true),
                                        new RunningLab.Node(
                                                "sta1",
                                                "qemu",
                                                "station",
                                                "",
                                                "02:00:00:00:02:00",
                                                true))));
    }

    @Test
    void runsACommandForAnotherTerminal() throws InterruptedException {
        machines.answer("sta1", "iw dev", 7, "phy#0\n\u0000\u00ff");
        ExecResult result =
                running().exec("sta1", List.of("iw", "dev"), new byte[0], Duration.ofSeconds(5));
        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stdout()).isEqualTo("phy#0\n\u0000\u00ff");
    }

    @Test
    void whatACommandWritesIsToldAsItComesAndNoFasterThanItIsRead() {
        List<Long> lead = new ArrayList<>();
        long[] read = new long[1];
        ExecEnd end =
                running()
                        .exec(
                                "sta1",
                                List.of(FakeMachines.FLOOD),
                                new byte[0],
                                Duration.ofMinutes(1),
                                (source, octets) -> {
                                    assertThat(source).isEqualTo(ExecOutput.Source.STDERR);
                                    read[0] += octets.length;
                                    lead.add(machines.flooded.get() - read[0]);
                                });
        assertThat(end).isEqualTo(new ExecEnd(5, false));
        assertThat(read[0]).isEqualTo(FakeMachines.FLOOD_BYTES);
        // What a socket and both its ends hold, and not a command's whole output.
        assertThat(lead).allSatisfy(bytes -> assertThat(bytes).isLessThan(2 << 20));
    }

    @Test
    void aCommandEndsWhenItsReaderDoesNotWantItAnyMore() throws Exception {
        assertThatThrownBy(() ->
                        running()
                                .exec(
                                        "sta1",
                                        List.of(FakeMachines.FLOOD),
                                        new byte[0],
                                        Duration.ofMinutes(1),
                                        (_, _) -> {
                                            throw new UncheckedIOException(new IOException());
                                        }))
                .isInstanceOf(UncheckedIOException.class);
        Poll.until("end of the command", () -> machines.running.get() == 0);
        assertThat(machines.flooded.get()).isLessThan(FakeMachines.FLOOD_BYTES);
    }

    @Test
    void saysWhichNodeIsUnknown() {
        assertThatThrownBy(() ->
                        running().exec("sta9", List.of("ls"), new byte[0], Duration.ofSeconds(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no node \"sta9\", did you mean \"sta1\"?");
    }

    @Test
    void nothingIsOrderedForAnUnknownNode() {
        AirOrder power = new AirOrder.Power("sta9", 10);
        AirOrder link = new AirOrder.Link("sta1", "ap9", true, false, null, null);
        for (LiveLab each : List.of(running(), lab.live())) {
            assertThatThrownBy(() -> each.set(power))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("there is no node \"sta9\", did you mean \"sta1\"?");
            assertThatThrownBy(() -> each.set(link))
                    .hasMessage("there is no node \"ap9\", did you mean \"ap1\"?");
            assertThatThrownBy(() -> each.filter("type==mgmt and node==sta9"))
                    .isInstanceOf(FilterException.class)
                    .hasMessageContaining("no node \"sta9\", did you mean sta1?\n")
                    .hasMessageEndingWith("^^^^");
            assertThatThrownBy(() -> each.kill("sta9"))
                    .hasMessageContaining("did you mean \"sta1\"?");
        }
    }

    @Test
    void onlyItsUserMayConnect() throws Exception {
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(directory.resolve(LabSocket.NAME))))
                .isEqualTo("rw-------");
    }

    @Test
    void rubbishEndsItsOwnConnectionOnly() throws Exception {
        try (SocketChannel channel =
                SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve(LabSocket.NAME)))) {
            channel.write(ByteBuffer.wrap("{\"op\":1}\n".getBytes(StandardCharsets.UTF_8)));
            assertThat(channel.read(ByteBuffer.allocate(16))).isEqualTo(-1);
        }
        assertThat(running().name()).isEqualTo("two");
    }

    @Test
    void anyOctetsAreAMessageOrNone() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] good =
                "{\"op\":\"exec\",\"node\":\"sta1\",\"command\":[\"a\",\"b\"],\"stdin\":\"\",\"limitMillis\":\"5\"}"
                        .getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 2000; round++) {
            byte[] octets = good.clone();
            for (int edits = random.nextInt(4); edits > 0; edits--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
            }
            ControlMessage message = ControlMessage.parse(octets);
            if (message != null) {
                ControlAnswer answer = new LabSocket(lab).answer(message);
                assertThat(answer instanceof ControlWork work ? work.answer(_ -> {}) : answer)
                        .as("seed %d, round %d", seed, round)
                        .isInstanceOf(ControlMessage.class);
            }
        }
        assertThat(ControlMessage.parse("[".repeat(5000).getBytes(StandardCharsets.UTF_8)))
                .isNull();
        assertThat(ControlMessage.parse(new byte[0])).isNull();
    }

    private RunningLab running() {
        return RunningLab.in(List.of(directory)).getFirst();
    }
}

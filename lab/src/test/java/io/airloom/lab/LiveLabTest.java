package io.airloom.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.capture.FrameFilters;
import io.airloom.image.EnvironmentException;
import io.airloom.topology.AirOrder;
import io.airloom.topology.TopologyParser;
import java.io.ByteArrayOutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What other terminals do with a running lab, well or badly.
class LiveLabTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String TOPOLOGY =
            """
            name: two
            nodes:
              ap1:  {role: ap, address: 172.16.16.1/24, hostapd: {ssid: lab}}
              sta1: {role: station, network: {ssid: lab}}
            """;

    @TempDir private Path folder;

    private final FakeMachines machines = new FakeMachines();
    private final BusyAir air = new BusyAir();
    private final AirStreams streams = new AirStreams(air.thread);
    private final List<AirOrder> orders = new ArrayList<>();
    private final CountDownLatch down = new CountDownLatch(1);
    private Path directory;
    private Lab lab;
    private ControlSocket socket;

    @BeforeEach
    void start() throws Exception {
        directory = Files.createDirectory(folder.resolve("run"));
        lab =
                new Lab(
                        TopologyParser.parse("lab.yaml", TOPOLOGY),
                        LabOptions.standard(),
                        LabListener.NONE,
                        new LabParts(machines, new WatchedAir(), ProxyDesk.NONE, () -> {}));
        lab.boot();
        lab.onDown(down::countDown);
        socket = LabSocket.open(lab, directory);
    }

    @AfterEach
    void stop() {
        socket.close();
        lab.close();
        air.close();
    }

    private RunningLab running() {
        return RunningLab.in(List.of(directory)).getFirst();
    }

    @Test
    void framesComeAsTheyWereSent() throws Exception {
        try (FrameStream near = lab.live().frames(FrameFilter.ALL);
                FrameStream far = running().frames(FrameFilters.parse("len>41 and ta==ap1"))) {
            air.beacons(1, 41);
            air.beacons(1, 4000);
            assertThat(near.next(PATIENCE)).isNotNull();
            AirFrame expected = near.next(PATIENCE);
            AirFrame frame = far.next(PATIENCE);
            assertThat(frame).isNotNull();
            assertThat(expected).isNotNull();
            assertThat(frame)
                    .usingRecursiveComparison()
                    .ignoringFields("number", "epochNanos")
                    .isEqualTo(expected);
            assertThat(frame.number()).isEqualTo(1);
            assertThat(far.next(Duration.ofMillis(1))).isNull();
        }
    }

    @Test
    void aCommandEndsWhenItsTerminalHasGone() throws Exception {
        for (int i = 0; i <= ControlSocket.MAX_CONNECTIONS; i++) {
            Path path = directory.resolve(LabSocket.NAME);
            try (SocketChannel terminal = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                ControlMessage.of(
                                "op", "exec",
                                "node", "sta1",
                                "command", List.of(FakeMachines.ENDLESS),
                                "stdin", "",
                                "limitMillis", "86400000")
                        .write(Channels.newOutputStream(terminal));
                Poll.until("the command", () -> machines.running.get() == 1);
            }
            Poll.until("its end", () -> machines.running.get() == 0);
        }
        assertThat(running().exec("sta1", List.of("true"), new byte[0], PATIENCE).ok()).isTrue();
    }

    @Test
    void aFilterThatIsCodeIsAppliedHere() throws Exception {
        try (FrameStream far = running().frames(frame -> frame.originalLength() == 50)) {
            air.beacons(3, 40);
            air.beacons(1, 50);
            AirFrame frame = far.next(PATIENCE);
            assertThat(frame).isNotNull();
            assertThat(frame.originalLength()).isEqualTo(50);
        }
    }

    @Test
    void aCaptureIsReadableAtAnyTime() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Thread capture =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                running().capture(FrameFilters.parse("type==mgmt"), out);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        Poll.until(
                "capture",
                () -> {
                    air.beacons(1, 60);
                    return out.size() > 400;
                });
        capture.interrupt();
        capture.join();
        assertThat(out.toString(StandardCharsets.ISO_8859_1)).contains("Airloom").contains("ap1");
    }

    @Test
    void aReaderThatDoesNotReadLosesFramesAndIsToldAndHoldsNobodyUp() throws Exception {
        RunningLab running = running();
        try (FrameStream slow = running.frames(FrameFilter.ALL);
                FrameStream quick = running.frames(FrameFilters.parse("len==77"))) {
            for (int i = 0; i < 12; i++) {
                air.beacons(1_000, 4_000);
            }
            // So much at once may be too much for the quick one, too.
            Poll.until(
                    "frame",
                    () -> {
                        air.beacons(1, 77);
                        return quick.next(Duration.ofMillis(50)) != null;
                    });
            assertThat(running.snapshot().links()).isEmpty();
            // What was lost is told with the next frame that is not.
            while (slow.dropped() == 0) {
                air.beacons(1, 77);
                assertThat(slow.next(PATIENCE)).isNotNull();
            }
            assertThat(slow.dropped()).isLessThan(12_000);
        }
    }

    @Test
    void readersThatLeaveGiveTheirPlacesBack() throws Exception {
        RunningLab running = running();
        for (int i = 0; i < 2 * ControlSocket.MAX_CONNECTIONS; i++) {
            FrameStream stream = openWhenThereIsRoom(running);
            stream.close();
        }
    }

    private static FrameStream openWhenThereIsRoom(RunningLab running) throws Exception {
        List<FrameStream> opened = new ArrayList<>();
        Poll.until(
                "room",
                () -> {
                    try {
                        return opened.add(running.frames(FrameFilter.ALL));
                    } catch (EnvironmentException e) {
                        return false;
                    }
                });
        return opened.getFirst();
    }

    @Test
    void tooManyReadersAreToldAndOthersAreAnsweredStill() {
        RunningLab running = running();
        List<FrameStream> open = new ArrayList<>();
        for (int i = 0; i < ControlSocket.MAX_FLOWS; i++) {
            open.add(running.frames(FrameFilter.ALL));
        }
        assertThatThrownBy(() -> running.frames(FrameFilter.ALL))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("more than 24 terminals watch");
        assertThat(running().name()).isEqualTo("two");
        open.forEach(FrameStream::close);
    }

    @Test
    void connectionsThatAskNothingMakeRoom() throws Exception {
        UnixDomainSocketAddress address =
                UnixDomainSocketAddress.of(directory.resolve(LabSocket.NAME));
        List<SocketChannel> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * ControlSocket.MAX_CONNECTIONS; i++) {
                SocketChannel channel = SocketChannel.open(address);
                channel.write(ByteBuffer.wrap("{\"op\":".getBytes(StandardCharsets.UTF_8)));
                idle.add(channel);
                if (i % 10 == 0) {
                    assertThat(running().name()).isEqualTo("two");
                }
            }
            // The first of them was closed for another.
            assertThat(idle.getFirst().read(ByteBuffer.allocate(1))).isEqualTo(-1);
        } finally {
            for (SocketChannel channel : idle) {
                channel.close();
            }
        }
    }

    @Test
    void aBadFilterIsRefusedWithItsPlace() throws Exception {
        ControlMessage answer =
                ControlSocket.ask(
                        directory.resolve(LabSocket.NAME),
                        ControlMessage.of("op", "frames", "filter", "tpye==mgmt"));
        assertThat(answer.text("error")).startsWith("no field \"tpye\"").endsWith("^^^^");
    }

    @Test
    void theEndOfTheLabIsTheEndOfItsFrames() throws Exception {
        try (FrameStream far = running().frames(FrameFilter.ALL)) {
            air.beacons(1, 40);
            assertThat(far.next(PATIENCE)).isNotNull();
            lab.close();
            socket.close();
            assertThatThrownBy(() -> far.next(PATIENCE)).isInstanceOf(EnvironmentException.class);
        }
    }

    @Test
    void aReaderIsInterruptible() throws Exception {
        try (FrameStream far = running().frames(FrameFilter.ALL)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> far.next(PATIENCE)).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void ordersComeThrough() {
        AirOrder.Link link = new AirOrder.Link("ap1", "sta1", true, false, 0.25, -70);
        running().set(link);
        lab.live().set(new AirOrder.Power("ap1", 10));
        assertThat(orders).containsExactly(link, new AirOrder.Power("ap1", 10));
    }

    @Test
    void whoHoldsTheLabIsToldToEndIt() throws Exception {
        Thread asking = Thread.ofVirtual().start(() -> running().down());
        assertThat(down.await(20, TimeUnit.SECONDS)).isTrue();
        socket.close();
        Files.deleteIfExists(directory.resolve(LabSocket.NAME));
        Files.delete(directory);
        asking.join();
    }

    @Test
    void labsAreFoundByNameOrProcess() {
        RunningLab one = running();
        RunningLab other = new RunningLab(directory, "other", 77, 77, List.of());
        RunningLab twin = new RunningLab(directory, "two", 78, 78, List.of());
        assertThat(RunningLab.find(List.of(one), null)).isEqualTo(one);
        assertThat(RunningLab.find(List.of(one, other), "other")).isEqualTo(other);
        assertThat(RunningLab.find(List.of(one, other), "77")).isEqualTo(other);
        assertThatThrownBy(() -> RunningLab.find(List.of(), null)).hasMessage("no lab runs");
        assertThatThrownBy(() -> RunningLab.find(List.of(one), "tow"))
                .hasMessage("no lab \"tow\" runs, did you mean \"two\"?");
        assertThatThrownBy(() -> RunningLab.find(List.of(one, other), null))
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        e -> assertThat(e.remedy()).isEqualTo("choose one with --lab: two, other"));
        assertThatThrownBy(() -> RunningLab.find(List.of(one, twin), "two"))
                .hasMessage("2 labs run by that name")
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        e -> assertThat(e.remedy()).contains("78 (two)"));
    }

    private final class WatchedAir implements LabAir {
        @Override
        public void watch(AirWatcher watcher) {}

        @Override
        public Path listen(String node) {
            return Path.of("/nowhere", node + ".air");
        }

        @Override
        public FrameStream frames(FrameFilter filter) {
            return streams.open(filter);
        }

        @Override
        public void set(AirOrder order) {
            orders.add(order);
        }

        @Override
        public LabReport.Medium report() {
            return LabReport.Medium.NONE;
        }

        @Override
        public void close() {
            streams.close();
        }
    }
}

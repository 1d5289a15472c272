package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Speaks with a monitor that the test plays, which may be as hostile as it likes.
@Timeout(60)
class QmpTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(100);

    @TempDir Path folder;

    private FakeMonitor monitor;

    @AfterEach
    void close() throws IOException {
        monitor.close();
    }

    private Path play(FakeMonitor.Play play) throws IOException {
        return play(FakeMonitor.GREETING, play);
    }

    private Path play(String greeting, FakeMonitor.Play play) throws IOException {
        Path socket = folder.resolve("qmp");
        monitor = new FakeMonitor(socket, greeting, play);
        return socket;
    }

    private static long end(Duration limit) {
        return System.nanoTime() + limit.toNanos();
    }

    private static void ask(Qmp qmp) throws IOException, InterruptedException {
        qmp.execute("stop", json -> json.writeStringProperty("id", "a \"b\""), end(LIMIT));
    }

    @Test
    void sendsCommandsWithArgumentsAndTakesTheAnswerToEach() throws Exception {
        Path socket = play((_, _) -> "{\"return\": [], \"id\": 99}\n" + FakeMonitor.done());
        try (Qmp qmp = Qmp.connect(socket, LIMIT)) {
            ask(qmp);
            ask(qmp);
        }
        assertThat(monitor.asked)
                .containsExactly(
                        "{\"execute\":\"stop\",\"arguments\":{\"id\":\"a \\\"b\\\"\"},\"id\":2}",
                        "{\"execute\":\"stop\",\"arguments\":{\"id\":\"a \\\"b\\\"\"},\"id\":3}");
    }

    @Test
    void tellsWhyACommandWasRefused() throws Exception {
        Path socket = play((_, _) -> FakeMonitor.refused("DeviceNotFound", "no\\u001b[2J air"));
        try (Qmp qmp = Qmp.connect(socket, LIMIT)) {
            assertThatThrownBy(() -> ask(qmp))
                    .isInstanceOfSatisfying(
                            Qmp.QmpException.class,
                            e -> assertThat(e.kind()).isEqualTo("DeviceNotFound"))
                    .hasMessageStartingWith("stop: no")
                    .hasMessageNotContaining("\u001b");
            // The conversation goes on.
            assertThatThrownBy(() -> ask(qmp)).hasMessageStartingWith("stop: no");
        }
    }

    @Test
    void keepsEventsThatComeBeforeTheyAreAskedFor() throws Exception {
        Path socket =
                play((_, _) ->
                        FakeMonitor.deleted("other")
                                + "\n"
                                + FakeMonitor.deleted("air")
                                + "\n"
                                + FakeMonitor.done());
        try (Qmp qmp = Qmp.connect(socket, LIMIT)) {
            ask(qmp);
            qmp.awaitEvent("DEVICE_DELETED", "air", end(LIMIT));
            assertThatThrownBy(() -> qmp.awaitEvent("DEVICE_DELETED", "air", end(SHORT)))
                    .hasMessageContaining("does not answer");
        }
    }

    @Test
    void forgetsEventsThatNobodyAsksFor() throws Exception {
        String many = (FakeMonitor.deleted("x") + "\n").repeat(10_000);
        Path socket = play((_, _) -> FakeMonitor.deleted("air") + "\n" + many + FakeMonitor.done());
        try (Qmp qmp = Qmp.connect(socket, LIMIT)) {
            ask(qmp);
            qmp.awaitEvent("DEVICE_DELETED", "x", end(LIMIT));
            assertThatThrownBy(() -> qmp.awaitEvent("DEVICE_DELETED", "air", end(SHORT)))
                    .isInstanceOf(Qmp.QmpException.class);
        }
    }

    @Test
    void givesUpOnAMonitorThatGreetsNobody() throws Exception {
        Path socket = play("", (_, _) -> "");
        assertThatThrownBy(() -> Qmp.connect(socket, SHORT))
                .isInstanceOf(Qmp.QmpException.class)
                .hasMessageContaining("is another client connected to it?");
    }

    @Test
    void givesUpOnAMonitorThatDoesNotAnswer() throws Exception {
        Path socket = play((_, _) -> "");
        try (Qmp qmp = Qmp.connect(socket, LIMIT)) {
            assertThatThrownBy(() -> qmp.execute("stop", json -> {}, end(SHORT)))
                    .hasMessageContaining("does not answer");
        }
    }

    @Test
    void givesUpOnAMonitorThatTalksWithoutEnd() throws Exception {
        byte[] noise =
                (FakeMonitor.deleted("x") + "\n").repeat(1000).getBytes(StandardCharsets.UTF_8);
        Path socket =
                play((_, out) -> {
                    while (true) {
                        out.write(noise);
                    }
                });
        try (Qmp qmp = Qmp.connect(socket, LIMIT)) {
            assertThatThrownBy(() -> qmp.execute("stop", json -> {}, end(SHORT)))
                    .isInstanceOf(Qmp.QmpException.class);
        }
    }

    @Test
    void refusesALineWithoutEnd() throws Exception {
        byte[] noise = new byte[1 << 16];
        Arrays.fill(noise, (byte) 'x');
        Path socket =
                play((_, out) -> {
                    while (true) {
                        out.write(noise);
                    }
                });
        try (Qmp qmp = Qmp.connect(socket, LIMIT)) {
            assertThatThrownBy(() -> ask(qmp)).hasMessageContaining("a line without end");
        }
    }

    @Test
    void saysThatQemuHasGone() throws Exception {
        Path socket =
                play((_, _) -> {
                    throw new IOException("power off");
                });
        try (Qmp qmp = Qmp.connect(socket, LIMIT)) {
            assertThatThrownBy(() -> ask(qmp)).isInstanceOf(Qmp.QmpException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nonsense", "[]", "{}", "42", "{\"QMP\"", "{\"return\": {", "{\"a\":1}"})
    void passesOverLinesThatAreNothing(String line) throws Exception {
        assertThat(QmpMessage.parse(line)).isInstanceOf(QmpMessage.Strange.class);
        Path socket = play((_, _) -> line + "\n" + FakeMonitor.done());
        try (Qmp qmp = Qmp.connect(socket, LIMIT)) {
            ask(qmp);
        }
    }

    @Test
    void refusesDepthWithoutEnd() throws IOException {
        play((_, _) -> "");
        assertThat(QmpMessage.parse("{\"return\":" + "[".repeat(100_000)))
                .isInstanceOf(QmpMessage.Strange.class);
    }

    // ---- the replug -----------------------------------------------------------------------------

    private static String plain(String command) {
        return command.equals("device_del")
                ? FakeMonitor.done() + "\n" + FakeMonitor.deleted("air")
                : FakeMonitor.done();
    }

    private void replug(Path socket, Duration limit) throws Exception {
        QemuReplug.run(socket, Path.of("/run/a,b.air"), limit);
    }

    @Test
    void replugsWithTheDeviceOfTheCommandLine() throws Exception {
        replug(play((command, _) -> plain(command)), LIMIT);
        assertThat(monitor.asked)
                .containsExactly(
                        "{\"execute\":\"device_del\",\"arguments\":{\"id\":\"air\"},\"id\":2}",
                        "{\"execute\":\"chardev-remove\",\"arguments\":{\"id\":\"air\"},\"id\":3}",
                        "{\"execute\":\"chardev-add\",\"arguments\":{\"id\":\"air\",\"backend\":"
                                + "{\"type\":\"socket\",\"data\":{\"server\":false,\"addr\":"
                                + "{\"type\":\"unix\",\"data\":{\"path\":\"/run/a,b.air\"}}}}},"
                                + "\"id\":4}",
                        "{\"execute\":\"device_add\",\"arguments\":{\"driver\":"
                                + "\"vhost-user-test-device-pci\",\"id\":\"air\",\"chardev\":"
                                + "\"air\",\"virtio-id\":29,\"num_vqs\":2},\"id\":5}");
    }

    @Test
    void waitsUntilTheSocketIsFree() throws Exception {
        AtomicInteger busy = new AtomicInteger(3);
        replug(
                play((command, _) ->
                        command.equals("chardev-remove") && busy.getAndDecrement() > 0
                                ? FakeMonitor.refused("GenericError", "Chardev 'air' is busy")
                                : plain(command)),
                LIMIT);
        assertThat(busy).hasValue(-1);
    }

    @Test
    void goesOnWhereAnEarlierTryStopped() throws Exception {
        replug(
                play((command, _) ->
                        switch (command) {
                            case "device_del" ->
                                    FakeMonitor.refused("DeviceNotFound", "Device 'air' not found");
                            case "chardev-remove" ->
                                    FakeMonitor.refused("GenericError", "Chardev 'air' not found");
                            default -> FakeMonitor.done();
                        }),
                LIMIT);
        assertThat(monitor.asked).hasSize(4);
    }

    @Test
    void waitsForAGuestThatIsLettingGoAlready() throws Exception {
        replug(
                play((command, _) ->
                        command.equals("device_del")
                                ? FakeMonitor.refused(
                                                "GenericError",
                                                "Device air is already in the process of unplug")
                                        + "\n"
                                        + FakeMonitor.deleted("air")
                                : FakeMonitor.done()),
                LIMIT);
        assertThat(monitor.asked).hasSize(4);
    }

    @Test
    void givesUpOnAGuestThatDoesNotLetGo() throws Exception {
        Path socket = play((_, _) -> FakeMonitor.done());
        assertThatThrownBy(() -> replug(socket, SHORT)).hasMessageContaining("does not answer");
        assertThat(monitor.asked).hasSize(1);
    }
}

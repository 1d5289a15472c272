package io.airloom.hostwifi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.hostwifi.FakeDaemon.Reply;
import io.airloom.proxy.HostWifiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: whoever is on the bus, a call ends in time, its answer is of the type that was agreed, and
/// a key is written nowhere. Method: a peer on a private bus that does what it should not.
final class BusTest {
    private static final String PATH = "/x";
    private static final String NAME = "io.airloom.test.Peer";

    @TempDir Path folder;

    private PrivateBus bus;
    private FakeDaemon peer;

    @BeforeEach
    void start() throws DBusException, IOException {
        bus = new PrivateBus(folder);
        peer = new FakeDaemon(bus.address(), NAME);
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
        bus.close();
    }

    private static Bus.Call call(String signature, Object... arguments) {
        return new Bus.Call(NAME, PATH, NAME, "Do", signature, List.of(arguments));
    }

    @Test
    void whoDoesNotAnswerIsNotWaitedForForEver() throws Exception {
        peer.behaves((path, name, member, arguments) -> Reply.SILENCE);
        try (Bus client = Bus.open(bus.address(), () -> {})) {
            assertThatThrownBy(() -> client.call(call(""), Duration.ofMillis(200), null))
                    .isInstanceOfSatisfying(
                            BusException.class, e -> assertThat(e.isUnanswered()).isTrue());
        }
    }

    @Test
    void whatARefusalSaysIsCutAndCleaned() throws Exception {
        peer.behaves((path, name, member, arguments) -> {
            throw new FakeDaemon.Refused("a.b.C", "\u001b[2J" + "x".repeat(5000));
        });
        try (Bus client = Bus.open(bus.address(), () -> {})) {
            assertThatThrownBy(() -> client.call(call("")))
                    .isInstanceOfSatisfying(
                            BusException.class,
                            e -> {
                                assertThat(e.error()).isEqualTo("a.b.C");
                                assertThat(e.getMessage()).hasSizeLessThan(300);
                                assertThat(e.getMessage()).doesNotContain("\u001b");
                            });
        }
    }

    @Test
    void oddTypesAreErrors() {
        assertThatThrownBy(() -> Values.text(new UInt32(1))).isInstanceOf(BusException.class);
        assertThatThrownBy(() -> Values.text("x".repeat(2000))).isInstanceOf(BusException.class);
        assertThatThrownBy(() -> Values.number("1")).isInstanceOf(BusException.class);
        assertThatThrownBy(() -> Values.truth(1)).isInstanceOf(BusException.class);
        assertThatThrownBy(() -> Values.path("x")).isInstanceOf(BusException.class);
        assertThatThrownBy(() -> Values.paths(List.of(1))).isInstanceOf(BusException.class);
        assertThatThrownBy(() -> Values.list(Map.of())).isInstanceOf(BusException.class);
        assertThatThrownBy(() -> Values.list(Collections.nCopies(5000, 1)))
                .isInstanceOf(BusException.class);
        assertThatThrownBy(() -> Values.dictionary(List.of())).isInstanceOf(BusException.class);
        assertThatThrownBy(() -> Bus.first(List.of())).isInstanceOf(BusException.class);
        assertThat(Values.dictionaryOrNothing(7)).isEmpty();
    }

    @Test
    void aKeyIsInNoLogWhateverTheLevel() throws Exception {
        byte[] key = "-a key of 32 octets, not for you".getBytes(StandardCharsets.US_ASCII);
        String digits = HexFormat.of().formatHex(key);
        List<String> logged = new CopyOnWriteArrayList<>();
        try (var _ = new Everything(logged);
                Bus client = Bus.open(bus.address(), () -> {})) {
            client.call(
                    call(
                            "a{sv}ay",
                            Map.of("psk", new Variant<>(digits), "x", new Variant<>(key, "ay")),
                            key));
        }
        assertThat(peer.calls()).contains("Do");
        assertThat(logged)
                .noneMatch(line -> line.contains(digits))
                .noneMatch(line -> line.contains(new String(key, StandardCharsets.US_ASCII)))
                .noneMatch(line -> line.contains(Arrays.toString(key)))
                // Each octet of an array is a line to this library: none of its own may be there
                // but those of the bus's own signals, which the bus makes in this very process.
                .filteredOn(line -> line.startsWith("org.freedesktop."))
                .allMatch(line -> line.startsWith("org.freedesktop.dbus.interfaces.DBus$"));
    }

    /// All that anybody logs, at any level.
    private static final class Everything extends Handler implements AutoCloseable {
        private final List<String> logged;
        private final Logger root = Logger.getLogger("");
        private final Level before = root.getLevel();
        private final SimpleFormatter formatter = new SimpleFormatter();

        Everything(List<String> logged) {
            this.logged = logged;
            root.addHandler(this);
            setLevel(Level.ALL);
            root.setLevel(Level.ALL);
            setAll(Level.ALL);
        }

        private static void setAll(Level level) {
            Collections.list(LogManager.getLogManager().getLoggerNames()).stream()
                    .filter(name -> name.startsWith("org.freedesktop"))
                    .forEach(name -> Logger.getLogger(name).setLevel(level));
        }

        @Override
        public void publish(LogRecord message) {
            // The bus itself is somebody else's process, as a rule.
            if (!message.getLoggerName().startsWith("org.freedesktop.dbus.bin.")) {
                logged.add(message.getLoggerName() + " " + formatter.format(message));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            root.removeHandler(this);
            root.setLevel(before);
            setAll(null);
        }
    }

    @Test
    void aBusThatIsNotThereIsSaidSoWithWhatToDo() {
        assertThatThrownBy(() -> Daemon.running("unix:path=" + folder.resolve("none")))
                .isInstanceOf(HostWifiException.class)
                .hasMessageContaining("--backend none");
    }

    @Test
    void theOneThatTheOthersWorkForIsTaken() throws Exception {
        assertThatThrownBy(() -> Daemon.running(bus.address()))
                .isInstanceOf(HostWifiException.class)
                .hasMessageContaining("start one");
        try (var _ = new FakeDaemon(bus.address(), Daemon.WPA_SUPPLICANT.busName())) {
            assertThat(Daemon.running(bus.address())).isEqualTo(Daemon.WPA_SUPPLICANT);
            try (var _ = new FakeDaemon(bus.address(), Daemon.IWD.busName())) {
                assertThat(Daemon.running(bus.address())).isEqualTo(Daemon.IWD);
                try (var _ = new FakeDaemon(bus.address(), Daemon.NETWORK_MANAGER.busName())) {
                    assertThat(Daemon.running(bus.address())).isEqualTo(Daemon.NETWORK_MANAGER);
                }
            }
        }
    }

    @Test
    void anInterfaceKeepsItsName() {
        assertThat(Uuids.of("phy0", 0x0200_0000_0100L))
                .isEqualTo(Uuids.of("phy0", 0x0200_0000_0100L))
                .isNotEqualTo(Uuids.of("phy1", 0x0200_0000_0100L))
                .isNotEqualTo(Uuids.of("phy0", 0x0200_0000_0101L))
                .matches(uuid -> uuid.version() == 5 && uuid.variant() == 2);
    }
}

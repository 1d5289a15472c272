package io.airloom.hostwifi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.hostwifi.FakeDaemon.Refused;
import io.airloom.hostwifi.FakeDaemon.Reply;
import io.airloom.proxy.HostInterface;
import io.airloom.proxy.HostWifiException;
import io.airloom.proxy.Join;
import io.airloom.proxy.NetworkKey;
import io.airloom.proxy.NetworkSecurity;
import io.airloom.proxy.Ssid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: iwd is given a PMK by a file that is not there before and after. Method: a fake of it on a
/// private bus, which knows a network as long as there is a file for it; and a fake kernel.
final class IwdWifiTest {
    private static final String DEVICE = "/net/connman/iwd/0/3";
    private static final String HOME = DEVICE + "/686f6d65_psk";
    private static final String USERS = DEVICE + "/7573657273_psk";
    private static final String STATION = "net.connman.iwd.Station";
    private static final String NETWORK = "net.connman.iwd.Network";
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir Path folder;

    private final FakeKernel kernel = new FakeKernel();
    private final Told told = new Told();
    private Path files;
    private PrivateBus bus;
    private FakeDaemon daemon;
    private IwdWifi wifi;
    private volatile String content = "";
    private volatile String refusal = "";

    @BeforeEach
    void start() throws DBusException, IOException {
        files = Files.createDirectory(folder.resolve("iwd"));
        bus = new PrivateBus(folder);
        daemon = new FakeDaemon(bus.address(), Daemon.IWD.busName());
        daemon.has(DEVICE, "State", "disconnected");
        daemon.behaves(this::called);
        wifi = new IwdWifi(bus.address(), () -> kernel, files);
    }

    @AfterEach
    void stop() throws IOException {
        wifi.close();
        daemon.close();
        bus.close();
    }

    private Reply called(String path, String name, String member, List<Object> arguments)
            throws Refused {
        return switch (member) {
            case "GetManagedObjects" -> Reply.of("a{oa{sa{sv}}}", objects());
            case "Connect" -> {
                connect(path);
                yield Reply.EMPTY;
            }
            case "Disconnect" -> {
                daemon.hasNot(DEVICE, "ConnectedNetwork");
                daemon.has(DEVICE, "State", "disconnected");
                kernel.lose(3, false);
                yield Reply.EMPTY;
            }
            default -> Reply.EMPTY;
        };
    }

    private void connect(String network) throws Refused {
        if (network.equals(HOME)) {
            try {
                content = Files.readString(files.resolve("home.psk"));
            } catch (IOException e) {
                throw new Refused("net.connman.iwd.NoAgent", "no agent");
            }
        }
        if (!refusal.isEmpty()) {
            kernel.lose(15, true);
            throw new Refused(refusal, "it failed");
        }
        daemon.has(DEVICE, "ConnectedNetwork", new Variant<>(new DBusPath(network), "o"));
        daemon.has(DEVICE, "State", "connected");
        kernel.join(FakeKernel.BSSID, network.equals(HOME) ? "home" : "users");
    }

    private Map<DBusPath, Map<String, Map<String, Variant<?>>>> objects() {
        Map<DBusPath, Map<String, Map<String, Variant<?>>>> objects = new HashMap<>();
        objects.put(
                new DBusPath(DEVICE),
                Map.of(
                        "net.connman.iwd.Device",
                        Map.of("Name", new Variant<>("wlan0")),
                        STATION,
                        Map.of("State", new Variant<>("disconnected"))));
        objects.put(new DBusPath(HOME), Map.of(NETWORK, network("home")));
        return objects;
    }

    private Map<String, Variant<?>> network(String name) {
        Map<String, Variant<?>> network = new HashMap<>();
        network.put("Name", new Variant<>(name));
        network.put("Type", new Variant<>("psk"));
        network.put("Device", new Variant<>(new DBusPath(DEVICE), "o"));
        if (Files.exists(files.resolve(name + ".psk"))) {
            network.put("KnownNetwork", new Variant<>(new DBusPath("/known"), "o"));
        }
        return network;
    }

    private HostInterface open() throws HostWifiException {
        wifi.open(told);
        return told.present.getFirst();
    }

    private static Join home() {
        return new Join(
                Ssid.of("home"),
                0,
                NetworkSecurity.WPA2_PSK,
                NetworkKey.copyOf(new byte[NetworkKey.PMK_LENGTH]));
    }

    @Test
    void thePmkIsInAFileAsLongAsTheConnectionStands() throws Exception {
        HostInterface wlan0 = open();

        wlan0.join(home(), LONG);

        assertThat(content).contains("PreSharedKey=" + "0".repeat(64), "AutoConnect=false");
        wlan0.leave(LONG);
        assertThat(files).isEmptyDirectory();
        assertThat(daemon.calls()).contains("Disconnect");
    }

    @Test
    void theUsersNetworkIsAskedForAgain() throws Exception {
        daemon.has(DEVICE, "ConnectedNetwork", new Variant<>(new DBusPath(USERS), "o"));
        HostInterface wlan0 = open();
        wlan0.join(home(), LONG);

        wlan0.leave(LONG);

        assertThat(daemon.calls()).doesNotContain("Disconnect");
        Patience.until(() -> told.has("connected \"users\""));
    }

    @Test
    void aWrongKeyIsSaidSoAndItsFileRemoved() throws Exception {
        HostInterface wlan0 = open();
        refusal = "net.connman.iwd.Failed";

        assertThatThrownBy(() -> wlan0.join(home(), LONG))
                .isInstanceOfSatisfying(
                        HostWifiException.class,
                        e -> assertThat(e.status()).isEqualTo(HostWifiException.WRONG_KEY));
        assertThat(files).isEmptyDirectory();
    }

    @Test
    void whatTheUserHasSetUpIsNotWrittenTo() throws Exception {
        HostInterface wlan0 = open();
        Path theirs = Files.writeString(files.resolve("home.psk"), "theirs");

        assertThatThrownBy(() -> wlan0.join(home(), LONG)).hasMessageContaining("stays as it is");
        assertThat(theirs).hasContent("theirs");
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidSo() throws Exception {
        HostInterface wlan0 = open();
        Files.delete(files);

        assertThatThrownBy(() -> wlan0.join(home(), LONG)).hasMessageContaining("as root");
    }

    @Test
    void namesThatAreNotUtf8AreRefused() throws Exception {
        HostInterface wlan0 = open();
        Join join =
                new Join(
                        Ssid.of(new byte[] {(byte) 0xff}),
                        0,
                        NetworkSecurity.OPEN,
                        NetworkKey.none());

        assertThatThrownBy(() -> wlan0.join(join, LONG)).hasMessageContaining("UTF-8");
    }

    @Test
    void filesAreCalledAsIwdCallsThem() {
        IwdFolder iwd = new IwdFolder(files);
        assertThat(iwd.file(Ssid.of("My home-1_x")).getFileName()).hasToString("My home-1_x.psk");
        assertThat(iwd.file(Ssid.of("a/../b")).getFileName()).hasToString("=612f2e2e2f62.psk");
        assertThat(iwd.file(Ssid.of("ä")).getFileName()).hasToString("=c3a4.psk");
    }
}

package io.airloom.hostwifi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.airloom.hostwifi.FakeDaemon.Refused;
import io.airloom.hostwifi.FakeDaemon.Reply;
import io.airloom.proxy.HostInterface;
import io.airloom.proxy.HostWifiException;
import io.airloom.proxy.Join;
import io.airloom.proxy.LossReason.Cause;
import io.airloom.proxy.NetworkKey;
import io.airloom.proxy.NetworkSecurity;
import io.airloom.proxy.Ssid;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: NetworkManager is asked for a profile that leaves nothing behind, its reasons are
/// understood, and the user's connections are his. Method: a fake of it on a private bus, and a
/// fake kernel.
final class NetworkManagerWifiTest {
    private static final String ROOT = "/org/freedesktop/NetworkManager";
    private static final String NAME = "org.freedesktop.NetworkManager";
    private static final String DEVICE = ROOT + "/Devices/2";
    private static final String ETHERNET = ROOT + "/Devices/1";
    private static final String DEVICE_INTERFACE = NAME + ".Device";
    private static final String USERS = ROOT + "/ActiveConnection/1";
    private static final String OURS = ROOT + "/ActiveConnection/2";
    private static final String OTHERS = ROOT + "/ActiveConnection/3";
    private static final String PROFILE = ROOT + "/Settings/1";
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir Path folder;

    private final FakeKernel kernel = new FakeKernel();
    private final Told told = new Told();
    private PrivateBus bus;
    private FakeDaemon daemon;
    private NetworkManagerWifi wifi;
    private volatile List<Object> asked = List.of();
    private volatile List<Object> activated = List.of();

    /// States and reasons that an attempt goes through.
    private volatile int[][] states = {{40, 0}, {50, 0}, {60, 0}, {40, 0}, {50, 0}, {70, 0}};

    @BeforeEach
    void start() throws DBusException, IOException {
        bus = new PrivateBus(folder);
        daemon = new FakeDaemon(bus.address(), Daemon.NETWORK_MANAGER.busName());
        daemon.has(ETHERNET, "DeviceType", new UInt32(1));
        daemon.has(DEVICE, "DeviceType", new UInt32(2));
        daemon.has(DEVICE, "Managed", true);
        daemon.has(DEVICE, "Interface", "wlan0");
        daemon.has(DEVICE, "State", new UInt32(30));
        daemon.has(USERS, "Connection", new Variant<>(new DBusPath(PROFILE), "o"));
        active("/");
        daemon.behaves(this::called);
        wifi = new NetworkManagerWifi(bus.address(), () -> kernel);
    }

    @AfterEach
    void stop() throws IOException {
        wifi.close();
        daemon.close();
        bus.close();
    }

    private void active(String path) {
        daemon.has(DEVICE, "ActiveConnection", new Variant<>(new DBusPath(path), "o"));
    }

    private Reply called(String path, String name, String member, List<Object> arguments)
            throws Refused {
        switch (member) {
            case "GetDevices" -> {
                return Reply.of("ao", List.of(new DBusPath(ETHERNET), new DBusPath(DEVICE)));
            }
            case "AddAndActivateConnection2" -> {
                asked = arguments;
                active(OURS);
                Thread.ofVirtual().start(this::attempt);
                return Reply.of(
                        "ooa{sv}",
                        new DBusPath(ROOT + "/Settings/2"),
                        new DBusPath(OURS),
                        Map.of("x", new Variant<>(1)));
            }
            case "ActivateConnection" -> {
                activated = arguments;
                active(USERS);
                kernel.join(FakeKernel.BSSID + 1, "users");
                return Reply.of("o", new DBusPath(USERS));
            }
            case "DeactivateConnection" -> {
                active("/");
                kernel.lose(3, false);
            }
            default -> {}
        }
        return Reply.EMPTY;
    }

    private void attempt() {
        for (int[] state : states) {
            if (state[0] == 70) {
                kernel.join(FakeKernel.BSSID, "home");
            }
            state(state[0], state[1]);
        }
    }

    private void state(int state, int reason) {
        daemon.has(DEVICE, "State", new UInt32(state));
        try {
            daemon.says(
                    DEVICE,
                    DEVICE_INTERFACE,
                    "StateChanged",
                    "uuu",
                    new UInt32(state),
                    new UInt32(0),
                    new UInt32(reason));
        } catch (DBusException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private HostInterface open() throws HostWifiException {
        wifi.open(told);
        assertThat(told.present).hasSize(1);
        return told.present.getFirst();
    }

    private static Join home(int keyLength) {
        return new Join(
                Ssid.of("home"),
                0,
                keyLength == 0 ? NetworkSecurity.OPEN : NetworkSecurity.WPA2_PSK,
                NetworkKey.copyOf(new byte[keyLength]));
    }

    private static HostWifiException failure(HostInterface wlan0, Duration within) {
        return catchThrowableOfType(HostWifiException.class, () -> wlan0.join(home(32), within));
    }

    @Test
    void theProfileIsNeverSavedAndEndsWithThisProgram() throws Exception {
        HostInterface wlan0 = open();

        wlan0.join(home(32), LONG);

        Map<?, ?> profile = (Map<?, ?>) asked.getFirst();
        assertThat(text(profile, "802-11-wireless-security", "psk")).isEqualTo("0".repeat(64));
        assertThat(text(profile, "802-11-wireless-security", "key-mgmt")).isEqualTo("wpa-psk");
        assertThat(text(profile, "connection", "autoconnect")).isEqualTo("false");
        assertThat(text(profile, "802-11-wireless", "hidden")).isEqualTo("true");
        Map<?, ?> options = (Map<?, ?>) asked.get(3);
        assertThat(Values.plain(options.get("persist"))).isEqualTo("volatile");
        assertThat(Values.plain(options.get("bind-activation"))).isEqualTo("dbus-client");
    }

    private static String text(Map<?, ?> profile, String section, String key) {
        return Values.plain(((Map<?, ?>) profile.get(section)).get(key)).toString();
    }

    @Test
    void leavingEndsOursWhereThereWasNothing() throws Exception {
        HostInterface wlan0 = open();
        wlan0.join(home(0), LONG);

        wlan0.leave(LONG);

        assertThat(daemon.calls())
                .contains("DeactivateConnection")
                .doesNotContain("ActivateConnection");
        Patience.until(() -> told.has("OURSELVES"));
    }

    @Test
    void leavingBringsTheUsersConnectionBack() throws Exception {
        active(USERS);
        kernel.join(FakeKernel.BSSID + 1, "users");
        HostInterface wlan0 = open();
        wlan0.join(home(0), LONG);

        wlan0.leave(LONG);

        assertThat(activated.getFirst()).hasToString(PROFILE);
        Patience.until(() -> told.has("connected \"users\""));
    }

    @Test
    void whatTheUserSwitchedToMeanwhileStays() throws Exception {
        HostInterface wlan0 = open();
        wlan0.join(home(0), LONG);
        active(OTHERS);
        kernel.join(FakeKernel.BSSID + 2, "others");

        wlan0.leave(LONG);

        assertThat(daemon.calls()).doesNotContain("DeactivateConnection", "ActivateConnection");
    }

    @Test
    void aKeyThatIsAskedForAgainIsWrong() throws Exception {
        HostInterface wlan0 = open();
        states = new int[][] {{40, 0}, {50, 0}, {60, 8}};

        assertThat(failure(wlan0, LONG).status()).isEqualTo(HostWifiException.WRONG_KEY);
        assertThat(daemon.calls()).contains("DeactivateConnection");
    }

    @Test
    void itsReasonsAreStatusesToGuests() throws Exception {
        HostInterface wlan0 = open();
        int[][] expected = {{7, 15}, {8, 1}, {11, 16}, {53, 16}, {9, 1}};
        for (int[] each : expected) {
            states = new int[][] {{40, 0}, {50, 0}, {120, each[0]}, {30, 0}};
            assertThat(failure(wlan0, LONG).status()).as("reason %d", each[0]).isEqualTo(each[1]);
        }
    }

    @Test
    void anAnswerThatComesTooLateIsUndone() throws Exception {
        HostInterface wlan0 = open();
        daemon.behaves((path, name, member, arguments) -> {
            if (member.equals("AddAndActivateConnection2")) {
                Patience.until(() -> told.has("signal") || !asked.isEmpty());
            }
            return called(path, name, member, arguments);
        });

        assertThat(failure(wlan0, Duration.ofMillis(300)).status())
                .isEqualTo(HostWifiException.TIMEOUT);

        asked = List.of("go on");
        Patience.until(() -> daemon.calls().contains("DeactivateConnection"));
    }

    @Test
    void itsWordsSayWhyAConnectionEnded() throws Exception {
        kernel.join(FakeKernel.BSSID, "home");
        open();

        state(30, 37);
        kernel.lose(3, false);

        Patience.until(() -> !told.losses.isEmpty());
        assertThat(told.losses.getFirst().cause()).isEqualTo(Cause.SLEEP);
    }

    @Test
    void aDeviceThatItDoesNotManageAnyMoreDeparts() throws Exception {
        open();
        daemon.has(DEVICE, "Managed", false);

        daemon.says(
                DEVICE,
                "org.freedesktop.DBus.Properties",
                "PropertiesChanged",
                "sa{sv}as",
                DEVICE_INTERFACE,
                Map.of("Managed", new Variant<>(false)),
                List.of("x"));

        Patience.until(() -> told.has("departed wlan0"));
    }

    @Test
    void changesOfTheSignalAreToldFromThreeDecibelsOn() throws Exception {
        kernel.join(FakeKernel.BSSID, "home");
        open();
        Patience.until(() -> told.has("signal -50"));

        kernel.signal(-52);
        int before = kernel.looks();
        Patience.until(() -> kernel.looks() >= before + 2);
        kernel.signal(-53);

        Patience.until(() -> told.has("signal -53"));
        assertThat(told.has("signal -52")).isFalse();
    }
}

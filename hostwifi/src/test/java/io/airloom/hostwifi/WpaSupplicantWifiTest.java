package io.airloom.hostwifi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.airloom.hostwifi.FakeDaemon.Refused;
import io.airloom.hostwifi.FakeDaemon.Reply;
import io.airloom.kernel.StationEvent.Kind;
import io.airloom.proxy.Connection;
import io.airloom.proxy.HostInterface;
import io.airloom.proxy.HostWifiException;
import io.airloom.proxy.Join;
import io.airloom.proxy.LossReason.Cause;
import io.airloom.proxy.NetworkKey;
import io.airloom.proxy.NetworkSecurity;
import io.airloom.proxy.Ssid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: wpa_supplicant is asked for the right things in the right order, and what it says, or does
/// not say, is understood. Method: a fake of it on a private bus, which does what the real one does
/// to its networks; and a fake kernel.
///
/// Somewhat over 400 lines: all that one daemon does, in the order of a connection's life.
final class WpaSupplicantWifiTest {
    private static final String ROOT = "/fi/w1/wpa_supplicant1";
    private static final String DEVICE = ROOT + "/Interfaces/0";
    private static final String INTERFACE = "fi.w1.wpa_supplicant1.Interface";
    private static final String USERS = DEVICE + "/Networks/0";
    private static final String OTHER = DEVICE + "/Networks/1";
    private static final String OURS = DEVICE + "/Networks/2";
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir Path folder;

    private final FakeKernel kernel = new FakeKernel();
    private final Told told = new Told();
    private final List<Object> added = new ArrayList<>();
    private PrivateBus bus;
    private FakeDaemon daemon;
    private WpaSupplicantWifi wifi;

    /// How an attempt to join ends.
    private volatile List<String> states = List.of("associating", "4way_handshake", "completed");

    private volatile String joins = "home";

    @BeforeEach
    void start() throws DBusException, IOException {
        bus = new PrivateBus(folder);
        daemon = new FakeDaemon(bus.address(), Daemon.WPA_SUPPLICANT.busName());
        daemon.has(ROOT, "Interfaces", new Variant<>(List.of(new DBusPath(DEVICE)), "ao"));
        daemon.has(DEVICE, "Ifname", "wlan0");
        daemon.has(DEVICE, "State", "inactive");
        networks(USERS, OTHER);
        daemon.has(USERS, "Enabled", true);
        daemon.has(OTHER, "Enabled", false);
        current("/");
        daemon.has(
                DEVICE,
                "Capabilities",
                new Variant<>(
                        Map.of("KeyMgmt", new Variant<>(List.of("wpa-psk", "none"), "as")),
                        "a{sv}"));
        daemon.behaves(this::called);
        wifi = new WpaSupplicantWifi(bus.address(), () -> kernel);
    }

    @AfterEach
    void stop() throws IOException {
        wifi.close();
        daemon.close();
        bus.close();
    }

    private void networks(String... paths) {
        List<DBusPath> list = java.util.Arrays.stream(paths).map(DBusPath::new).toList();
        daemon.has(DEVICE, "Networks", new Variant<>(list, "ao"));
    }

    private void current(String path) {
        daemon.has(DEVICE, "CurrentNetwork", new Variant<>(new DBusPath(path), "o"));
    }

    private Reply called(String path, String name, String member, List<Object> arguments)
            throws Refused {
        switch (member) {
            case "AddNetwork" -> {
                added.add(arguments.getFirst());
                daemon.has(OURS, "Enabled", true);
                networks(USERS, OTHER, OURS);
                return Reply.of("o", new DBusPath(OURS));
            }
            case "SelectNetwork" -> {
                daemon.has(USERS, "Enabled", false);
                current(OURS);
                Thread.ofVirtual().start(this::attempt);
            }
            case "RemoveNetwork" -> {
                networks(USERS, OTHER);
                daemon.hasNot(OURS, "Enabled");
                if (daemon.value(DEVICE, "CurrentNetwork").toString().equals(OURS)) {
                    current("/");
                    kernel.lose(3, false);
                }
            }
            default -> {}
        }
        return Reply.EMPTY;
    }

    private void attempt() {
        for (String state : states) {
            if (state.equals("completed")) {
                kernel.join(FakeKernel.BSSID, joins);
            }
            changed("State", state);
        }
    }

    private void changed(String property, Object value) {
        daemon.has(DEVICE, property, value);
        try {
            daemon.says(
                    DEVICE,
                    INTERFACE,
                    "PropertiesChanged",
                    "a{sv}",
                    Map.of(property, new Variant<>(value)));
        } catch (DBusException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private HostInterface open() throws HostWifiException {
        wifi.open(told);
        assertThat(told.present).hasSize(1);
        return told.present.getFirst();
    }

    private static Join open(String ssid) {
        return new Join(Ssid.of(ssid), 0, NetworkSecurity.OPEN, NetworkKey.none());
    }

    private static Join protectedBy(String ssid, byte[] key) {
        return new Join(
                Ssid.of(ssid), FakeKernel.BSSID, NetworkSecurity.WPA2_PSK, NetworkKey.copyOf(key));
    }

    @Test
    void theInterfaceOfTheDaemonAndTheKernelIsThereBeforeOpenReturns() throws HostWifiException {
        kernel.join(FakeKernel.BSSID, "home");

        HostInterface wlan0 = open();

        assertThat(wlan0.id().name()).isEqualTo("wlan0");
        assertThat(wlan0.id().uuid().version()).isEqualTo(5);
        assertThat(wlan0.connection())
                .isEqualTo(new Connection(Ssid.of("home"), FakeKernel.BSSID, NetworkSecurity.OPEN));
        assertThat(wlan0.networks()).hasSize(1);
        assertThat(told.words).containsExactly("arrived wlan0");
    }

    @Test
    void joinsAndLeavesAndSwitchesTheUsersNetworkOnAgain() throws Exception {
        HostInterface wlan0 = open();

        Connection joined = wlan0.join(open("home"), LONG);

        assertThat(joined.bssid()).isEqualTo(FakeKernel.BSSID);
        assertThat(told.has("connected \"home\"")).isTrue();
        wlan0.leave(LONG);
        assertThat(daemon.calls()).containsSubsequence("AddNetwork", "SelectNetwork");
        assertThat(daemon.calls())
                .containsSubsequence("RemoveNetwork", "Set Enabled " + USERS)
                .doesNotContain("Set Enabled " + OTHER);
        Patience.until(() -> told.has("disconnected \"home\" [686f6d65] OURSELVES"));
        assertThat(wlan0.connection()).isNull();
    }

    @Test
    void aPmkGoesAsOctetsAndAPassphraseIsMadeOne() throws Exception {
        HostInterface wlan0 = open();
        byte[] pmk = new byte[32];
        pmk[0] = 1;

        wlan0.join(protectedBy("home", pmk), LONG);
        wlan0.join(protectedBy("home", "secretsecret".getBytes(StandardCharsets.UTF_8)), LONG);

        assertThat(psk(added.getFirst())).isEqualTo(pmk);
        try (NetworkKey made =
                NetworkKey.ofPassphrase("secretsecret".toCharArray(), Ssid.of("home"))) {
            assertThat(psk(added.getLast())).isEqualTo(made.copy());
        }
        assertThat(added.toString()).contains("RSN", "WPA-PSK").doesNotContain("SHA256");
        // What the first join made does not stay when the second one takes its place.
        assertThat(daemon.calls()).containsSubsequence("AddNetwork", "RemoveNetwork", "AddNetwork");
    }

    private static byte[] psk(Object network) {
        return FakeDaemon.octets(((Map<?, ?>) network).get("psk"));
    }

    @Test
    void anyOctetsAreASsid() throws Exception {
        HostInterface wlan0 = open();
        byte[] name = {0, '"', (byte) 0xff, '<', '\n'};
        joins = "x";
        states = List.of();
        Join join = new Join(Ssid.of(name), 0, NetworkSecurity.OPEN, NetworkKey.none());

        assertThatThrownBy(() -> wlan0.join(join, Duration.ofMillis(300)))
                .isInstanceOf(HostWifiException.class);

        Object ssid = ((Map<?, ?>) added.getFirst()).get("ssid");
        assertThat(FakeDaemon.octets(ssid)).isEqualTo(name);
    }

    @Test
    void aWrongKeyIsSaidSoAndTakenBack() throws Exception {
        HostInterface wlan0 = open();
        states = List.of("associating", "4way_handshake", "disconnected", "scanning");

        HostWifiException failure = failure(wlan0, protectedBy("home", new byte[32]), LONG);

        assertThat(failure.status()).isEqualTo(HostWifiException.WRONG_KEY);
        assertThat(daemon.calls()).containsSubsequence("RemoveNetwork", "Set Enabled " + USERS);
        assertThat(wlan0.connection()).isNull();
    }

    @Test
    void whatDoesNotComeInTimeIsTakenBack() throws Exception {
        HostInterface wlan0 = open();
        states = List.of("scanning");

        HostWifiException failure = failure(wlan0, open("home"), Duration.ofMillis(500));

        assertThat(failure.status()).isEqualTo(HostWifiException.TIMEOUT);
        assertThat(daemon.calls()).contains("RemoveNetwork");
    }

    @Test
    void anAccessPointsRefusalIsPassedOn() throws Exception {
        HostInterface wlan0 = open();
        states = List.of("authenticating");
        Thread.ofVirtual()
                .start(() -> {
                    Patience.until(() -> daemon.calls().contains("SelectNetwork"));
                    changed("AssocStatusCode", 17);
                });

        assertThat(failure(wlan0, open("home"), LONG).status()).isEqualTo(17);
    }

    private static HostWifiException failure(HostInterface wlan0, Join join, Duration within) {
        return catchThrowableOfType(HostWifiException.class, () -> wlan0.join(join, within));
    }

    @Test
    void whatTheUserHasChosenSinceIsLeftAlone() throws Exception {
        HostInterface wlan0 = open();
        wlan0.join(open("home"), LONG);
        daemon.has(OURS, "Enabled", false);
        daemon.has(OTHER, "Enabled", true);
        current(OTHER);
        kernel.join(FakeKernel.BSSID + 1, "other");

        wlan0.leave(LONG);

        assertThat(daemon.calls()).doesNotContain("Set Enabled " + USERS).contains("RemoveNetwork");
        Patience.until(() -> told.has("connected \"other\""));
        assertThat(wlan0.connection()).isNotNull();
    }

    @Test
    void aLossIsToldOnceWithItsReason() throws Exception {
        kernel.join(FakeKernel.BSSID, "home");
        open();

        kernel.lose(7, true);

        Patience.until(() -> told.has("disconnected"));
        assertThat(told.losses).hasSize(1);
        assertThat(told.losses.getFirst().cause()).isEqualTo(Cause.ACCESS_POINT);
        assertThat(told.losses.getFirst().code()).isEqualTo(7);
    }

    @Test
    void aRadioThatIsSwitchedOffIsTheReason() throws Exception {
        kernel.join(FakeKernel.BSSID, "home");
        open();
        kernel.switchRadio(true);

        kernel.lose(3, false);

        Patience.until(() -> told.has("disconnected \"home\" [686f6d65] RADIO_OFF"));
    }

    @Test
    void roamingIsNoLoss() throws Exception {
        kernel.join(FakeKernel.BSSID, "home");
        open();

        kernel.join(FakeKernel.BSSID + 1, "home");

        Patience.until(() -> told.has("connected \"home\" [686f6d65] 20000000002"));
        assertThat(told.losses).isEmpty();
    }

    @Test
    void theEndOfAScanIsToldOnce() throws Exception {
        HostInterface wlan0 = open();

        wlan0.scan(Ssid.of("hidden"));
        kernel.tell(Kind.SCAN_STARTED);
        kernel.tell(Kind.SCAN_ENDED);

        Patience.until(() -> told.has("scanned"));
        assertThat(told.count("scanned"::equals)).isEqualTo(1);
    }

    @Test
    void whereItIsTooSoonForAScanTheLastOneCounts() throws Exception {
        HostInterface wlan0 = open();
        daemon.behaves((path, name, member, arguments) -> {
            throw new Refused("fi.w1.wpa_supplicant1.Interface.ScanError", "rejected");
        });

        wlan0.scan(Ssid.WILDCARD);

        Patience.until(() -> told.has("scanned"));
    }

    @Test
    void aRunningScanCounts() throws Exception {
        HostInterface wlan0 = open();
        daemon.behaves((path, name, member, arguments) -> {
            throw new Refused("fi.w1.wpa_supplicant1.Interface.ScanError", "rejected");
        });
        kernel.tell(Kind.SCAN_STARTED);

        wlan0.scan(Ssid.WILDCARD);

        assertThat(told.has("scanned")).isFalse();
        kernel.tell(Kind.SCAN_ABORTED);
        Patience.until(() -> told.has("scanned"));
    }

    @Test
    void adaptersComeAndGo() throws Exception {
        open();

        kernel.unplug(FakeKernel.WLAN0);

        Patience.until(() -> told.has("departed wlan0"));
        kernel.plug(FakeKernel.WLAN0);
        Patience.until(() -> told.present.size() == 1);
    }

    @Test
    void aDaemonThatGoesTakesItsInterfacesWithItAndBringsThemAgain() throws Exception {
        HostInterface wlan0 = open();

        daemon.vanish(bus.address());

        Patience.until(() -> told.has("departed"));
        assertThatThrownBy(() -> wlan0.scan(Ssid.WILDCARD)).hasMessageContaining("gone");
        start2();
        Patience.until(() -> told.present.size() == 1);
    }

    private void start2() throws DBusException, IOException {
        daemon = new FakeDaemon(bus.address(), Daemon.WPA_SUPPLICANT.busName());
        daemon.has(ROOT, "Interfaces", new Variant<>(List.of(new DBusPath(DEVICE)), "ao"));
        daemon.has(DEVICE, "Ifname", "wlan0");
        daemon.says(
                ROOT,
                "fi.w1.wpa_supplicant1",
                "InterfaceAdded",
                "oa{sv}",
                new DBusPath(DEVICE),
                Map.of("x", new Variant<>(1)));
    }

    @Test
    void aDaemonThatAnswersOddThingsIsAnErrorAndNoMore() throws Exception {
        HostInterface wlan0 = open();
        daemon.behaves((path, name, member, arguments) ->
                Reply.of("u", new org.freedesktop.dbus.types.UInt32(7)));

        assertThat(failure(wlan0, open("home"), LONG)).hasMessageContaining("should be");

        daemon.has(DEVICE, "CurrentNetwork", 5);
        assertThat(failure(wlan0, open("home"), LONG)).hasMessageContaining("should be");
    }

    @Test
    void whoDoesNotRunIsSaidSo() throws Exception {
        daemon.vanish(bus.address());

        assertThatThrownBy(() -> wifi.open(told))
                .isInstanceOf(HostWifiException.class)
                .hasMessageContaining("wpa_supplicant does not run");
    }
}

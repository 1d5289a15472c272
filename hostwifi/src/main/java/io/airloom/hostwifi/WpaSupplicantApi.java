package io.airloom.hostwifi;

import io.airloom.proxy.HostWifiException;
import io.airloom.proxy.Join;
import io.airloom.proxy.LossReason;
import io.airloom.proxy.NetworkKey;
import io.airloom.proxy.NetworkSecurity;
import io.airloom.proxy.Ssid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;

/// wpa_supplicant's `fi.w1.wpa_supplicant1`. A device is an interface object of its, what is ours
/// is a network object.
final class WpaSupplicantApi implements DaemonApi {
    private static final String ROOT = "/fi/w1/wpa_supplicant1";
    private static final String SERVICE = "fi.w1.wpa_supplicant1";
    private static final String INTERFACE = "fi.w1.wpa_supplicant1.Interface";
    private static final String NETWORK = "fi.w1.wpa_supplicant1.Network";

    private static final String COMPLETED = "completed";
    private static final String HANDSHAKE = "4way_handshake";

    /// What it may be on after the handshake without having lost the association.
    private static final List<String> BEYOND_HANDSHAKE =
            List.of(HANDSHAKE, "group_handshake", COMPLETED);

    /// By what a station may prove that it knows the key; what the daemon was built without is left
    /// out.
    private static final Map<String, String> PSK_SUITES =
            Map.of(
                    "wpa-psk", "WPA-PSK",
                    "wpa-psk-sha256", "WPA-PSK-SHA256",
                    "wpa-ft-psk", "FT-PSK");

    private final Peer peer;

    WpaSupplicantApi(Peer peer) {
        this.peer = peer;
    }

    @Override
    public Map<String, String> devices() throws BusException {
        Map<String, String> devices = new HashMap<>();
        for (String path : Values.paths(peer.property(ROOT, SERVICE, "Interfaces"))) {
            try {
                devices.put(Values.text(peer.property(path, INTERFACE, "Ifname")), path);
            } catch (BusException e) {
                if (e.isUnanswered()) {
                    throw e;
                }
                // It has gone in between.
            }
        }
        return devices;
    }

    @Override
    public boolean changesDevices(BusSignal signal) {
        return signal.is(SERVICE, "InterfaceAdded") || signal.is(SERVICE, "InterfaceRemoved");
    }

    @Override
    public @Nullable LossReason loss(BusSignal signal, String device) {
        Object reason = changed(signal, device).get("DisconnectReason");
        if (reason == null || !(Values.plain(reason) instanceof Number number)) {
            return null;
        }
        // Its own reasons are below zero.
        int code = number.intValue();
        return code < 0 ? Losses.byHost(-code & 0xffff) : Losses.byAccessPoint(code & 0xffff);
    }

    /// It tells by a signal of its own, and newer ones by the usual one, too.
    private static Map<String, Object> changed(BusSignal signal, String device) {
        if (!signal.path().equals(device)) {
            return Map.of();
        }
        return signal.is(INTERFACE, "PropertiesChanged")
                ? Values.dictionaryOrNothing(signal.argument(0))
                : signal.changed(INTERFACE);
    }

    @Override
    public void scan(String device, Ssid ssid) throws BusException {
        Map<String, Variant<?>> how = new HashMap<>();
        how.put("Type", new Variant<>("active"));
        if (!ssid.isWildcard()) {
            // The empty one keeps those that do not hide in the results.
            List<byte[]> names = List.of(ssid.octets(), new byte[0]);
            how.put("SSIDs", new Variant<>(names, "aay"));
        }
        peer.call(device, INTERFACE, "Scan", "a{sv}", how);
    }

    @Override
    public Former former(String device) throws BusException {
        List<String> enabled = new ArrayList<>();
        for (String network : Values.paths(peer.property(device, INTERFACE, "Networks"))) {
            if (Values.truth(peer.property(network, NETWORK, "Enabled"))) {
                enabled.add(network);
            }
        }
        return new Former(Values.path(peer.property(device, INTERFACE, "CurrentNetwork")), enabled);
    }

    @Override
    public String begin(Attempt attempt, Former former) throws BusException, HostWifiException {
        String device = attempt.device();
        byte[] secret = new byte[0];
        String ours;
        try {
            Map<String, Variant<?>> network = network(attempt.join());
            switch (attempt.join().security()) {
                case OPEN -> network.put("key_mgmt", new Variant<>("NONE"));
                case WPA3_SAE -> {
                    network.put("key_mgmt", new Variant<>("SAE"));
                    network.put("ieee80211w", new Variant<>(2));
                    network.put("sae_password", new Variant<>(attempt.password()));
                }
                case WPA2_PSK -> {
                    try (NetworkKey pmk = attempt.pmk()) {
                        secret = pmk.copy();
                    }
                    network.put("key_mgmt", new Variant<>(pskSuites(device)));
                    network.put("proto", new Variant<>("RSN"));
                    network.put("ieee80211w", new Variant<>(1));
                    // Octets are written as hexadecimal digits there, which is how it knows a PMK.
                    network.put("psk", new Variant<>(secret, "ay"));
                }
                default ->
                        throw new HostWifiException(
                                HostWifiException.UNSPECIFIED,
                                "cannot join a network of " + attempt.join().security());
            }
            ours =
                    Values.path(
                            Bus.first(
                                    peer.call(device, INTERFACE, "AddNetwork", "a{sv}", network)));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
        select(attempt, ours, former);
        return ours;
    }

    private static Map<String, Variant<?>> network(Join join) {
        Map<String, Variant<?>> network = new HashMap<>();
        network.put("ssid", new Variant<>(join.ssid().octets(), "ay"));
        network.put("scan_ssid", new Variant<>(1));
        return network;
    }

    private String pskSuites(String device) throws BusException {
        Map<String, Object> abilities =
                Values.dictionary(peer.property(device, INTERFACE, "Capabilities"));
        List<String> suites = new ArrayList<>();
        for (Object each : Values.list(abilities.getOrDefault("KeyMgmt", List.of()))) {
            String suite = PSK_SUITES.get(Values.text(each));
            if (suite != null && !suites.contains(suite)) {
                suites.add(suite);
            }
        }
        return suites.isEmpty() ? "WPA-PSK" : String.join(" ", suites);
    }

    private void select(Attempt attempt, String ours, Former former) throws BusException {
        if (attempt.join().bssid() != 0) {
            hint(ours, attempt.join().bssid());
        }
        try {
            peer.call(attempt.device(), INTERFACE, "SelectNetwork", "o", Peer.path(ours));
        } catch (BusException e) {
            end(attempt.device(), ours, former, true);
            throw e;
        }
    }

    /// Which access point to try first; versions before 2.6 do not know how.
    private void hint(String ours, long bssid) throws BusException {
        StringBuilder text = new StringBuilder();
        for (int shift = 40; shift >= 0; shift -= 8) {
            text.append(text.isEmpty() ? "" : ":").append("%02x".formatted(bssid >>> shift & 0xff));
        }
        Map<String, Variant<?>> properties = Map.of("bssid_hint", new Variant<>(text.toString()));
        try {
            peer.property(ours, NETWORK, "Properties", new Variant<>(properties, "a{sv}"));
        } catch (BusException e) {
            if (e.isUnanswered()) {
                throw e;
            }
        }
    }

    @Override
    public void await(Attempt attempt, String ours)
            throws BusException, HostWifiException, InterruptedException {
        String device = attempt.device();
        boolean wasInHandshake = false;
        while (true) {
            BusSignal signal = attempt.next();
            if (signal == null) {
                if (isCurrent(device, ours)
                        && COMPLETED.equals(
                                Values.text(peer.property(device, INTERFACE, "State")))) {
                    return;
                }
                continue;
            }
            if (signal.is(INTERFACE, "PskMismatch") && signal.path().equals(device)) {
                throw wrongKey(attempt);
            }
            Map<String, Object> changed = changed(signal, device);
            checkRefusal(attempt, changed);
            if (!(Values.plain(changed.getOrDefault("State", "")) instanceof String state)
                    || state.isEmpty()) {
                continue;
            }
            if (state.equals(COMPLETED) && isCurrent(device, ours)) {
                return;
            }
            if (wasInHandshake && !BEYOND_HANDSHAKE.contains(state)) {
                throw wrongKey(attempt);
            }
            wasInHandshake |= state.equals(HANDSHAKE) && isCurrent(device, ours);
        }
    }

    /// What the access point answered to authentication or association, if it was not 0.
    private static void checkRefusal(Attempt attempt, Map<String, Object> changed)
            throws HostWifiException {
        for (String name : List.of("AuthStatusCode", "AssocStatusCode")) {
            if (Values.plain(changed.getOrDefault(name, 0)) instanceof Number number
                    && number.intValue() > 0
                    && number.intValue() <= 0xffff) {
                throw new HostWifiException(
                        attempt.join().security() == NetworkSecurity.WPA3_SAE
                                        && number.intValue() == 1
                                ? HostWifiException.WRONG_KEY
                                : number.intValue(),
                        "the access point refuses: %s %d".formatted(name, number.intValue()));
            }
        }
    }

    private static HostWifiException wrongKey(Attempt attempt) {
        return new HostWifiException(
                HostWifiException.WRONG_KEY,
                "the key does not fit %s".formatted(attempt.join().ssid()));
    }

    @Override
    public boolean isCurrent(String device, String ours) throws BusException {
        return ours.equals(Values.path(peer.property(device, INTERFACE, "CurrentNetwork")));
    }

    /// Whoever selects another network switches ours off; then what is on and off is his.
    @Override
    public void end(String device, String ours, Former former, boolean wantsFormer)
            throws BusException {
        String current = Values.path(peer.property(device, INTERFACE, "CurrentNetwork"));
        boolean isOurs;
        try {
            isOurs =
                    current.equals(ours)
                            || (current.equals(Values.NO_PATH)
                                    && Values.truth(peer.property(ours, NETWORK, "Enabled")));
            peer.call(device, INTERFACE, "RemoveNetwork", "o", Peer.path(ours));
        } catch (BusException e) {
            if (e.isUnanswered()) {
                throw e;
            }
            // Somebody has removed it.
            isOurs = current.equals(Values.NO_PATH);
        }
        if (!isOurs || (!wantsFormer && !current.equals(ours))) {
            return;
        }
        List<String> again = new ArrayList<>(former.enabled());
        if (again.remove(former.network())) {
            again.addFirst(former.network());
        }
        for (String network : again) {
            try {
                peer.property(network, NETWORK, "Enabled", true);
            } catch (BusException e) {
                if (e.isUnanswered()) {
                    throw e;
                }
                // The user has removed it.
            }
        }
    }
}

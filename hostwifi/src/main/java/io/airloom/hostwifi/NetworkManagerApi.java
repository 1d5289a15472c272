package io.airloom.hostwifi;

import io.airloom.proxy.HostWifiException;
import io.airloom.proxy.Join;
import io.airloom.proxy.LossReason;
import io.airloom.proxy.LossReason.Cause;
import io.airloom.proxy.NetworkKey;
import io.airloom.proxy.Ssid;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;

/// NetworkManager's `org.freedesktop.NetworkManager`. A device is a device object of its, what is
/// ours is an active connection.
///
/// That the guest wants a certain access point is not passed on: a profile that names one never
/// roams, and fails where the network stands without it.
final class NetworkManagerApi implements DaemonApi {
    private static final String ROOT = "/org/freedesktop/NetworkManager";
    private static final String SERVICE = "org.freedesktop.NetworkManager";
    private static final String DEVICE = "org.freedesktop.NetworkManager.Device";
    private static final String WIRELESS = "org.freedesktop.NetworkManager.Device.Wireless";
    private static final String ACTIVE = "org.freedesktop.NetworkManager.Connection.Active";
    private static final int TYPE_WIFI = 2;

    /// NMDeviceState: the key is asked for; addresses are asked for, so frames can be sent; all
    /// stands; what was asked for has failed.
    private static final int STATE_NEED_AUTH = 60;

    private static final int STATE_IP_CONFIG = 70;
    private static final int STATE_ACTIVATED = 100;
    private static final int STATE_FAILED = 120;

    /// NMDeviceStateReason.
    private static final int REASON_NONE = 0;

    private static final int REASON_NOW_UNMANAGED = 3;
    private static final int REASON_NO_SECRETS = 7;
    private static final int REASON_SUPPLICANT_DISCONNECT = 8;
    private static final int REASON_SUPPLICANT_TIMEOUT = 11;
    private static final int REASON_REMOVED = 36;
    private static final int REASON_SLEEPING = 37;
    private static final int REASON_CONNECTION_REMOVED = 38;
    private static final int REASON_USER_REQUESTED = 39;
    private static final int REASON_SSID_NOT_FOUND = 53;
    private static final int REASON_NEW_ACTIVATION = 60;

    /// Without DHCP server a network is still one, to a guest that brings its own addresses.
    private static final int DHCP_FOR_EVER = Integer.MAX_VALUE;

    private final Peer peer;

    NetworkManagerApi(Peer peer) {
        this.peer = peer;
    }

    @Override
    public Map<String, String> devices() throws BusException {
        Map<String, String> devices = new HashMap<>();
        for (String path : Values.paths(Bus.first(peer.call(ROOT, SERVICE, "GetDevices", "")))) {
            try {
                if (number(path, DEVICE, "DeviceType") == TYPE_WIFI
                        && Values.truth(peer.property(path, DEVICE, "Managed"))) {
                    devices.put(Values.text(peer.property(path, DEVICE, "Interface")), path);
                }
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
        return signal.is(SERVICE, "DeviceAdded")
                || signal.is(SERVICE, "DeviceRemoved")
                || signal.changed(DEVICE).containsKey("Managed");
    }

    /// What a device says of its new state.
    private record State(int now, int before, int reason) {
        static @Nullable State of(BusSignal signal, String device) {
            return signal.is(DEVICE, "StateChanged")
                            && signal.path().equals(device)
                            && Values.plain(signal.argument(0)) instanceof Number now
                            && Values.plain(signal.argument(1)) instanceof Number before
                            && Values.plain(signal.argument(2)) instanceof Number reason
                    ? new State(now.intValue(), before.intValue(), reason.intValue())
                    : null;
        }

        boolean isUp() {
            return now >= STATE_IP_CONFIG && now <= STATE_ACTIVATED;
        }
    }

    @Override
    public @Nullable LossReason loss(BusSignal signal, String device) {
        State state = State.of(signal, device);
        if (state == null || state.isUp() || state.reason() == REASON_NONE) {
            return null;
        }
        Cause cause =
                switch (state.reason()) {
                    case REASON_NOW_UNMANAGED,
                            REASON_CONNECTION_REMOVED,
                            REASON_USER_REQUESTED,
                            REASON_NEW_ACTIVATION ->
                            Cause.USER;
                    case REASON_SLEEPING -> Cause.SLEEP;
                    case REASON_REMOVED -> Cause.RADIO_OFF;
                    case REASON_SSID_NOT_FOUND, REASON_SUPPLICANT_TIMEOUT -> Cause.OUT_OF_RANGE;
                    default -> Cause.UNKNOWN;
                };
        return new LossReason(
                cause, 0, "NetworkManager ended it (reason %d)".formatted(state.reason()));
    }

    @Override
    public void scan(String device, Ssid ssid) throws BusException {
        Map<String, Variant<?>> options = new HashMap<>();
        if (!ssid.isWildcard()) {
            options.put("ssids", new Variant<>(List.of(ssid.octets(), new byte[0]), "aay"));
        }
        peer.call(device, WIRELESS, "RequestScan", "a{sv}", options);
    }

    @Override
    public Former former(String device) throws BusException {
        String active = active(device);
        return active.equals(Values.NO_PATH)
                ? Former.NOTHING
                : new Former(Values.path(peer.property(active, ACTIVE, "Connection")), List.of());
    }

    private String active(String device) throws BusException {
        return Values.path(peer.property(device, DEVICE, "ActiveConnection"));
    }

    @Override
    public String begin(Attempt attempt, Former former) throws BusException, HostWifiException {
        Map<String, Variant<?>> options =
                Map.of(
                        "persist", new Variant<>("volatile"),
                        "bind-activation", new Variant<>("dbus-client"));
        Bus.Call call =
                peer.prepare(
                        ROOT,
                        SERVICE,
                        "AddAndActivateConnection2",
                        "a{sa{sv}}ooa{sv}",
                        profile(attempt),
                        Peer.path(attempt.device()),
                        Peer.path(Values.NO_PATH),
                        options);
        // Somebody may have to be asked for leave first: what comes of it after all is undone.
        return active(peer.call(call, attempt.deadline().left(), this::undo));
    }

    private static String active(List<Object> answer) throws BusException {
        if (answer.size() < 2) {
            throw BusException.odd("an answer without an active connection");
        }
        return Values.path(answer.get(1));
    }

    private void undo(List<Object> answer) {
        try {
            peer.call(ROOT, SERVICE, "DeactivateConnection", "o", Peer.path(active(answer)));
        } catch (BusException e) {
            // It has ended already.
        }
    }

    private static Map<String, Map<String, Variant<?>>> profile(Attempt attempt)
            throws HostWifiException {
        Join join = attempt.join();
        Map<String, Map<String, Variant<?>>> profile = new HashMap<>();
        profile.put(
                "connection",
                Map.of(
                        "id", new Variant<>("Airloom"),
                        "uuid", new Variant<>(UUID.randomUUID().toString()),
                        "type", new Variant<>("802-11-wireless"),
                        "autoconnect", new Variant<>(false)));
        profile.put(
                "802-11-wireless",
                Map.of(
                        "ssid", new Variant<>(join.ssid().octets(), "ay"),
                        "mode", new Variant<>("infrastructure"),
                        "hidden", new Variant<>(true)));
        profile.put(
                "ipv4",
                Map.of(
                        "method", new Variant<>("auto"),
                        "dhcp-timeout", new Variant<>(DHCP_FOR_EVER)));
        profile.put("ipv6", Map.of("method", new Variant<>("auto")));
        switch (join.security()) {
            case OPEN -> {}
            case WPA2_PSK ->
                    profile.put(
                            "802-11-wireless-security",
                            Map.of(
                                    "key-mgmt", new Variant<>("wpa-psk"),
                                    "psk", new Variant<>(digits(attempt))));
            case WPA3_SAE ->
                    profile.put(
                            "802-11-wireless-security",
                            Map.of(
                                    "key-mgmt", new Variant<>("sae"),
                                    "psk", new Variant<>(attempt.password())));
            default ->
                    throw new HostWifiException(
                            HostWifiException.UNSPECIFIED,
                            "cannot join a network of " + join.security());
        }
        return profile;
    }

    /// The only text that a PMK ever becomes: NetworkManager takes none but texts.
    private static String digits(Attempt attempt) throws HostWifiException {
        try (NetworkKey pmk = attempt.pmk()) {
            byte[] octets = pmk.copy();
            try {
                return HexFormat.of().formatHex(octets);
            } finally {
                Arrays.fill(octets, (byte) 0);
            }
        }
    }

    @Override
    public void await(Attempt attempt, String ours)
            throws BusException, HostWifiException, InterruptedException {
        String device = attempt.device();
        boolean wasOurs = false;
        while (true) {
            BusSignal signal = attempt.next();
            State state = signal == null ? null : State.of(signal, device);
            if (state != null) {
                checkFailure(attempt, state);
            }
            if (signal != null && state == null) {
                continue;
            }
            boolean isOurs = isCurrent(device, ours);
            if (isOurs
                    && number(device, DEVICE, "State") >= STATE_IP_CONFIG
                    && number(device, DEVICE, "State") <= STATE_ACTIVATED) {
                return;
            }
            if (wasOurs && !isOurs) {
                throw new HostWifiException(
                        HostWifiException.UNSPECIFIED, "somebody else ended the attempt");
            }
            wasOurs = isOurs;
        }
    }

    private static void checkFailure(Attempt attempt, State state) throws HostWifiException {
        String ssid = attempt.join().ssid().toString();
        boolean asksForKey = state.now() == STATE_NEED_AUTH && state.reason() != REASON_NONE;
        if (state.now() != STATE_FAILED && !asksForKey) {
            return;
        }
        throw switch (asksForKey ? REASON_NO_SECRETS : state.reason()) {
            case REASON_NO_SECRETS ->
                    new HostWifiException(
                            HostWifiException.WRONG_KEY, "the key does not fit " + ssid);
            case REASON_SUPPLICANT_TIMEOUT ->
                    new HostWifiException(
                            HostWifiException.TIMEOUT, "no answer of " + ssid + " in time");
            case REASON_SSID_NOT_FOUND ->
                    new HostWifiException(HostWifiException.TIMEOUT, ssid + " is not heard");
            case REASON_SUPPLICANT_DISCONNECT ->
                    new HostWifiException(
                            HostWifiException.UNSPECIFIED, ssid + " has ended the attempt");
            default ->
                    new HostWifiException(
                            HostWifiException.UNSPECIFIED,
                            "NetworkManager has failed to join %s (reason %d)"
                                    .formatted(ssid, state.reason()));
        };
    }

    private long number(String path, String interfaceName, String property) throws BusException {
        return Values.number(peer.property(path, interfaceName, property));
    }

    @Override
    public boolean isCurrent(String device, String ours) throws BusException {
        return active(device).equals(ours);
    }

    @Override
    public void end(String device, String ours, Former former, boolean wantsFormer)
            throws BusException {
        String current = active(device);
        boolean isOurs = current.equals(ours);
        if (!isOurs && !(wantsFormer && current.equals(Values.NO_PATH))) {
            return;
        }
        if (!former.isNothing()) {
            try {
                // It takes the place of ours, whose profile goes with it.
                peer.call(
                        ROOT,
                        SERVICE,
                        "ActivateConnection",
                        "ooo",
                        Peer.path(former.network()),
                        Peer.path(device),
                        Peer.path(Values.NO_PATH));
                return;
            } catch (BusException e) {
                if (e.isUnanswered()) {
                    throw e;
                }
                // The user has removed it, or it cannot be joined now.
            }
        }
        if (isOurs) {
            deactivate(ours);
        }
    }

    private void deactivate(String ours) throws BusException {
        try {
            peer.call(ROOT, SERVICE, "DeactivateConnection", "o", Peer.path(ours));
        } catch (BusException e) {
            if (e.isUnanswered()) {
                throw e;
            }
            // It has ended in between.
        }
    }
}

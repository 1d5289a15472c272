package io.airloom.hostwifi;

import io.airloom.proxy.Deadline;
import io.airloom.proxy.HostWifiException;
import io.airloom.proxy.LossReason;
import io.airloom.proxy.NetworkKey;
import io.airloom.proxy.NetworkSecurity;
import io.airloom.proxy.Ssid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// iwd's `net.connman.iwd`. A device is a device object of its in station mode, what is ours is a
/// network object.
///
/// iwd decides on access points, and scans for hidden networks, by itself; that the guest wants a
/// certain one is not passed on.
final class IwdApi implements DaemonApi {
    private static final String ROOT = "/";
    private static final String FOLDER = "/var/lib/iwd";
    private static final String OBJECTS = "org.freedesktop.DBus.ObjectManager";
    private static final String DEVICE = "net.connman.iwd.Device";
    private static final String STATION = "net.connman.iwd.Station";
    private static final String NETWORK = "net.connman.iwd.Network";
    private static final String KNOWN = "net.connman.iwd.KnownNetwork";

    /// IEEE 802.11-2020 table 9-49: reasons to part that a wrong key leads to.
    private static final List<Integer> KEY_REASONS = List.of(2, 15, 23);

    private static final String INVALID_FORMAT = "net.connman.iwd.InvalidFormat";

    /// What is in the world because of a join.
    ///
    /// @param isForgotten whether iwd did not know it before
    /// @param file what was written for it; null if nothing
    private record Made(boolean isForgotten, @Nullable Path file) {
        void remove() {
            if (file != null) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    // iwd removes it when it is told to forget the network.
                }
            }
        }
    }

    private final Peer peer;
    private final @Nullable Path folder;
    private final Map<String, Made> all = new ConcurrentHashMap<>();

    /// @param folder in the place of iwd's own; null for that
    IwdApi(Peer peer, @Nullable Path folder) {
        this.peer = peer;
        this.folder = folder;
    }

    @Override
    public Map<String, String> devices() throws BusException {
        Map<String, String> devices = new HashMap<>();
        for (Map.Entry<String, Object> each : objects().entrySet()) {
            Map<String, Object> interfaces = Values.dictionary(each.getValue());
            if (interfaces.containsKey(STATION)) {
                Map<String, Object> device = properties(interfaces, DEVICE);
                devices.put(Values.text(device.getOrDefault("Name", "")), each.getKey());
            }
        }
        return devices;
    }

    private Map<String, Object> objects() throws BusException {
        return Values.dictionary(Bus.first(peer.call(ROOT, OBJECTS, "GetManagedObjects", "")));
    }

    private static Map<String, Object> properties(Map<String, Object> interfaces, String name) {
        return Values.dictionaryOrNothing(interfaces.getOrDefault(name, ""));
    }

    @Override
    public boolean changesDevices(BusSignal signal) {
        return signal.is(OBJECTS, "InterfacesAdded") || signal.is(OBJECTS, "InterfacesRemoved");
    }

    /// It does not say why; the kernel does.
    @Override
    public @Nullable LossReason loss(BusSignal signal, String device) {
        return null;
    }

    @Override
    public void scan(String device, Ssid ssid) throws BusException {
        peer.call(device, STATION, "Scan", "");
    }

    @Override
    public Former former(String device) throws BusException {
        return new Former(connected(device), List.of());
    }

    private String connected(String device) throws BusException {
        try {
            return Values.path(peer.property(device, STATION, "ConnectedNetwork"));
        } catch (BusException e) {
            if (e.isUnanswered()) {
                throw e;
            }
            // A property without a value is none.
            return Values.NO_PATH;
        }
    }

    @Override
    public String begin(Attempt attempt, Former former)
            throws BusException, HostWifiException, InterruptedException {
        Ssid ssid = attempt.join().ssid();
        String name = name(ssid);
        String device = attempt.device();
        boolean isOpen = attempt.join().security() == NetworkSecurity.OPEN;
        String type = isOpen ? "open" : "psk";
        Found heard = find(device, name, type);
        Path file = isOpen ? null : write(attempt, heard == null);
        Made made = new Made(heard == null || !heard.isKnown(), file);
        try {
            while (heard == null || (!isOpen && !heard.isKnown())) {
                if (heard == null) {
                    search(device, name, isOpen, attempt.deadline());
                }
                attempt.next();
                heard = find(device, name, type);
            }
            all.put(heard.path(), made);
            return heard.path();
        } finally {
            if (heard == null || !all.containsKey(heard.path())) {
                made.remove();
            }
        }
    }

    /// iwd writes names as texts, and passes over networks for which it cannot.
    private static String name(Ssid ssid) throws HostWifiException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(ssid.octets()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new HostWifiException(
                    HostWifiException.UNSPECIFIED,
                    "iwd joins no network whose name is not UTF-8: " + ssid,
                    e);
        }
    }

    /// As iwd sees it, which may have another root than this program.
    private IwdFolder folder() throws BusException {
        if (folder != null) {
            return new IwdFolder(folder);
        }
        Path seen = Path.of("/proc/%d/root".formatted(peer.processId()) + FOLDER);
        return new IwdFolder(Files.isDirectory(seen) ? seen : Path.of(FOLDER));
    }

    private Path write(Attempt attempt, boolean isHidden) throws BusException, HostWifiException {
        Ssid ssid = attempt.join().ssid();
        NetworkSecurity security = attempt.join().security();
        if (security != NetworkSecurity.WPA2_PSK && security != NetworkSecurity.WPA3_SAE) {
            throw new HostWifiException(
                    HostWifiException.UNSPECIFIED, "cannot join a network of " + security);
        }
        boolean isPmk = security == NetworkSecurity.WPA2_PSK;
        byte[] value = isPmk ? pmkDigits(attempt) : attempt.join().key().copy();
        try {
            checkPlain(value);
            return folder().write(ssid, isPmk ? "PreSharedKey" : "Passphrase", value, isHidden);
        } finally {
            Arrays.fill(value, (byte) 0);
        }
    }

    private static byte[] pmkDigits(Attempt attempt) throws HostWifiException {
        try (NetworkKey pmk = attempt.pmk()) {
            byte[] octets = pmk.copy();
            byte[] digits = IwdFolder.digits(octets);
            Arrays.fill(octets, (byte) 0);
            return digits;
        }
    }

    /// What a file of iwd's would have to write otherwise than as it is.
    private static void checkPlain(byte[] password) throws HostWifiException {
        for (int i = 0; i < password.length; i++) {
            boolean isOdd = password[i] < '!' && (i == 0 || password[i] != ' ');
            if (isOdd || password[i] == '\\') {
                throw new HostWifiException(
                        HostWifiException.WRONG_KEY, "a password that iwd's files cannot have");
            }
        }
    }

    /// A network that iwd has heard.
    private record Found(String path, boolean isKnown) {}

    private @Nullable Found find(String device, String name, String type) throws BusException {
        for (Map.Entry<String, Object> each : objects().entrySet()) {
            Map<String, Object> network = properties(Values.dictionary(each.getValue()), NETWORK);
            if (name.equals(Values.plain(network.getOrDefault("Name", "")))
                    && type.equals(Values.plain(network.getOrDefault("Type", "")))
                    && device.equals(Values.path(network.getOrDefault("Device", ROOT)))) {
                return new Found(each.getKey(), network.containsKey("KnownNetwork"));
            }
        }
        return null;
    }

    /// One that hides is asked for by its name, which it answers to if iwd knows it.
    private void search(String device, String name, boolean isOpen, Deadline deadline)
            throws BusException {
        try {
            if (isOpen) {
                peer.call(
                        peer.prepare(device, STATION, "ConnectHiddenNetwork", "s", name),
                        deadline.left(),
                        answer -> {});
            } else {
                scan(device, Ssid.WILDCARD);
            }
        } catch (BusException e) {
            if (e.isUnanswered()) {
                throw e;
            }
            // It scans already, or has not found it yet.
        }
    }

    @Override
    public void await(Attempt attempt, String ours)
            throws BusException, HostWifiException, InterruptedException {
        if (isUp(attempt.device(), ours)) {
            return;
        }
        try {
            peer.call(
                    peer.prepare(ours, NETWORK, "Connect", ""),
                    attempt.deadline().left(),
                    answer -> {});
        } catch (BusException e) {
            String ssid = attempt.join().ssid().toString();
            if (e.isUnanswered()) {
                throw new HostWifiException(
                        HostWifiException.TIMEOUT, "not on " + ssid + " in time", e);
            }
            throw KEY_REASONS.contains(attempt.reason()) || e.error().equals(INVALID_FORMAT)
                    ? new HostWifiException(
                            HostWifiException.WRONG_KEY, "the key does not fit " + ssid, e)
                    : new HostWifiException(
                            HostWifiException.UNSPECIFIED, "iwd: " + e.getMessage(), e);
        }
        while (!isUp(attempt.device(), ours)) {
            attempt.next();
        }
    }

    private boolean isUp(String device, String ours) throws BusException {
        return isCurrent(device, ours)
                && "connected".equals(Values.text(peer.property(device, STATION, "State")));
    }

    @Override
    public boolean isCurrent(String device, String ours) throws BusException {
        return connected(device).equals(ours);
    }

    @Override
    public void end(String device, String ours, Former former, boolean wantsFormer)
            throws BusException {
        String current = connected(device);
        boolean isOurs = current.equals(ours);
        boolean isFree = isOurs || current.equals(Values.NO_PATH);
        Made made = all.remove(ours);
        if (made != null) {
            if (made.isForgotten()) {
                forget(ours);
            }
            made.remove();
        }
        if (isFree && !former.isNothing() && (isOurs || wantsFormer)) {
            // Nobody waits for it.
            Thread.ofVirtual().start(() -> tryTo(former.network(), NETWORK, "Connect"));
        } else if (isOurs && isCurrent(device, ours)) {
            tryTo(device, STATION, "Disconnect");
        }
    }

    /// iwd writes down what it has joined: what it did not know before, it shall not know later.
    private void forget(String ours) {
        try {
            String known = Values.path(peer.property(ours, NETWORK, "KnownNetwork"));
            tryTo(known, KNOWN, "Forget");
        } catch (BusException e) {
            // It does not know it any more.
        }
    }

    private void tryTo(String path, String interfaceName, String member) {
        try {
            peer.call(path, interfaceName, member, "");
        } catch (BusException e) {
            // The network is gone, or the user has come first; whether it has worked is looked at.
        }
    }
}

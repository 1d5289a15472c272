package io.airloom.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Made-up networks, as if an interface of the host were on all of them at once. To join one is to
/// have its key, if it has one. Any thread, any number of them.
final class MadeUpInterface implements HostInterface {
    /// What the documentation of the service of Windows says.
    static final InterfaceId ID =
            new InterfaceId(UUID.fromString("1b57e649-a1df-482f-85c2-a16063836418"), "made-up");

    private static final System.Logger LOG = System.getLogger(MadeUpInterface.class.getName());

    /// Networks whose strength was changed by hand.
    private static final int MOST_SIGNALS = 1024;

    private static final int ESS = 1;
    private static final int PRIVACY = 1 << 4;

    private final MadeUpProvider provider;
    private final Map<Ssid, Integer> signals = new ConcurrentHashMap<>();

    MadeUpInterface(MadeUpProvider provider) {
        this.provider = provider;
    }

    @Override
    public InterfaceId id() {
        return ID;
    }

    /// None: it is on many.
    @Override
    public @Nullable Connection connection() {
        return null;
    }

    @Override
    public List<Heard> networks() {
        return heard(Ssid.WILDCARD);
    }

    /// What a scan for a name shows: those that hide show theirs only to who knows it.
    List<Heard> heard(Ssid asked) {
        List<Heard> heard = new ArrayList<>();
        for (MadeUpNetwork network : provided()) {
            Ssid shown =
                    network.isHidden() && !network.ssid().equals(asked)
                            ? Ssid.WILDCARD
                            : network.ssid();
            heard.add(new Heard(bss(network, shown), 0));
        }
        return heard;
    }

    private Bss bss(MadeUpNetwork network, Ssid shown) {
        boolean isOpen = network.lock().security() == NetworkSecurity.OPEN;
        ElementBlob elements = isOpen ? ElementBlob.of(shown) : ElementBlob.ofWpa2Psk(shown);
        return new Bss(
                network.bssid(),
                isOpen ? ESS : ESS | PRIVACY,
                signals.getOrDefault(network.ssid(), network.dbm()),
                0,
                network.centerFreqKhz(),
                elements.and(network.elements()));
    }

    private List<MadeUpNetwork> provided() {
        try {
            return provider.networks();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "who makes networks up has failed", e);
            return List.of();
        }
    }

    /// The network of a name; by the access point that is asked for, if there is that one.
    @Nullable MadeUpNetwork find(Ssid ssid, long bssid) {
        MadeUpNetwork found = null;
        for (MadeUpNetwork network : provided()) {
            if (network.ssid().equals(ssid) && (found == null || network.bssid() == bssid)) {
                found = network;
            }
        }
        return found;
    }

    /// Whether a guest's key opens a network; a passphrase is made a PMK first.
    static boolean isOpenedBy(MadeUpNetwork network, NetworkKey key) {
        return switch (network.lock()) {
            case MadeUpNetwork.Lock.Open _, MadeUpNetwork.Lock.AnyKey _ -> true;
            case MadeUpNetwork.Lock.Psk(NetworkKey pmk) ->
                    key.isPassphrase() ? matches(pmk, key, network.ssid()) : pmk.matches(key);
        };
    }

    private static boolean matches(NetworkKey pmk, NetworkKey passphrase, Ssid ssid) {
        byte[] octets = passphrase.copy();
        char[] characters = new char[octets.length];
        for (int i = 0; i < octets.length; i++) {
            characters[i] = (char) octets[i];
        }
        try (NetworkKey made = NetworkKey.ofPassphrase(characters, ssid)) {
            return pmk.matches(made);
        } finally {
            Arrays.fill(octets, (byte) 0);
            Arrays.fill(characters, '\0');
        }
    }

    /// From now on scans show a network so strong.
    void signal(Ssid ssid, int dbm) {
        if (signals.size() < MOST_SIGNALS || signals.containsKey(ssid)) {
            signals.put(ssid, dbm);
        }
    }

    /// There is nothing to scan.
    ///
    /// @throws HostWifiException always
    @Override
    public void scan(Ssid ssid) throws HostWifiException {
        throw new HostWifiException(HostWifiException.UNSPECIFIED, "made-up networks are known");
    }

    @Override
    public Connection join(Join join, Duration within) throws HostWifiException {
        MadeUpNetwork network = find(join.ssid(), join.bssid());
        if (network == null) {
            throw new HostWifiException(HostWifiException.UNSPECIFIED, "no such network");
        }
        if (!isOpenedBy(network, join.key())) {
            throw new HostWifiException(HostWifiException.WRONG_KEY, "the key does not fit");
        }
        return new Connection(network.ssid(), network.bssid(), network.lock().security());
    }

    /// Nothing was joined.
    @Override
    public void leave(Duration within) {}
}

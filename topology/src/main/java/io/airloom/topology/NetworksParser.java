package io.airloom.topology;

import io.airloom.ieee80211.MacAddress;
import io.airloom.image.InputFile;
import io.airloom.image.InputFileException;
import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.image.YamlFile;
import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import io.airloom.proxy.ElementBlob;
import io.airloom.proxy.GuestChannels;
import io.airloom.proxy.MadeUpNetwork;
import io.airloom.proxy.MadeUpNetwork.Lock;
import io.airloom.proxy.NetworkKey;
import io.airloom.proxy.Ssid;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads made-up networks from YAML: a file of their own, or what stands in a topology. Every
/// mistake is told with its line and column, all of them in one go, and never with a passphrase.
public final class NetworksParser {
    /// Keys of the file itself.
    static final List<String> TOP_KEYS = List.of("networks");

    /// Keys of a network.
    static final List<String> KEYS =
            List.of(
                    "ssid",
                    "bssid",
                    "channel",
                    "frequency",
                    "signal",
                    "security",
                    "passphrase",
                    "hidden",
                    "elements");

    /// More than any guest can be told of; each with a passphrase costs some milliseconds.
    static final int MAX_NETWORKS = 256;

    private static final List<String> SECURITIES = List.of("open", "wpa2");
    private static final int MAX_ELEMENTS = 1024;
    private static final int SSID_ELEMENT = 0;
    private static final int RSN_ELEMENT = 48;

    private NetworksParser() {}

    /// Reads a file.
    ///
    /// @throws InputFileException if it cannot be read or does not say networks
    public static List<MadeUpNetwork> parse(Path path) {
        String name = Printable.line(path.toString());
        return parse(name, InputFile.text(path, name, "is a directory, not a networks file"));
    }

    /// Reads `text`; messages call it `fileName`.
    ///
    /// @throws InputFileException if it does not say networks
    static List<MadeUpNetwork> parse(String fileName, String text) {
        YamlFile file = new YamlFile(fileName);
        Node root = file.read(text);
        YamlMap map = root == null ? null : YamlMap.of(file, "", "a networks file", root);
        List<MadeUpNetwork> networks = map == null ? List.of() : networks(map);
        if (file.hasProblems()) {
            throw new InputFileException(file.problems());
        }
        return networks;
    }

    /// The networks of a mapping that has nothing else.
    static List<MadeUpNetwork> networks(YamlMap top) {
        top.allowOnly(TOP_KEYS);
        YamlValue value = top.required("networks", "networks: [{ssid: home}]");
        List<YamlValue> items = value == null ? null : value.items();
        List<MadeUpNetwork> networks = new ArrayList<>();
        if (value == null || items == null) {
            return networks;
        }
        if (items.size() > MAX_NETWORKS) {
            value.problem("has " + items.size() + " members; at most " + MAX_NETWORKS + " may be");
            return networks;
        }
        Map<Long, Integer> taken = new HashMap<>();
        int number = 0;
        for (YamlValue item : items) {
            String context = "network " + ++number + ": ";
            YamlMap map = YamlMap.of(item.file(), context, "a network", item.node());
            MadeUpNetwork network = map == null ? null : network(map);
            if (map == null || network == null) {
                continue;
            }
            Integer other = taken.putIfAbsent(network.bssid(), number);
            if (other != null) {
                map.problem(
                        "has the BSSID "
                                + MacAddress.toString(network.bssid())
                                + " of network "
                                + other
                                + (map.value("bssid") == null
                                        ? ", made of the same SSID; give it a \"bssid\""
                                        : ""));
            }
            networks.add(network);
        }
        return networks;
    }

    private static @Nullable MadeUpNetwork network(YamlMap map) {
        map.allowOnly(KEYS);
        Ssid ssid = ssid(map.required("ssid", "ssid: home"));
        long bssid = bssid(map.value("bssid"), ssid == null ? Ssid.WILDCARD : ssid);
        long freqKhz = freqKhz(map);
        YamlValue signal = map.value("signal");
        Integer dbm = signal == null ? null : signal.integer(Byte.MIN_VALUE, 0);
        Lock lock = lock(map, ssid);
        boolean hidden = NodeParser.bool(map.value("hidden"));
        ElementBlob elements = elements(map.value("elements"));
        return ssid == null
                ? null
                : new MadeUpNetwork(
                        ssid,
                        bssid,
                        freqKhz,
                        dbm == null ? MadeUpNetwork.DEFAULT_DBM : dbm,
                        lock,
                        hidden,
                        elements);
    }

    private static @Nullable Ssid ssid(@Nullable YamlValue value) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return null;
        }
        try {
            return SsidText.parse(text);
        } catch (IllegalArgumentException e) {
            value.problem(e.getMessage() + ": " + Printable.quoted(text));
            return null;
        }
    }

    private static long bssid(@Nullable YamlValue value, Ssid ssid) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return bssidOf(ssid);
        }
        try {
            long address = MacAddress.parse(text);
            if (address != 0 && !MacAddress.isGroup(address)) {
                return address;
            }
            value.problem(text + " is no single station's address; the first octet must be even");
        } catch (IllegalArgumentException e) {
            value.problem(
                    "must be an address such as 02:00:00:00:01:00, not " + Printable.quoted(text));
        }
        return bssidOf(ssid);
    }

    /// A locally administered address that is always the same for an SSID.
    static long bssidOf(Ssid ssid) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(ssid.octets());
            long address = ByteBuffer.wrap(hash).getLong() >>> Short.SIZE;
            return (address & 0xfcff_ffff_ffffL) | 0x0200_0000_0000L;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static long freqKhz(YamlMap map) {
        YamlValue channel = map.value("channel");
        YamlValue frequency = map.value("frequency");
        if (channel != null && frequency != null) {
            map.problem("has both \"channel\" and \"frequency\"; one says it all");
        }
        if (frequency != null) {
            Integer freqMhz = frequency.integer(1, 99_999);
            if (freqMhz != null && !GuestChannels.isUsable(freqMhz * 1000L)) {
                frequency.problem(
                        freqMhz + " MHz is no channel of 2.4, 5 or 6 GHz that guests know");
            }
            return freqMhz == null ? MadeUpNetwork.DEFAULT_FREQ_KHZ : freqMhz * 1000L;
        }
        Integer number = channel == null ? null : channel.integer(1, 233);
        if (channel == null || number == null) {
            return MadeUpNetwork.DEFAULT_FREQ_KHZ;
        }
        if (!WifiChannel.isKnown(number)) {
            channel.problem(
                    number
                            + " is no channel of 2.4 or 5 GHz; those of 6 GHz are written as"
                            + " frequency: 6115");
        }
        return WifiChannel.freqMhz(number) * 1000L;
    }

    private static Lock lock(YamlMap map, @Nullable Ssid ssid) {
        YamlValue value = map.value("security");
        String security = value == null ? null : value.text();
        if (value != null && security != null && !SECURITIES.contains(security)) {
            value.problem(
                    "is unknown: "
                            + Printable.quoted(security)
                            + Suggestion.after(security, SECURITIES));
        }
        YamlValue passphrase = map.value("passphrase");
        if (passphrase == null) {
            return "wpa2".equals(security) ? new Lock.AnyKey() : new Lock.Open();
        }
        if ("open".equals(security)) {
            passphrase.problem("is for security: wpa2, not open");
            return new Lock.Open();
        }
        // The YAML parser has it as a String already; ours is the only array.
        String text = passphrase.text();
        char[] letters = text == null ? new char[0] : text.toCharArray();
        try {
            if (text != null && !NetworkKey.isPassphrase(letters)) {
                passphrase.problem("must be 8 to 63 printable ASCII characters");
            } else if (text != null && ssid != null && !map.file().hasProblems()) {
                return new Lock.Psk(NetworkKey.ofPassphrase(letters, ssid));
            }
            return new Lock.AnyKey();
        } finally {
            Arrays.fill(letters, '\0');
        }
    }

    private static ElementBlob elements(@Nullable YamlValue value) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return ElementBlob.of(new byte[0]);
        }
        String digits = text.replaceAll("\\s", "");
        if (!digits.matches("[0-9A-Fa-f]*")
                || digits.length() % 2 != 0
                || digits.length() > 2 * MAX_ELEMENTS) {
            value.problem(
                    "must be at most "
                            + MAX_ELEMENTS
                            + " octets of two hexadecimal digits, such as 0706444520010d14");
            return ElementBlob.of(new byte[0]);
        }
        byte[] octets = HexFormat.of().parseHex(digits);
        int at = 0;
        while (at < octets.length) {
            int id = Byte.toUnsignedInt(octets[at]);
            if (id == SSID_ELEMENT || id == RSN_ELEMENT) {
                value.problem(
                        "has element "
                                + id
                                + ", which is made of \"ssid\", \"security\" and \"hidden\"");
            }
            int length = at + 1 < octets.length ? Byte.toUnsignedInt(octets[at + 1]) : 1;
            if (at + 2 + length > octets.length) {
                value.problem("has an element at octet " + at + " that is cut off");
            }
            at += 2 + length;
        }
        return ElementBlob.of(octets);
    }
}

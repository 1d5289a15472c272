package io.airloom.topology;

import io.airloom.image.InputFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeSet;

/// Renders what a node needs in its file system: hostapd.conf or wpa_supplicant.conf, and the
/// script that sets its radio up. Only what a daemon cannot do without is added to the user's keys;
/// each addition is named in docs/topology.md.
public final class NodeFiles {
    /// The script that sets the node up; run once, through the guest agent.
    public static final String UP_SCRIPT = "/etc/airloom/up";

    static final String HOSTAPD_CONF = "/etc/airloom/hostapd.conf";
    static final String SUPPLICANT_CONF = "/etc/airloom/wpa_supplicant.conf";

    /// The addresses of the lab's nodes, for the node's own list. Not there if its user has given
    /// it one.
    static final String HOSTS = "/etc/airloom/hosts";

    /// The list that `ping ap1` and everything else looks into.
    private static final String SYSTEM_HOSTS = "/etc/hosts";

    /// Where the daemon of a node writes, with a time before each line.
    static final String HOSTAPD_LOG = "/run/airloom/hostapd.log";

    /// The same of wpa_supplicant.
    public static final String SUPPLICANT_LOG = "/run/airloom/wpa_supplicant.log";

    static final int DEFAULT_CHANNEL = 1;

    /// A list that cannot be written stays as it is. On a disk that is kept, the lines of the last
    /// lab are still there.
    private static final String HOSTS_UP =
            """
            if [ -e %1$s ]; then
              others=$(grep -v ' # airloom$' %2$s 2>/dev/null) || true
              printf '%%s\\n' "$others" "$(cat %1$s)" >%2$s || true
            fi
            """
                    .formatted(HOSTS, SYSTEM_HOSTS);

    /// Where the command stands that starts a node's daemon.
    private static final String DAEMON = "<daemon>";

    /// What stays beside the daemon (strace, say) must let go of the script's output, or the script
    /// would not be seen to end.
    private static final String HOSTAPD_UP =
            """
            log=%s
            out=/run/airloom/daemon.out
            %s -B -t -P /run/airloom/hostapd.pid -f "$log" %s >"$out" 2>&1 || {
              cat "$out" "$log"
              exit 1
            }
            left=300
            until grep -q AP-ENABLED "$log"; do
              left=$((left - 1))
              if [ "$left" = 0 ] || grep -q -E 'AP-DISABLED|Failed to initialize' "$log"; then
                echo "the access point did not come up"
                cat "$log"
                exit 1
              fi
              sleep 0.05 2>/dev/null || sleep 1
            done
            """
                    .formatted(HOSTAPD_LOG, DAEMON, HOSTAPD_CONF);

    /// A scan that finds nothing is repeated after one second instead of five.
    private static final String SUPPLICANT_UP =
            """
            log=%s
            out=/run/airloom/daemon.out
            %s -B -t -P /run/airloom/wpa_supplicant.pid -f "$log" -i wlan0 -D nl80211 \\
              -c %s >"$out" 2>&1 || {
              cat "$out" "$log"
              exit 1
            }
            wpa_cli -i wlan0 scan_interval 1 >/dev/null || true
            """
                    .formatted(SUPPLICANT_LOG, DAEMON, SUPPLICANT_CONF);

    /// The next IBSS node starts when this one has joined or made its network. Not joining is not
    /// an error yet: a step may wait for it.
    private static final String IBSS_UP =
            """
            left=300
            until wpa_cli -i wlan0 status | grep -q '^wpa_state=COMPLETED' || [ "$left" = 0 ]; do
              left=$((left - 1))
              sleep 0.05 2>/dev/null || sleep 1
            done
            """;

    private NodeFiles() {}

    /// All files of `node`, by absolute path; the user's own come last and so win.
    ///
    /// @param program the command line that runs Airloom, without its arguments; empty if nobody
    ///   knows it
    /// @throws InputFileException if one cannot be read or refers to what is not there
    public static SequencedMap<String, NodeFile> of(
            NodeSpec node, Topology topology, List<String> program) {
        SequencedMap<String, NodeFile> files = new LinkedHashMap<>();
        if (node.root().seesProgram()) {
            files.put(HostProgram.PATH, HostProgram.script(program, node.root()));
        }
        files.put(UP_SCRIPT, NodeFile.script(upScript(node, topology)));
        if (node.role() == Role.AP) {
            files.put(HOSTAPD_CONF, NodeFile.text(hostapdConf(node, topology)));
        } else if (node.role().usesSupplicant()) {
            files.put(SUPPLICANT_CONF, NodeFile.text(supplicantConf(node, topology)));
        }
        SequencedMap<String, NodeFile> own = FileContents.of(node, topology.references());
        String hosts = hosts(topology);
        if (!hosts.isEmpty() && !own.containsKey(SYSTEM_HOSTS)) {
            files.put(HOSTS, NodeFile.text(hosts));
        }
        files.putAll(own);
        return files;
    }

    /// Reads the files of the host that a node is to have, to see whether they are there and refer
    /// to what there is.
    ///
    /// @throws InputFileException if not
    public static void check(NodeSpec node, Topology topology) {
        FileContents.of(node, topology.references());
    }

    /// Lines of the list of hosts: each node that has an address, that of `wlan0` if it has one.
    private static String hosts(Topology topology) {
        StringBuilder lines = new StringBuilder();
        for (NodeSpec node : topology.nodes()) {
            InterfaceAddress address = node.address() == null ? node.wired() : node.address();
            if (address != null) {
                lines.append(address.host()).append(' ').append(node.name()).append(" # airloom\n");
            }
        }
        return lines.toString();
    }

    /// The centre frequency that a node's own settings name, in MHz; 0 if they name none.
    static int freqMhz(NodeSpec node) {
        if (node.role() == Role.AP) {
            String text = node.hostapdValue("channel");
            if (text == null) {
                return WifiChannel.freqMhz(DEFAULT_CHANNEL);
            }
            int channel = text.matches("\\d{1,3}") ? Integer.parseInt(text) : 0;
            return isSixGhz(node)
                    ? WifiChannel.sixGhzFreqMhz(channel)
                    : WifiChannel.freqMhz(channel);
        }
        String text = node.networkValue("frequency");
        if (node.role() == Role.STATION || text == null || !text.matches("\\d{4}")) {
            return 0;
        }
        return Integer.parseInt(text);
    }

    private static boolean isSixGhz(NodeSpec node) {
        String operatingClass = node.hostapdValue("op_class");
        return operatingClass != null && operatingClass.matches("13[1-7]");
    }

    static String hostapdConf(NodeSpec node, Topology topology) {
        SequencedMap<String, List<String>> lines = new LinkedHashMap<>();
        lines.put("interface", List.of("wlan0"));
        lines.put("driver", List.of("nl80211"));
        lines.put("ctrl_interface", List.of("/var/run/hostapd"));
        if (topology.country() != null) {
            lines.put("country_code", List.of(topology.country()));
        }
        lines.put("channel", List.of(String.valueOf(DEFAULT_CHANNEL)));
        boolean fiveOrSix = freqMhz(node) >= 5000 || isSixGhz(node);
        lines.put("hw_mode", List.of(fiveOrSix ? "a" : "g"));
        String management = node.hostapdValue("wpa_key_mgmt");
        if (management != null && needsFrameProtection(management)) {
            lines.put("ieee80211w", List.of("2"));
        }
        node.hostapd().forEach(lines::put);
        StringBuilder text = new StringBuilder();
        lines.forEach((key, values) -> values.forEach(v -> line(text, "", key, v)));
        return text.toString();
    }

    static String supplicantConf(NodeSpec node, Topology topology) {
        StringBuilder text = new StringBuilder();
        line(text, "", "ctrl_interface", "/var/run/wpa_supplicant");
        if (topology.country() != null) {
            line(text, "", "country", topology.country());
        }
        text.append("network={\n");
        SequencedMap<String, List<String>> lines = new LinkedHashMap<>();
        switch (node.role()) {
            case IBSS -> lines.put("mode", List.of("1"));
            case MESH -> lines.put("mode", List.of("5"));
            default -> {}
        }
        if (node.role() != Role.STATION) {
            String freq = String.valueOf(WifiChannel.freqMhz(DEFAULT_CHANNEL));
            lines.put("frequency", List.of(freq));
        }
        lines.put("key_mgmt", List.of(defaultKeyManagement(node)));
        String management = node.networkValue("key_mgmt");
        if (needsFrameProtection(management == null ? defaultKeyManagement(node) : management)) {
            lines.put("ieee80211w", List.of("2"));
        }
        String frequencies = scanFrequencies(node, topology);
        if (!frequencies.isEmpty()) {
            lines.put("scan_freq", List.of(frequencies));
        }
        node.network().forEach(lines::put);
        lines.forEach((key, values) ->
                values.forEach(v -> line(text, "\t", key, SupplicantQuoting.rendered(key, v))));
        return text.append("}\n").toString();
    }

    /// What a network without `key_mgmt` must mean, judged by the keys it has.
    private static String defaultKeyManagement(NodeSpec node) {
        if (node.network().containsKey("sae_password")) {
            return "SAE";
        }
        if (node.network().containsKey("psk")) {
            return "WPA-PSK";
        }
        boolean enterprise =
                node.network().containsKey("eap") || node.network().containsKey("identity");
        return enterprise ? "WPA-EAP" : "NONE";
    }

    /// SAE and OWE networks require protected management frames (IEEE 802.11-2020 12.6.8).
    private static boolean needsFrameProtection(String management) {
        return List.of(management.strip().split("\\s+")).stream()
                .allMatch(m -> m.equals("SAE") || m.equals("FT-SAE") || m.equals("OWE"));
    }

    /// The lab's own frequencies. A station that scans all of them and no others joins in a
    /// fraction of a second; a whole scan of two bands takes five.
    private static String scanFrequencies(NodeSpec node, Topology topology) {
        TreeSet<Integer> frequencies = new TreeSet<>();
        for (NodeSpec other : topology.nodes()) {
            boolean counts =
                    node.role() == Role.STATION ? other.role() == Role.AP : other.equals(node);
            int freqMhz = counts ? freqMhz(other) : 0;
            if (counts && node.role() != Role.STATION && freqMhz == 0) {
                freqMhz = WifiChannel.freqMhz(DEFAULT_CHANNEL);
            }
            if (counts && freqMhz == 0) {
                return "";
            }
            if (counts) {
                frequencies.add(freqMhz);
            }
        }
        return String.join(" ", frequencies.stream().map(String::valueOf).toList());
    }

    private static void line(StringBuilder out, String indent, String key, String value) {
        out.append(indent).append(key).append('=').append(value).append('\n');
    }

    /// What our image does at boot and a system of the user's own does not, and what it may lack.
    private static String foreignStart(NodeSpec node) {
        StringBuilder script = new StringBuilder();
        if (node.radio() == NodeRadio.VIRTIO) {
            script.append("[ -e /sys/class/ieee80211/phy0 ] || ");
            script.append("modprobe mac80211_hwsim radios=").append(node.radios());
            // A node that does without is none the worse for it; the others are told below.
            script.append(" || true\n");
        }
        String program = program(node);
        if (!program.isEmpty() || node.address() != null) {
            script.append(
                    """
                    [ -e /sys/class/net/wlan0 ] || {
                      echo "no wlan0: this kernel has no mac80211_hwsim for virtio (CONFIG_MAC80211_HWSIM)"
                      exit 1
                    }
                    """);
        }
        if (!program.isEmpty() && node.daemon() == null) {
            script.append(
                    """
                    command -v %s >/dev/null || {
                      echo "this system has no %s; install it, or say role: bare"
                      exit 1
                    }
                    """
                            .formatted(program, program));
        }
        // Somebody may have set it up already; an address is changed only while it is down.
        script.append("[ ! -e /sys/class/net/wlan0 ] || ip link set wlan0 down\n");
        return script.toString();
    }

    /// What a node's role needs; empty if nothing.
    private static String program(NodeSpec node) {
        return switch (node.role()) {
            case AP -> "hostapd";
            case STATION, IBSS, MESH -> "wpa_supplicant";
            case BARE -> "";
        };
    }

    /// The script stops at the first command that fails; what it prints then is the reason.
    static String upScript(NodeSpec node, Topology topology) {
        StringBuilder script = new StringBuilder("#!/bin/sh\nset -e\n");
        script.append("mkdir -p /run/airloom\n[ -e /var/run ] || ln -s /run /var/run\n");
        script.append(HOSTS_UP);
        if (node.system().isForeign()) {
            script.append(foreignStart(node));
        }
        if (node.root() == NodeRoot.IMAGE_AND_HOST) {
            script.append(HostProgram.MOUNT);
        }
        if (node.wired() != null) {
            script.append("ip link set eth0 address ").append(node.wiredMacAddress());
            script.append("\nip addr add ").append(node.wired()).append(" dev eth0\n");
            script.append("ip link set eth0 up\n");
        }
        if (node.start() != null) {
            String start = topology.references().replace(node.start(), node, (_, _) -> {});
            script.append("# start: of the topology\n(\n").append(start).append("\n)\n");
        }
        if (topology.country() != null) {
            script.append("iw reg set ").append(topology.country()).append('\n');
        }
        if (node.radio().needsAgent()) {
            script.append(AgentFiles.AWAIT);
        }
        for (int radio = 0; radio < node.radios(); radio++) {
            if (node.system().isForeign()) {
                script.append("[ ! -e /sys/class/net/wlan").append(radio).append(" ] || ");
            }
            script.append("ip link set wlan").append(radio).append(" address ");
            script.append(node.macAddress(radio)).append('\n');
        }
        if (node.address() != null) {
            script.append("ip addr add ").append(node.address()).append(" dev wlan0\n");
        }
        String daemon =
                node.daemon() == null
                        ? program(node)
                        : topology.references().replace(node.daemon(), node, (_, _) -> {});
        return script.append(
                        switch (node.role()) {
                            case AP -> HOSTAPD_UP.replace(DAEMON, daemon);
                            case STATION, MESH -> SUPPLICANT_UP.replace(DAEMON, daemon);
                            case IBSS -> SUPPLICANT_UP.replace(DAEMON, daemon) + IBSS_UP;
                            case BARE -> "";
                        })
                .toString();
    }
}

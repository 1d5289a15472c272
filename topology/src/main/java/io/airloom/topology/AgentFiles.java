package io.airloom.topology;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/// What a node with an agent has in its file system for it, beside the agent itself: the script
/// that init keeps running, and how the node's set-up waits for it.
public final class AgentFiles {
    /// Started by init, and again when it ends.
    public static final String START_SCRIPT = "/etc/airloom/radio";

    /// What the agent says, all runs of it.
    static final String LOG = "/run/airloom/agent.log";

    /// The port of the agent, in vsock and in TCP.
    public static final int PORT = 8215;

    /// The name of its virtio serial port.
    public static final String SERIAL_PORT = "io.airloom.agent";

    /// Where the network of a node with TCP leads, and the node itself in it.
    public static final String TCP_HOST = "10.0.2.100";

    private static final String TCP_NODE = "10.0.2.15/24";

    /// Where the agent is in a guest.
    public static final String HOME = "/opt/airloom-agent";

    /// What starts it, below [#HOME].
    public static final String PROGRAM = "bin/airloom-agent";

    private static final String SECRET = "/etc/airloom/agent.secret";

    /// What the agent says when the kernel has given it the radios and the lab has welcomed it.
    private static final String READY = ": on the air at ";

    /// Waits until the kernel has given the agent its radios and the lab has welcomed it: an access
    /// point that is quicker sends its first beacons to nobody, and a station misses it in its
    /// first scan.
    static final String AWAIT =
            """
            ready() {
              [ -e %s ] || return 1
              while read -r line; do
                case $line in
                *"%s"*) return 0 ;;
                esac
              done <%s
              return 1
            }
            left=300
            until ready; do
              left=$((left - 1))
              if [ "$left" = 0 ]; then
                echo "the agent is not connected"
                tail -n 12 %s
                exit 1
              fi
              usleep 100000
            done
            read -r up rest </proc/uptime
            echo "$up" >/run/airloom/agent.ready
            """
                    .formatted(LOG, READY, LOG, LOG);

    private AgentFiles() {}

    /// The files, by absolute path.
    ///
    /// @param secret what the agent proves itself with; empty if nobody asks
    public static Map<String, NodeFile> of(NodeSpec node, String secret) {
        SequencedMap<String, NodeFile> files = new LinkedHashMap<>();
        String options = secret.isEmpty() ? "" : " --secret " + SECRET;
        if (!secret.isEmpty()) {
            files.put(
                    SECRET, NodeFile.of((secret + "\n").getBytes(StandardCharsets.US_ASCII), 0600));
        }
        files.put(START_SCRIPT, NodeFile.script(script(node, options)));
        return files;
    }

    private static String script(NodeSpec node, String options) {
        boolean vwifi = node.radio() == NodeRadio.VWIFI;
        String kind = vwifi ? " --speak vwifi" : " --radios " + node.radios();
        return """
        #!/bin/sh
        # Carries the frames of this node's radios to the lab and back.
        mkdir -p /run/airloom
        read -r up rest </proc/uptime
        echo "$up" >/run/airloom/agent.started
        [ ! -e /proc/modules ] || modprobe mac80211_hwsim radios=0
        %s%s/%s%s --to "$to" --name %s%s >>%s 2>&1
        # Init starts it again.
        sleep 1
        """
                .formatted(place(node), HOME, PROGRAM, kind, node.name(), options, LOG);
    }

    /// Shell commands that set `to`.
    private static String place(NodeSpec node) {
        return switch (node.transport()) {
            case VSOCK -> "to=vsock" + (node.radio() == NodeRadio.VWIFI ? "" : ":" + PORT) + "\n";
            // A port has no name in /dev without udev.
            case SERIAL ->
                    """
                    until port=$(grep -lsx %s /sys/class/virtio-ports/*/name); do
                      usleep 10000
                    done
                    port=${port%%/name}
                    to=serial:/dev/${port##*/}
                    """
                            .formatted(SERIAL_PORT);
            case TCP ->
                    """
                    until card=$(grep -lsx %s /sys/class/net/*/address); do
                      usleep 10000
                    done
                    card=${card%%/address}
                    card=${card##*/}
                    ip link set "$card" up
                    ip addr replace %s dev "$card"
                    to=tcp:%s:%d
                    """
                            .formatted(macAddress(node.index()), TCP_NODE, TCP_HOST, PORT);
        };
    }

    /// The address of the network device that leads to the lab, of the node with that number.
    public static String macAddress(int index) {
        return String.format(Locale.ROOT, "02:00:00:02:%02x:00", index);
    }
}

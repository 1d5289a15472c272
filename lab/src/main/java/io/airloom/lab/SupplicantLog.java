package io.airloom.lab;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads when a station joined, from wpa_supplicant's own time-stamped log: exact to the
/// microsecond in the guest's time, whatever polling and the host's load do.
///
/// The log is the guest's word: anything may stand in it.
final class SupplicantLog {
    private static final Pattern LINE = Pattern.compile("(\\d{1,12})\\.(\\d{6}): (.{0,400}).*");
    private static final Pattern CONNECTED =
            Pattern.compile(".*CTRL-EVENT-CONNECTED - Connection to ([0-9a-f:]{17}) completed.*");
    private static final Pattern MESH_PEER =
            Pattern.compile(".*MESH-PEER-CONNECTED ([0-9a-f:]{17}).*");

    /// Which network it tries; names with octets that are no text are written in another way.
    private static final Pattern TRYING =
            Pattern.compile("Trying to [a-z ]{1,20} with .{17} \\(SSID='([^\\\\]{1,32})'[ )]");

    /// A mesh point says that it is connected before it has a peer.
    private static final String NOBODY = "00:00:00:00:00:00";

    private SupplicantLog() {}

    /// One joining.
    ///
    /// @param bssid of the network, or of the peer in a mesh
    /// @param millis it took
    /// @param ssid of the network, if the log names it as text; else empty
    record Join(String bssid, long millis, String ssid) {}

    /// All joinings in the order of the log. The first is timed from the log's first line, a later
    /// one from the first try after the one before.
    static List<Join> joins(String log) {
        List<Join> joins = new ArrayList<>();
        Set<String> peers = new HashSet<>();
        long startMicros = -1;
        long sinceMicros = -1;
        String ssid = "";
        for (String line : log.split("\n", -1)) {
            Matcher stamped = LINE.matcher(line.stripTrailing());
            if (!stamped.matches()) {
                continue;
            }
            long micros =
                    Long.parseLong(stamped.group(1)) * 1_000_000L
                            + Long.parseLong(stamped.group(2));
            String text = stamped.group(3);
            if (startMicros < 0) {
                startMicros = micros;
                sinceMicros = micros;
            } else if (sinceMicros < 0 && text.contains("Trying to ")) {
                sinceMicros = micros;
            }
            Matcher trying = TRYING.matcher(text);
            ssid = trying.find() ? trying.group(1) : ssid;
            Matcher connected = CONNECTED.matcher(text);
            Matcher peer = MESH_PEER.matcher(text);
            if (connected.matches() && !connected.group(1).equals(NOBODY)) {
                long from = sinceMicros < 0 ? micros : sinceMicros;
                joins.add(new Join(connected.group(1), millis(from, micros), ssid));
                sinceMicros = -1;
            } else if (peer.matches() && peers.add(peer.group(1))) {
                joins.add(new Join(peer.group(1), millis(startMicros, micros), ""));
            }
        }
        return joins;
    }

    private static long millis(long fromMicros, long toMicros) {
        return Math.round(Math.max(0, toMicros - fromMicros) / 1000.0);
    }
}

package io.airloom.lab;

import java.util.ArrayList;
import java.util.List;
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

    private SupplicantLog() {}

    /// One joining.
    ///
    /// @param bssid of the network, or of the peer in a mesh
    /// @param millis it took
    record Join(String bssid, long millis) {}

    /// All joinings in the order of the log. The first is timed from the log's first line, a later
    /// one from the first try after the one before.
    static List<Join> joins(String log) {
        List<Join> joins = new ArrayList<>();
        long sinceMicros = -1;
        for (String line : log.split("\n", -1)) {
            Matcher stamped = LINE.matcher(line.stripTrailing());
            if (!stamped.matches()) {
                continue;
            }
            long micros =
                    Long.parseLong(stamped.group(1)) * 1_000_000L
                            + Long.parseLong(stamped.group(2));
            String text = stamped.group(3);
            if (sinceMicros < 0 && (joins.isEmpty() || text.contains("Trying to "))) {
                sinceMicros = micros;
            }
            Matcher connected = CONNECTED.matcher(text);
            Matcher peer = MESH_PEER.matcher(text);
            if (connected.matches() || peer.matches()) {
                String bssid = connected.matches() ? connected.group(1) : peer.group(1);
                long took = sinceMicros < 0 ? 0 : Math.max(0, micros - sinceMicros);
                joins.add(new Join(bssid, Math.round(took / 1000.0)));
                sinceMicros = -1;
            }
        }
        return joins;
    }
}

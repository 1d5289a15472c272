package io.airloom.lab;

import io.airloom.topology.NodeFiles;
import io.airloom.topology.NodeSpec;
import java.time.Duration;
import java.util.List;

/// What stations have joined, as their wpa_supplicants' logs tell.
final class Associations {
    private static final Duration LOG_LIMIT = Duration.ofSeconds(10);

    private Associations() {}

    /// Reads a station's log again and tells what is new in it.
    static void note(Lab lab, String node) throws InterruptedException {
        List<String> command = List.of("cat", NodeFiles.SUPPLICANT_LOG);
        String log = lab.machine(node).exec(command, new byte[0], LOG_LIMIT).stdout();
        NodeSpec spec = lab.spec(node);
        String ssid = spec.ssid();
        String name = ssid == null ? "" : ssid;
        for (LabReport.Association news :
                lab.history().joined(node, name, SupplicantLog.joins(log))) {
            lab.tell(new LabEvent.Associated(news));
        }
    }
}

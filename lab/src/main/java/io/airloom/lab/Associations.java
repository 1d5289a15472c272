package io.airloom.lab;

import io.airloom.image.EnvironmentException;
import io.airloom.machine.NodeMachine;
import io.airloom.topology.NodeFiles;
import io.airloom.topology.NodeSpec;
import java.time.Duration;
import java.util.List;

/// What stations have joined, as their wpa_supplicants' logs tell.
final class Associations {
    private static final System.Logger LOG = System.getLogger(Associations.class.getName());
    private static final Duration LOG_LIMIT = Duration.ofSeconds(10);

    private Associations() {}

    /// Reads a station's log again and tells what is new in it; nothing if the station has ended,
    /// which is told elsewhere.
    static void note(Lab lab, String node) throws InterruptedException {
        List<String> command = List.of("cat", NodeFiles.SUPPLICANT_LOG);
        NodeMachine machine = lab.machineOrNull(node);
        if (machine == null) {
            return;
        }
        String log;
        try {
            log = machine.exec(command, new byte[0], LOG_LIMIT).stdout();
        } catch (EnvironmentException e) {
            LOG.log(System.Logger.Level.DEBUG, "a station does not tell what it has joined", e);
            return;
        }
        NodeSpec spec = lab.spec(node);
        String ssid = spec.ssid();
        String name = ssid == null ? "" : ssid;
        for (LabReport.Association news :
                lab.history().joined(node, name, SupplicantLog.joins(log))) {
            lab.tell(new LabEvent.Associated(news));
        }
    }
}

package io.airloom.lab;

import io.airloom.machine.Accelerator;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.Topology;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What has come of a lab so far. Any thread.
final class LabHistory {
    // All guarded by this.
    private final Map<String, LabReport.Node> booted = new HashMap<>();
    private final Map<String, List<LabReport.Association>> associations = new HashMap<>();
    private final List<LabReport.CommandRun> runs = new ArrayList<>();
    private final SequencedMap<String, Path> artefacts = new LinkedHashMap<>();
    private @Nullable Accelerator accelerator;
    private @Nullable String failure;
    private boolean done;

    /// A node has booted.
    ///
    /// @param used what executes it; null where the engine has no choice
    synchronized void booted(LabReport.Node node, @Nullable Accelerator used) {
        booted.put(node.name(), node);
        accelerator = used == null ? accelerator : used;
    }

    /// A station has joined so often by now.
    ///
    /// @param ssid of the network that its topology names
    /// @param joins all of its log
    /// @return those that are new
    synchronized List<LabReport.Association> joined(
            String station, String ssid, List<SupplicantLog.Join> joins) {
        List<LabReport.Association> known =
                associations.computeIfAbsent(station, _ -> new ArrayList<>());
        List<LabReport.Association> news =
                joins.stream()
                        .skip(known.size())
                        .map(join -> {
                            // WPS and steps take it to networks that the topology does not name.
                            String name = join.ssid().isEmpty() ? ssid : join.ssid();
                            return new LabReport.Association(
                                    station, join.bssid(), name, join.millis());
                        })
                        .toList();
        known.addAll(news);
        return news;
    }

    /// A command was run.
    synchronized void ran(LabReport.CommandRun run) {
        runs.add(run);
    }

    /// A step has written a file.
    synchronized void wrote(String name, Path file) {
        artefacts.put(name, file);
    }

    /// Files that steps have written, by name.
    synchronized SequencedMap<String, Path> artefacts() {
        return new LinkedHashMap<>(artefacts);
    }

    /// All steps have succeeded.
    synchronized void done() {
        done = true;
    }

    /// Something has not.
    synchronized void failed(RuntimeException why) {
        failure = why.getMessage();
    }

    /// All of it.
    synchronized LabReport report(
            Topology topology,
            String engine,
            String kernel,
            LabReport.Medium medium,
            @Nullable Path capture) {
        List<LabReport.Node> nodes = new ArrayList<>();
        List<LabReport.Association> joins = new ArrayList<>();
        for (NodeSpec node : topology.nodes()) {
            LabReport.Node boot = booted.get(node.name());
            if (boot != null) {
                nodes.add(boot);
            }
            joins.addAll(associations.getOrDefault(node.name(), List.of()));
        }
        return new LabReport(
                topology.name(),
                done && failure == null,
                engine,
                accelerator == null ? null : accelerator.name().toLowerCase(Locale.ROOT),
                kernel,
                topology.air().seed(),
                nodes,
                joins,
                runs,
                medium,
                capture,
                failure);
    }
}

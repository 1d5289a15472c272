package io.airloom.lab;

import io.airloom.medium.AirCounter;
import io.airloom.medium.Latency;
import io.airloom.vhost.AirThread;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// The air of a lab, on its own thread, with a socket for each node in the run directory.
final class ThreadAir implements LabAir {
    private static final double NANOS_PER_MICRO = 1000;

    private final AirThread air;
    private final Path directory;

    ThreadAir(AirThread air, Path directory) {
        this.air = air;
        this.directory = directory;
    }

    @Override
    public Path listen(String node) {
        Path socket = directory.resolve(node + ".air");
        air.listen(socket, node);
        return socket;
    }

    @Override
    public LabReport.Medium report() {
        return report(air);
    }

    /// What an air has carried, for a report.
    static LabReport.Medium report(AirThread air) {
        SequencedMap<String, Long> drops = new LinkedHashMap<>();
        for (AirCounter counter : AirCounter.values()) {
            long count = counter.isDrop() ? air.counters().value(counter) : 0;
            if (count > 0) {
                drops.put(counter.text(), count);
            }
        }
        Latency.Snapshot latency = air.latency().snapshot();
        return new LabReport.Medium(
                air.counters().value(AirCounter.FRAMES),
                air.counters().value(AirCounter.COPIES),
                drops,
                new LabReport.Latency(
                        latency.p50Nanos() / NANOS_PER_MICRO,
                        latency.p99Nanos() / NANOS_PER_MICRO,
                        latency.maxNanos() / NANOS_PER_MICRO));
    }

    @Override
    public void close() {
        air.close();
    }
}

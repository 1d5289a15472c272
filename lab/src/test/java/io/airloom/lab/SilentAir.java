package io.airloom.lab;

import java.nio.file.Path;

/// An air that carries nothing.
final class SilentAir implements LabAir {
    @Override
    public void watch(AirWatcher watcher) {}

    @Override
    public Path listen(String node) {
        return Path.of("/nowhere", node + ".air");
    }

    @Override
    public LabReport.Medium report() {
        return LabReport.Medium.NONE;
    }

    @Override
    public void close() {}
}

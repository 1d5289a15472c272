package io.airloom.lab;

import java.nio.file.Path;

/// The air of one lab, as the lab needs it.
interface LabAir extends AutoCloseable {
    /// Tells somebody from now on; one at most, before the first node is listened for.
    void watch(AirWatcher watcher);

    /// Listens for the machine of `node`. Asked again for the same node, the same socket.
    ///
    /// @return the socket to give to it
    Path listen(String node);

    /// Expects the agent of `node`, which has a way for one. Asked again, nothing changes.
    ///
    /// @return what it is to prove itself with; empty if nothing
    default String expectAgent(NodeSpec node) {
        return "";
    }

    /// Whether the vsock device of `node` is the air's own work.
    default boolean carriesVsock(NodeSpec node) {
        return false;
    }

    /// The process in which it runs.
    default long pid() {
        return ProcessHandle.current().pid();
    }

    /// How long frames take on it.
    default AirTimes times() {
        return AirTimes.NONE;
    }

    /// What the air has carried so far.
    LabReport.Medium report();

    /// The same for the last time: what comes after it is not recorded either, so that record and
    /// report are of the same frames.
    default LabReport.Medium lastReport() {
        return report();
    }

    @Override
    void close();
}

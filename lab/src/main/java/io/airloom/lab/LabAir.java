package io.airloom.lab;

import io.airloom.capture.FrameFilter;
import io.airloom.image.EnvironmentException;
import io.airloom.topology.AirOrder;
import io.airloom.topology.NodeSpec;
import java.nio.file.Path;
import java.util.List;

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

    /// Frames from now on that match.
    ///
    /// @throws EnvironmentException if the air has ended, or too many are open
    default FrameStream frames(FrameFilter filter) {
        throw new EnvironmentException("this air shows no frames", "use --medium thread");
    }

    /// Changes it. Nodes that it does not know may be named: they may still come.
    ///
    /// @throws EnvironmentException if it does not take the order
    default void set(AirOrder order) {
        throw new EnvironmentException("this air takes no orders", "use another one");
    }

    /// What it has carried and how, at this moment.
    ///
    /// @throws EnvironmentException if it does not tell
    default AirSnapshot snapshot() {
        return new AirSnapshot(0, report(), LatencyCounts.NONE, List.of(), List.of());
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

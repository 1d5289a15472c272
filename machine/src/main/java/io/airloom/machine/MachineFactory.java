package io.airloom.machine;

import io.airloom.topology.NodeFile;
import io.airloom.topology.NodeSpec;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Starts a lab's machines.
public interface MachineFactory {
    /// Starts the machine of `node` with its files.
    ///
    /// @param socket of the air that its radios are on, as a virtio device; null for no such device
    NodeMachine start(NodeSpec node, Map<String, NodeFile> files, @Nullable Path socket);

    /// What the machines run on, for the report: `qemu`.
    String engine();

    /// The engine for people: `QEMU 11.1.3 (private)`.
    String engineVersion();

    /// The release of the guests' kernel.
    String kernel();

    /// The guests' system, without its kernel, for people: `Debian trixie`.
    String system();

    /// The guests' system for people: `Debian trixie, kernel 6.12`.
    default String guest() {
        return kernel().isEmpty() ? system() : system() + ", kernel " + kernel();
    }
}

package io.airloom.machine;

import io.airloom.topology.Engine;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a lab's machines are run; what does not stand in its topology.
///
/// @param engine of nodes that do not say; null leaves it to the topology
/// @param accelerator what executes the guests of QEMU
/// @param qemuArguments further arguments of QEMU, by node: for measurements
public record MachineOptions(
        @Nullable Engine engine, Accelerator accelerator, Map<String, List<String>> qemuArguments) {
    public MachineOptions {
        qemuArguments = Map.copyOf(qemuArguments);
    }
}

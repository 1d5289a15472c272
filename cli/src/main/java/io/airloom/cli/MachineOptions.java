package io.airloom.cli;

import io.airloom.lab.Accelerator;
import picocli.CommandLine.Option;

/// What machines run on; the same for all commands that start some.
final class MachineOptions {
    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = "qemu",
            description = "What runs the machines: qemu (default).")
    private String engine = "qemu";

    @Option(
            names = "--accelerator",
            paramLabel = "KIND",
            defaultValue = "auto",
            description =
                    "What executes them: kvm, tcg (emulation), or auto, which tries KVM first"
                            + " (default).")
    private Accelerator accelerator = Accelerator.AUTO;

    /// @throws UsageException if there is no such engine
    void check() {
        if (!engine.equals("qemu")) {
            throw new UsageException(
                    "--engine: there is no engine \"" + engine + "\"; there is: qemu");
        }
    }

    Accelerator accelerator() {
        return accelerator;
    }
}

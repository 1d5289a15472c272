package io.airloom.machine;

import io.airloom.image.EnvironmentException;
import io.airloom.image.UmlKernel;
import io.airloom.topology.Engine;
import io.airloom.topology.HostFile;
import io.airloom.topology.NodeFile;
import io.airloom.topology.NodeSpec;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Machines under UML.
final class UmlMachines implements MachineFactory {
    private final UmlKernel kernel;
    private final NodeImages images;
    private final RunDirectory run;
    private final Path memory;

    /// @param memoryMib what all its machines have together
    /// @throws EnvironmentException if they cannot run here
    UmlMachines(UmlKernel kernel, NodeImages images, RunDirectory run, long memoryMib) {
        if (!UmlCommand.canName(run.path())) {
            throw new EnvironmentException(
                    "UML cannot use "
                            + run.path()
                            + ": there is a blank, a colon or a comma in its name",
                    "set java.io.tmpdir to another folder");
        }
        this.kernel = kernel;
        this.images = images;
        this.run = run;
        this.memory = UmlMemory.folder(memoryMib, run.path());
    }

    @Override
    public NodeMachine start(NodeSpec node, Map<String, NodeFile> files, @Nullable Path socket) {
        return UmlMachine.start(
                new UmlSpec(
                        node.name(),
                        images.memoryMib(node, Engine.UML),
                        node.root(),
                        folder(node),
                        node.system().append(),
                        node.kernelRadios(),
                        kernel,
                        images.image(node),
                        files,
                        socket,
                        lan(node),
                        memory),
                run);
    }

    private static @Nullable Path folder(NodeSpec node) {
        HostFile root = node.system().rootFolder();
        return root == null ? null : root.path();
    }

    private @Nullable Path lan(NodeSpec node) {
        return node.wired() == null ? null : new MachineFiles(run.path(), node.name()).lan();
    }

    @Override
    public String engine() {
        return Engine.UML.word();
    }

    @Override
    public String engineVersion() {
        return "UML";
    }

    @Override
    public String kernel() {
        return kernel.release();
    }

    @Override
    public String system() {
        return images.system();
    }
}

package io.airloom.machine;

import io.airloom.image.Architecture;
import io.airloom.image.GuestImage;
import io.airloom.topology.Engine;
import io.airloom.topology.NodeFile;
import io.airloom.topology.NodeRadio;
import io.airloom.topology.NodeSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Machines under QEMU.
final class QemuMachines implements MachineFactory {
    private final Map<Architecture, Qemu> emulators;
    private final NodeImages images;
    private final Accelerator accelerator;
    private final RunDirectory run;
    private final Map<String, List<String>> furtherArguments;

    QemuMachines(Qemu qemu, GuestImage image, Accelerator accelerator, RunDirectory run) {
        this(Map.of(Architecture.host(), qemu), NodeImages.of(image), accelerator, run, Map.of());
    }

    /// @param emulators for all processors that the nodes have
    /// @param furtherArguments by node
    QemuMachines(
            Map<Architecture, Qemu> emulators,
            NodeImages images,
            Accelerator accelerator,
            RunDirectory run,
            Map<String, List<String>> furtherArguments) {
        this.emulators = new TreeMap<>(emulators);
        this.images = images;
        this.accelerator = accelerator;
        this.run = run;
        this.furtherArguments = furtherArguments;
    }

    @Override
    public NodeMachine start(NodeSpec node, Map<String, NodeFile> files, @Nullable Path socket) {
        BootSource boot = images.boot(node);
        Qemu qemu = Objects.requireNonNull(emulators.get(boot.architecture()), "no emulator");
        return new Started(
                Machine.start(
                        new MachineSpec(
                                node.name(),
                                node.index(),
                                images.memoryMib(node, Engine.QEMU),
                                1,
                                accelerator,
                                qemu.with(furtherArguments.getOrDefault(node.name(), List.of())),
                                boot,
                                files,
                                socket,
                                lan(node),
                                node.kernelRadios(),
                                node.radio() == NodeRadio.AGENT ? node.transport() : null),
                        run));
    }

    private @Nullable Path lan(NodeSpec node) {
        return node.wired() == null ? null : new MachineFiles(run.path(), node.name()).lan();
    }

    @Override
    public String engine() {
        return Engine.QEMU.word();
    }

    @Override
    public String engineVersion() {
        return emulators.values().stream()
                .map(qemu -> "QEMU " + qemu.version() + (qemu.isPrivate() ? " (private)" : ""))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    @Override
    public String kernel() {
        return images.kernels();
    }

    @Override
    public String system() {
        return images.system();
    }

    /// [Machine] as the lab knows it.
    private record Started(Machine machine) implements NodeMachine {
        @Override
        public Duration awaitReady(Duration limit) throws InterruptedException {
            return machine.awaitReady(limit);
        }

        @Override
        public ExecEnd exec(
                List<String> command, byte[] stdin, Patience patience, ExecOutput output)
                throws InterruptedException {
            return machine.exec(command, stdin, patience, output);
        }

        @Override
        public @Nullable ChosenWay commands() {
            return machine.commands();
        }

        @Override
        public Accelerator accelerator() {
            return machine.accelerator();
        }

        @Override
        public Path consoleLog() {
            return machine.consoleLog();
        }

        @Override
        public Path consoleSocket() {
            return machine.consoleSocket();
        }

        @Override
        public boolean isAlive() {
            return machine.isAlive();
        }

        @Override
        public boolean canReplug() {
            return true;
        }

        @Override
        public void replug(Duration limit) throws InterruptedException {
            machine.replug(limit);
        }

        @Override
        public void close() {
            machine.close();
        }
    }
}

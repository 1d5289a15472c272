package io.airloom.lab;

import io.airloom.image.GuestImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Machines under QEMU.
final class QemuMachines implements MachineFactory {
    private final Qemu qemu;
    private final GuestImage image;
    private final Accelerator accelerator;
    private final RunDirectory run;
    private final Map<String, List<String>> furtherArguments;

    QemuMachines(Qemu qemu, GuestImage image, Accelerator accelerator, RunDirectory run) {
        this(qemu, image, accelerator, run, Map.of());
    }

    /// @param furtherArguments by node
    QemuMachines(
            Qemu qemu,
            GuestImage image,
            Accelerator accelerator,
            RunDirectory run,
            Map<String, List<String>> furtherArguments) {
        this.qemu = qemu;
        this.image = image;
        this.accelerator = accelerator;
        this.run = run;
        this.furtherArguments = furtherArguments;
    }

    @Override
    public NodeMachine start(NodeSpec node, Map<String, NodeFile> files, @Nullable Path socket) {
        return new Started(
                Machine.start(
                        new MachineSpec(
                                node.name(),
                                node.index(),
                                node.memoryMib(Engine.QEMU),
                                1,
                                accelerator,
                                qemu.with(furtherArguments.getOrDefault(node.name(), List.of())),
                                image.forNode(node.radio().needsAgent()),
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
        return "QEMU " + qemu.version() + (qemu.isPrivate() ? " (private)" : "");
    }

    @Override
    public String kernel() {
        return image.kernelRelease();
    }

    @Override
    public String system() {
        return image.system();
    }

    /// [Machine] as the lab knows it.
    private record Started(Machine machine) implements NodeMachine {
        @Override
        public Duration awaitReady(Duration limit) throws InterruptedException {
            return machine.awaitReady(limit);
        }

        @Override
        public ExecResult exec(List<String> command, byte[] stdin, Duration limit)
                throws InterruptedException {
            return machine.exec(command, stdin, limit);
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

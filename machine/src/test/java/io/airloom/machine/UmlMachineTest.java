package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.Cache;
import io.airloom.image.EnvironmentException;
import io.airloom.image.GuestImage;
import io.airloom.image.Janitor;
import io.airloom.image.Progress;
import io.airloom.image.UmlKernel;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.TopologyParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Machines under UML.
@Tag("vm")
class UmlMachineTest extends NodeMachineContract {
    @TempDir Path folder;

    @Override
    MachineFactory machines(RunDirectory directory) {
        return factory(directory);
    }

    private static MachineFactory factory(RunDirectory directory) {
        Cache cache = Cache.standard();
        return new UmlMachines(
                UmlKernel.ensure(cache, Progress.SILENT),
                NodeImages.of(GuestImage.ensure(cache, Progress.SILENT)),
                directory,
                256);
    }

    private static NodeMachine start(RunDirectory directory, UmlKernel kernel) {
        GuestImage image = GuestImage.ensure(Cache.standard(), Progress.SILENT);
        UmlMachines machines = new UmlMachines(kernel, NodeImages.of(image), directory, 64);
        NodeSpec node =
                TopologyParser.parse("test", "nodes: {broken: {role: bare}}").nodes().getFirst();
        return machines.start(node, Map.of(), directory.path().resolve("broken.air"));
    }

    @Test
    void cannotReachTheHostsFiles() throws InterruptedException {
        ExecResult result =
                machine()
                        .exec(
                                List.of("sh", "-c", "mkdir /m; mount -t hostfs none /m"),
                                new byte[0],
                                LIMIT);
        assertThat(result.exitCode()).isNotZero();
    }

    @Test
    void tellsWhatTheKernelSaidAsAProgram() throws IOException {
        Path program = folder.resolve("linux");
        Files.writeString(program, "#!/bin/sh\necho ptrace is not allowed here\nexit 1\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        try (NodeMachine broken = start(run(), new UmlKernel(program, "6.12"))) {
            assertThatThrownBy(() -> broken.awaitReady(LIMIT))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContainingAll(
                            "broken: UML has ended", "UML said", "ptrace is not allowed here");
        }
    }

    @Test
    void nothingIsLeftOfAProgramThatWasKilledWithAGuestRunning() throws Exception {
        try (ChildJvm child = ChildJvm.start(BootAndWait.class)) {
            Path directory = Path.of(child.awaitLine("run "));
            child.awaitLine("ready");
            assertThat(processes(directory)).hasSizeGreaterThan(2);
            child.kill();
            Poll.until("end of UML and its children", () -> processes(directory).isEmpty());
            Poll.until("end of " + directory, () -> !Files.exists(directory));
        }
    }

    /// Those whose environment says that they were started for a run.
    private static List<Long> processes(Path directory) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.map(ProcessHandle::pid)
                    .filter(pid -> environment(pid).contains(Janitor.VARIABLE + "=" + directory))
                    .toList();
        }
    }

    private static String environment(long pid) {
        try {
            return Files.readString(
                    Path.of("/proc", Long.toString(pid), "environ"),
                    java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    /// Boots a guest and sleeps until it is killed.
    static final class BootAndWait {
        private BootAndWait() {}

        public static void main(String[] args) throws Exception {
            RunDirectory run = RunDirectory.create();
            NodeSpec node =
                    TopologyParser.parse("test", "nodes: {doomed: {role: bare}}")
                            .nodes()
                            .getFirst();
            NodeMachine machine =
                    factory(run).start(node, Map.of(), run.path().resolve("doomed.air"));
            System.out.println("run " + run.path());
            machine.awaitReady(BOOT_LIMIT);
            System.out.println("ready");
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}

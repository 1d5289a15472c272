package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.Cache;
import io.airloom.image.EnvironmentException;
import io.airloom.image.GuestImage;
import io.airloom.image.Progress;
import io.airloom.topology.NodeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Machines under QEMU.
@Tag("vm")
class MachineTest extends NodeMachineContract {
    @TempDir Path folder;

    @Override
    MachineFactory machines(RunDirectory directory) {
        Cache cache = Cache.standard();
        return new QemuMachines(
                Qemu.ensure(cache, Progress.SILENT),
                GuestImage.ensure(cache, Progress.SILENT),
                Accelerator.AUTO,
                directory);
    }

    private static MachineSpec spec(String name, Map<String, NodeFile> files) {
        Cache cache = Cache.standard();
        return spec(
                name,
                files,
                Qemu.ensure(cache, Progress.SILENT),
                GuestImage.ensure(cache, Progress.SILENT));
    }

    private static GuestImage image() {
        return GuestImage.ensure(Cache.standard(), Progress.SILENT);
    }

    private static MachineSpec spec(
            String name, Map<String, NodeFile> files, Qemu qemu, GuestImage image) {
        return new MachineSpec(
                name,
                1,
                256,
                1,
                Accelerator.AUTO,
                qemu,
                BootSource.of(image),
                files,
                null,
                null,
                2,
                null);
    }

    @Test
    void loadsTheModulesThatSecureFrames() throws InterruptedException {
        ExecResult modules = machine().exec(List.of("ls", "/sys/module"), new byte[0], LIMIT);
        assertThat(modules.stdout()).contains("ccm", "cmac", "gcm");
    }

    @Test
    void tellsQemusLastWordsWhenItDoesNotStart() throws IOException, InterruptedException {
        Path program = folder.resolve("qemu");
        Files.writeString(program, "#!/bin/sh\necho cannot set up guest memory >&2\nexit 1\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Qemu qemu = new Qemu(List.of(program.toString()), Map.of(), "11.0", false);
        try (Machine broken = Machine.start(spec("broken", Map.of(), qemu, image()), run())) {
            assertThatThrownBy(() -> broken.awaitReady(LIMIT))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContainingAll(
                            "broken: QEMU has ended", "cannot set up guest memory");
        }
    }

    @Test
    void tellsThatTheProgramIsMissing() {
        Qemu qemu = new Qemu(List.of("/nonesuch/qemu"), Map.of(), "11.0", false);
        assertThatThrownBy(() -> Machine.start(spec("missing", Map.of(), qemu, image()), run()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("/nonesuch/qemu");
    }

    @Test
    void nothingIsLeftOfAProgramThatWasKilledWithAGuestRunning() throws Exception {
        try (ChildJvm child = ChildJvm.start(BootAndWait.class)) {
            Path directory = Path.of(child.awaitLine("run "));
            long pid = Long.parseLong(child.awaitLine("pid "));
            assertThat(ProcessHandle.of(pid)).isPresent();
            child.kill();
            Poll.until("end of QEMU", () -> ProcessHandle.of(pid).isEmpty());
            Poll.until("end of " + directory, () -> !Files.exists(directory));
        }
    }

    /// Starts a guest and sleeps until it is killed.
    static final class BootAndWait {
        private BootAndWait() {}

        public static void main(String[] args) throws Exception {
            RunDirectory run = RunDirectory.create();
            Machine machine = Machine.start(spec("doomed", Map.of()), run);
            System.out.println("run " + run.path());
            System.out.println("pid " + machine.pid());
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}

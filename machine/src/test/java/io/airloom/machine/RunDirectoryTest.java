package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.airloom.image.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing may be left of a run, whatever ends it. A sleeping process stands for QEMU.
class RunDirectoryTest {
    @TempDir Path folder;

    private Path base = Path.of("/");

    @BeforeEach
    void ownBase() {
        base = folder.resolve("runs");
    }

    private static ProcessBuilder sleeper() {
        return new ProcessBuilder("sleep", "1000");
    }

    private static boolean runs(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    @Test
    void closeEndsTheProcessesAndRemovesTheDirectory() throws Exception {
        RunDirectory run = RunDirectory.create(base);
        Files.writeString(run.path().resolve("file"), "x");
        Process process = run.start(sleeper());
        run.close();
        assertThat(run.path()).doesNotExist();
        process.waitFor();
        run.close();
    }

    @Test
    void nothingIsLeftOfOneWhoseMakerIsInterrupted() throws IOException {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> RunDirectory.create(base))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageStartingWith("interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(base).isEmptyDirectory();
    }

    @Test
    void oneWhoseLockCannotBeLookedAtIsLeftAlone() throws IOException {
        Path other = base.resolve("other");
        Files.createDirectories(other.resolve("lock"));
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwx------"));
        Files.setLastModifiedTime(other, FileTime.fromMillis(0));
        RunDirectory.create(base).close();
        assertThat(other).isDirectory();
    }

    @Test
    void onlyItsOwnerMayEnter() {
        try (RunDirectory run = RunDirectory.create(base)) {
            for (Path path : new Path[] {base, run.path()}) {
                assertThat(Files.exists(path)).isTrue();
                assertThat(permissions(path)).isEqualTo("rwx------");
            }
        }
    }

    private static String permissions(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void refusesABaseThatIsOpenToOthers() throws IOException {
        Files.createDirectory(base);
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> RunDirectory.create(base))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining(base.toString());
    }

    @Test
    void refusesABaseThatIsALink() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
        Files.createSymbolicLink(base, target);
        assertThatThrownBy(() -> RunDirectory.create(base))
                .isInstanceOf(EnvironmentException.class);
    }

    @Test
    void labsAreNotLookedForWhereOthersMayHavePutThem() throws IOException {
        assertThat(RunDirectory.checked(base)).isEqualTo(base);
        Files.createDirectory(base);
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> RunDirectory.checked(base))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("open to others");
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwx------"));
        assertThat(RunDirectory.checked(base)).isEqualTo(base);
        Path link = Files.createSymbolicLink(folder.resolve("link"), base);
        assertThatThrownBy(() -> RunDirectory.checked(link))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("belongs to somebody else");
        Path foreign = Path.of("/proc/1");
        assumeThat(Files.getOwner(foreign)).isNotEqualTo(Files.getOwner(base));
        assertThatThrownBy(() -> RunDirectory.checked(foreign))
                .hasMessageContaining("belongs to somebody else");
    }

    @Test
    void nothingIsLeftOfAProgramThatWasKilled() throws Exception {
        try (ChildJvm child = ChildJvm.start(RunAndSleep.class, base.toString())) {
            Path run = Path.of(child.awaitLine("run "));
            long pid = Long.parseLong(child.awaitLine("pid "));
            assertThat(runs(pid)).isTrue();
            assertThat(RunDirectory.living(base)).containsExactly(run);
            child.kill();
            Poll.until("end of the stand-in", () -> !runs(pid));
            Poll.until("end of " + run, () -> !Files.exists(run));
        }
    }

    @Test
    void nothingIsLeftOfAProgramWhoseJanitorWasKilledTooOnceTheNextRuns() throws Exception {
        try (ChildJvm child = ChildJvm.start(RunAndSleep.class, base.toString())) {
            Path run = Path.of(child.awaitLine("run "));
            long pid = Long.parseLong(child.awaitLine("pid "));
            try (Stream<ProcessHandle> children = child.process().descendants()) {
                children.filter(handle -> handle.pid() != pid)
                        .forEach(ProcessHandle::destroyForcibly);
            }
            child.kill();
            assertThat(runs(pid)).isTrue();
            Files.setLastModifiedTime(run, FileTime.fromMillis(0));
            assertThat(RunDirectory.living(base)).isEmpty();
            RunDirectory.create(base).close();
            assertThat(run).doesNotExist();
            Poll.until("end of the stand-in", () -> !runs(pid));
        }
    }

    @Test
    void sweepingLeavesTheLivingAlone() throws Exception {
        try (ChildJvm child = ChildJvm.start(RunAndSleep.class, base.toString());
                RunDirectory ours = RunDirectory.create(base)) {
            Path run = Path.of(child.awaitLine("run "));
            Files.setLastModifiedTime(run, FileTime.fromMillis(0));
            Files.setLastModifiedTime(ours.path(), FileTime.fromMillis(0));
            RunDirectory.sweep(base);
            assertThat(RunDirectory.living(base)).containsExactlyInAnyOrder(run, ours.path());
        }
    }

    @Test
    void aDirectoryThatIsJustBeingMadeIsLeftAlone() throws Exception {
        RunDirectory.create(base).close();
        Path newborn = Files.createDirectory(base.resolve("abcdef"));
        RunDirectory.sweep(base);
        assertThat(newborn).exists();
    }

    /// Has a run directory and a process in it until it is killed.
    static final class RunAndSleep {
        private RunAndSleep() {}

        public static void main(String[] args) throws Exception {
            try (RunDirectory run = RunDirectory.create(Path.of(args[0]))) {
                System.out.println("run " + run.path());
                System.out.println("pid " + run.start(sleeper()).pid());
                Thread.sleep(Long.MAX_VALUE);
            }
        }
    }
}

package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.EnvironmentException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the memory of UML machines may be.
class UmlMemoryTest {
    private static final List<String> MOUNTS =
            List.of(
                    "overlay / overlay rw,relatime 0 0",
                    "shm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,size=65536k 0 0",
                    "tmpfs /a\\040b tmpfs rw,noexec 0 0",
                    "tmpfs /a\\040b tmpfs rw 0 0",
                    "what is this");

    @TempDir Path folder;

    @Test
    void isNotOnAFileSystemWhereNothingMayRun() {
        assertThat(UmlMemory.isNoExec(Path.of("/dev/shm"), MOUNTS)).isTrue();
        assertThat(UmlMemory.isNoExec(Path.of("/dev/shm/x"), MOUNTS)).isTrue();
        assertThat(UmlMemory.isNoExec(Path.of("/dev/shmall"), MOUNTS)).isFalse();
        assertThat(UmlMemory.isNoExec(Path.of("/a b/c"), MOUNTS)).isFalse();
        assertThat(UmlMemory.problem(folder, 1, MOUNTS)).isEmpty();
        assertThat(UmlMemory.problem(folder, 1, List.of("d " + folder + " tmpfs rw,noexec 0 0")))
                .isEqualTo("is mounted noexec");
    }

    @Test
    void isWhereThereIsRoom() {
        assertThat(UmlMemory.problem(folder, 1L << 40, MOUNTS))
                .matches("has [\\d,.]+ MiB of room, [\\d,.]+ are needed");
        assertThatThrownBy(() -> UmlMemory.folder(1L << 40, folder))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContainingAll("no place for the memory of UML machines", "/dev/shm has");
    }
}

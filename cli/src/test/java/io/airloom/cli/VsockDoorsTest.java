package io.airloom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.bench.VsockGuest;
import io.airloom.image.EnvironmentException;
import io.airloom.proxy.GuestId;
import io.airloom.proxy.GuestTransport;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// vsock devices for a proxy's guests, without a machine.
class VsockDoorsTest {
    @TempDir private Path folder;

    @Test
    void theWayToAGuestIsAFolderOfOurOwnThatDoesNotStay() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(stream, stream, false, false, 100, false);
        Path socket = folder.resolve("vm.sock");
        Path door;
        try (VsockDoors doors = VsockDoors.open(_ -> {})) {
            GuestTransport transport = doors.add(terminal, socket);
            door = Path.of(transport.address().substring("uds:".length()));
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains("vm1 gets CID 3", "virtio_uml.device=" + socket + ":19");
            assertThat(Files.getPosixFilePermissions(door.getParent()))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            transport.start((_, stream2) -> stream2.close());
            assertThat(Path.of(door + "_12345")).exists();
            assertThat(doors.add(terminal, folder.resolve("other.sock")).address())
                    .isNotEqualTo(transport.address());
            assertThatThrownBy(() -> doors.add(terminal, socket))
                    .isInstanceOf(EnvironmentException.class);
            transport.close();
        }
        assertThat(door.getParent()).doesNotExist();
        assertThat(socket).doesNotExist();
    }

    @Test
    void aMachineThatEndsIsAGuestThatIsGone() throws Exception {
        BlockingQueue<GuestId> gone = new LinkedBlockingQueue<>();
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        Terminal terminal = new Terminal(nowhere, nowhere, false, false, 100, false);
        Path socket = folder.resolve("vm.sock");
        try (VsockDoors doors = VsockDoors.open(gone::add)) {
            doors.add(terminal, socket);
            try (VsockGuest _ = new VsockGuest(socket)) {
                assertThat(gone.poll(20, TimeUnit.SECONDS)).isEqualTo(new GuestId("vm1"));
            }
            assertThat(gone.poll(20, TimeUnit.SECONDS)).isEqualTo(new GuestId("vm1"));
        }
    }
}

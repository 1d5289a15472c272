package io.airloom.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.airloom.linux.UnixSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Looks for packets that make the vsock device throw, leak a connection, or say more than the
/// credit allows (`JAZZER_FUZZ=1`); without that, replays the corpus.
class VsockFuzzTest {
    private static final int CID = 7;
    private static final int PORT = 1234;
    private static final int HEADER = 44;

    /// The octets are steps: what the host does (bits 0-1), whether the header that follows is made
    /// sound (bit 2), how much of the payload there is, then header and payload.
    @FuzzTest
    void anyPacketsEndWell(byte[] steps) throws IOException {
        Path folder = Files.createTempDirectory("airloom-fuzz");
        try (VsockFixture host = new VsockFixture(folder, true)) {
            VsockTestGuest guest = host.guest(CID);
            UnixSocket listener = host.listen(CID, PORT);
            UnixSocket program = null;
            int at = 0;
            while (at + 2 + HEADER <= steps.length && host.ends.isEmpty()) {
                int end = Math.min(steps.length, at + 2 + HEADER + (steps[at + 1] & 0xff));
                byte[] packet = Arrays.copyOfRange(steps, at + 2, end);
                if ((steps[at] & 4) != 0) {
                    makeSound(packet);
                }
                guest.offer(packet, HEADER);
                guest.kick();
                UnixSocket next = listener.accept();
                program = next == null ? program : next;
                act(host, program, steps[at] & 3);
                guest.received();
                at = end;
            }
            assertThat(host.ends).as("packets never end a session").isEmpty();
            guest.frontEnd.close();
            host.settle();
            assertThat(host.exchange.connections()).isZero();
        } finally {
            delete(folder);
        }
    }

    /// What follows `CONNECT` may be anything; only a number is taken for one.
    @FuzzTest
    void anyLineIsAPortOrNone(byte[] line) {
        String text = new String(line, StandardCharsets.ISO_8859_1);
        long port = UnixDoor.port(text);
        if (port >= 0) {
            assertThat(port).isLessThanOrEqualTo(0xffff_ffffL);
            assertThat(text).startsWith("CONNECT ").endsWith("" + port % 10);
        } else {
            assertThat(port).isEqualTo(-1);
        }
    }

    /// Addresses and type as a kernel writes them, the rest as it is.
    private static void makeSound(byte[] packet) {
        byte[] sound = VsockPacket.of(CID, packet[16] & 3, PORT, packet[30] & 7).bytes();
        System.arraycopy(sound, 0, packet, 0, 24);
        System.arraycopy(sound, 28, packet, 28, 4);
        packet[25] &= 3;
        packet[26] = 0;
        packet[27] = 0;
    }

    private static void act(VsockFixture host, UnixSocket program, int what) {
        if (program == null || !program.fd().isOpen()) {
            return;
        }
        switch (what) {
            case 1 -> host.read(program);
            case 2 -> program.shutdownOutput();
            case 3 -> program.close();
            default -> {}
        }
        host.settle();
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(folder)) {
            all = files.toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
        Files.delete(Objects.requireNonNull(folder));
    }
}

package io.airloom.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CharacterDeviceTest {
    private static final int PATIENCE_MILLIS = 10_000;

    /// Octets that a terminal in its usual mode changes, answers, or takes as a signal.
    private static final String DIFFICULT = "a\r\nb\0\u0003\u0004\u0011\u0013\u001c\u007f\u00ff";

    @TempDir Path folder;

    @Test
    void aSerialLinePassesEveryOctetAsItIs() throws Throwable {
        try (PseudoTerminal pair = PseudoTerminal.open();
                CharacterDevice device = CharacterDevice.open(pair.path());
                Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(64);
            byte[] octets = DIFFICULT.getBytes(ISO_8859_1);
            assertThat(device.receive(buffer, 0, 64)).isEqualTo(CharacterDevice.WOULD_BLOCK);
            assertThat(device.awaitReadable(0)).isFalse();

            MemorySegment.copy(octets, 0, buffer, ValueLayout.JAVA_BYTE, 0, octets.length);
            assertThat(Libc.write(pair.other().value(), buffer.address(), octets.length))
                    .isEqualTo(octets.length);
            assertThat(device.awaitReadable(PATIENCE_MILLIS)).isTrue();
            buffer.fill((byte) 0);
            assertThat(device.receive(buffer, 0, 64)).isEqualTo(octets.length);
            assertThat(text(buffer, octets.length)).isEqualTo(DIFFICULT);

            assertThat(device.awaitWritable(PATIENCE_MILLIS)).isTrue();
            assertThat(device.send(buffer, 0, octets.length)).isEqualTo(octets.length);
            buffer.fill((byte) 0);
            assertThat(Libc.read(pair.other().value(), buffer.address(), 64))
                    .isEqualTo(octets.length);
            assertThat(text(buffer, octets.length)).isEqualTo(DIFFICULT);
        }
    }

    @Test
    void sendingToALineThatNobodyReadsEndsInstead() throws Throwable {
        try (PseudoTerminal pair = PseudoTerminal.open();
                CharacterDevice device = CharacterDevice.open(pair.path());
                Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(4096);
            long sent = 0;
            boolean full = false;
            // The kernel moves octets on behind our back: there may be room again at once.
            while (!full && sent < 1 << 24) {
                int n = device.send(buffer, 0, 4096);
                sent += Math.max(n, 0);
                full = n == CharacterDevice.WOULD_BLOCK && !device.awaitWritable(0);
            }
            assertThat(full).isTrue();
        }
    }

    @Test
    void whatIsNoDeviceIsRefusedWithAReason() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> CharacterDevice.open(file))
                .isInstanceOf(LinuxException.class)
                .hasMessageEndingWith("not a character device");
        assertThatThrownBy(() -> CharacterDevice.open(folder.resolve("nothing")))
                .hasMessageContaining("ENOENT");
    }

    private static String text(MemorySegment buffer, int length) {
        return new String(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), ISO_8859_1);
    }
}

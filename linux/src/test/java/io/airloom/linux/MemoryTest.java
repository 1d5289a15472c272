package io.airloom.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/// [MemoryFd] and [Mapping].
final class MemoryTest {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final int PAGE = 4096;

    @Test
    void twoMappingsOfOneFileAreOneMemory() {
        try (Fd fd = MemoryFd.create("airloom-two", 3 * PAGE);
                Mapping whole = Mapping.map(fd, 0, 3 * PAGE, true);
                Mapping part = Mapping.map(fd, PAGE + 100, 200, true)) {
            whole.segment().set(INT, PAGE + 100, 4711);
            part.segment().set(INT, 196, 815);

            assertThat(part.segment().byteSize()).isEqualTo(200);
            assertThat(part.segment().get(INT, 0)).isEqualTo(4711);
            assertThat(whole.segment().get(INT, PAGE + 296)).isEqualTo(815);
            assertThatThrownBy(() -> part.segment().get(INT, 197))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void livesOnAfterItsDescriptorIsClosed() {
        Fd fd = MemoryFd.create("airloom-after", PAGE);
        try (Mapping mapping = Mapping.map(fd, 0, PAGE, true)) {
            fd.close();
            mapping.segment().set(INT, 0, 1);
            assertThat(mapping.segment().get(INT, 0)).isEqualTo(1);
        }
    }

    @Test
    void throwsAfterItIsClosedRatherThanCrash() throws InterruptedException {
        MemorySegment segment;
        try (Fd fd = MemoryFd.create("airloom-closed", PAGE)) {
            Mapping mapping = Mapping.map(fd, 0, PAGE, true);
            segment = mapping.segment();
            mapping.close();
            mapping.close();
        }
        assertThatThrownBy(() -> segment.get(INT, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Libc.address(segment, 0, 4))
                .isInstanceOf(IllegalStateException.class);
        Throwable[] seen = new Throwable[1];
        Thread other =
                Thread.ofPlatform()
                        .uncaughtExceptionHandler((t, e) -> seen[0] = e)
                        .start(() -> segment.get(INT, 0));
        other.join();
        assertThat(seen[0]).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void mapsForReadingOnly() {
        try (Fd fd = MemoryFd.create("airloom-read", PAGE);
                Mapping mapping = Mapping.map(fd, 0, PAGE, false)) {
            assertThat(mapping.segment().isReadOnly()).isTrue();
            assertThat(mapping.segment().get(INT, 0)).isZero();
        }
    }

    @Test
    void namesWhatCannotBeMapped() {
        UnixSocket[] pair = UnixSocket.pair();
        try (UnixSocket a = pair[0];
                UnixSocket _ = pair[1]) {
            assertThat(MemoryFd.isRegular(a.fd())).isFalse();
            assertThatThrownBy(() -> Mapping.map(a.fd(), 0, PAGE, true))
                    .hasMessage("mmap(%s, offset 0, length 4096): No such device (ENODEV)", a.fd());
        }
        try (Fd fd = MemoryFd.create("airloom-refuse", PAGE)) {
            assertThat(MemoryFd.isRegular(fd)).isTrue();
            assertThatThrownBy(() -> Mapping.map(fd, 0, 1L << 60, true))
                    .isInstanceOfSatisfying(
                            LinuxException.class,
                            e -> assertThat(e.errno()).isEqualTo(Errno.ENOMEM));
            assertThatThrownBy(() -> Mapping.map(fd, -1, PAGE, true))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("fileOffset=-1, length=4096");
            assertThatThrownBy(() -> Mapping.map(fd, 0, 0, true))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Mapping.map(fd, PAGE, Long.MAX_VALUE, true))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void sealsAgainstShrinking() {
        try (Fd fd = MemoryFd.create("airloom-seal", 2 * PAGE)) {
            assertThat(MemoryFd.seals(fd)).isZero();
            assertThat(MemoryFd.size(fd)).isEqualTo(2 * PAGE);

            assertThat(MemoryFd.sealShrink(fd)).isTrue();
            assertThat(MemoryFd.sealShrink(fd)).isTrue();

            assertThat(MemoryFd.seals(fd)).isEqualTo(MemoryFd.F_SEAL_SHRINK);
            assertThatThrownBy(() -> MemoryFd.truncate(fd, PAGE))
                    .hasMessage("ftruncate(%s, 4096): Operation not permitted (EPERM)", fd);
            MemoryFd.truncate(fd, 3 * PAGE);
            assertThat(MemoryFd.size(fd)).isEqualTo(3 * PAGE);
        }
    }

    @Test
    void saysWhenItCannotSeal() {
        try (Fd fd = MemoryFd.create("airloom-unsealable", PAGE);
                EventFd event = EventFd.create()) {
            MemoryFd.seal(fd, MemoryFd.F_SEAL_SEAL);
            assertThat(MemoryFd.sealShrink(fd)).isFalse();
            assertThat(MemoryFd.sealShrink(event.fd())).isFalse();
            assertThatThrownBy(() -> MemoryFd.seal(fd, MemoryFd.F_SEAL_SHRINK))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("EPERM");
            assertThatThrownBy(() -> MemoryFd.seals(event.fd()))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("EINVAL");
        }
    }

    @Test
    void leaksNeitherDescriptorsNorMappings() {
        long descriptors = OpenResources.descriptors();
        for (int i = 0; i < 1000; i++) {
            try (Fd fd = MemoryFd.create("airloom-leak", 2 * PAGE);
                    Mapping a = Mapping.map(fd, 0, PAGE, true);
                    Mapping b = Mapping.map(fd, 100, PAGE, false)) {
                a.segment().set(INT, 100, i);
                assertThat(b.segment().get(INT, 0)).isEqualTo(i);
                if (i == 0) {
                    assertThat(OpenResources.mappings("airloom-leak")).isEqualTo(2);
                }
            }
        }
        assertThat(OpenResources.mappings("airloom-leak")).isZero();
        assertThat(OpenResources.descriptors()).isEqualTo(descriptors);
    }

    /// Compiled code puts faults off; whoever settles gets its own, and nobody a later one.
    @Test
    void settlesAFaultWhereItIsAskedTo() {
        try (Fd good = MemoryFd.create("airloom-good", PAGE);
                Mapping mapping = Mapping.map(good, 0, PAGE, true)) {
            for (int i = 0; i < 100_000; i++) {
                assertThat(faults(mapping.segment())).isFalse();
            }
        }
        for (int i = 0; i < 500; i++) {
            try (Fd fd = MemoryFd.create("airloom-vanishes", PAGE);
                    Mapping mapping = Mapping.map(fd, 0, PAGE, true)) {
                MemoryFd.truncate(fd, 0);
                assertThat(faults(mapping.segment())).as("time %d", i).isTrue();
                Mapping.settle();
            }
        }
    }

    private static boolean faults(MemorySegment segment) {
        try {
            MemorySegment.copy(segment, 0, segment, 2048, 1000);
            segment.set(INT, 100, 7);
            Mapping.settle();
            return false;
        } catch (InternalError e) {
            return true;
        }
    }

    @Test
    void tellsHugePages() {
        try (Fd fd = MemoryFd.create("airloom-small-pages", PAGE)) {
            assertThat(MemoryFd.hasHugePages(fd)).isFalse();
        }
    }

    @Test
    void refusesASizeThatIsNone() {
        long descriptors = OpenResources.descriptors();
        assertThatThrownBy(() -> MemoryFd.create("airloom-size", -1))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("EINVAL");
        assertThat(OpenResources.descriptors()).isEqualTo(descriptors);
    }
}

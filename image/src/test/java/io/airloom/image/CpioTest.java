package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The real reader is the kernel, in MachineTest; this one checks the rules that it does not.
class CpioTest {
    private record Entry(String name, int mode, int links, String content) {}

    private static byte[] archive(Filler filler) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Cpio cpio = new Cpio(bytes)) {
            filler.fill(cpio);
        }
        return bytes.toByteArray();
    }

    private interface Filler {
        void fill(Cpio cpio) throws IOException;
    }

    private static List<Entry> read(byte[] archive) {
        List<Entry> entries = new ArrayList<>();
        String text = new String(archive, StandardCharsets.ISO_8859_1);
        int at = 0;
        while (true) {
            assertThat(at % 4).isZero();
            assertThat(text.substring(at, at + 6)).isEqualTo("070701");
            int mode = field(text, at, 1);
            int length = field(text, at, 6);
            int nameLength = field(text, at, 11);
            String name = text.substring(at + 110, at + 110 + nameLength - 1);
            assertThat(text.charAt(at + 110 + nameLength - 1)).isEqualTo('\0');
            int content = at + 110 + nameLength + 3 & ~3;
            if (name.equals("TRAILER!!!")) {
                assertThat(text.substring(content)).matches("\0*");
                return entries;
            }
            entries.add(
                    new Entry(
                            name,
                            mode,
                            field(text, at, 4),
                            text.substring(content, content + length)));
            at = content + length + 3 & ~3;
        }
    }

    private static int field(String text, int at, int index) {
        int start = at + 6 + 8 * index;
        return Integer.parseUnsignedInt(text, start, start + 8, 16);
    }

    @Test
    void writesFilesFoldersAndLinks() throws IOException {
        byte[] archive =
                archive(cpio -> {
                    cpio.file("/a/b/file", 0755, "hello".getBytes(StandardCharsets.UTF_8));
                    cpio.folder("a/empty/");
                    cpio.link("a/link", "b/file");
                });
        assertThat(read(archive))
                .containsExactly(
                        new Entry("a", 0040755, 1, ""),
                        new Entry("a/b", 0040755, 1, ""),
                        new Entry("a/b/file", 0100755, 1, "hello"),
                        new Entry("a/empty", 0040755, 1, ""),
                        new Entry("a/link", 0120777, 1, "b/file"));
    }

    @Test
    void alignsNamesAndContentsOfEveryLength() throws IOException {
        byte[] archive =
                archive(cpio -> {
                    for (int i = 1; i <= 9; i++) {
                        cpio.file("f".repeat(i), 0600, new byte[i]);
                    }
                });
        assertThat(read(archive))
                .hasSize(9)
                .last()
                .isEqualTo(new Entry("f".repeat(9), 0100600, 1, "\0".repeat(9)));
    }

    @Test
    void endsOnAPage() throws IOException {
        assertThat(archive(cpio -> cpio.file("x", 0644, new byte[5000])).length % 4096).isZero();
    }

    @Test
    void givesTheSameBytesForTheSameFiles() throws IOException {
        Filler filler = cpio -> cpio.file("x/y", 0644, new byte[] {1, 2});
        assertThat(archive(filler)).isEqualTo(archive(filler));
    }

    @Test
    void refusesANameTwice() {
        assertThatThrownBy(() ->
                        archive(cpio -> {
                            cpio.file("x", 0644, new byte[0]);
                            cpio.file("/x", 0644, new byte[0]);
                        }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("name=x");
    }
}

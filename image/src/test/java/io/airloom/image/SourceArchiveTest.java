package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceArchiveTest {
    private static final int BLOCK = 512;

    @TempDir Path folder;

    private final ByteArrayOutputStream archive = new ByteArrayOutputStream();
    private Path source = Path.of("/");

    @BeforeEach
    void anEmptyFolder() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
    }

    /// Adds a member as the format describes it.
    private void add(char type, String name, String target, String content) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000755\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        byte[] octets = content.getBytes(StandardCharsets.UTF_8);
        put(header, 124, String.format(Locale.ROOT, "%011o", octets.length));
        put(header, 136, "00000001750");
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 157, target);
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o", sum));
        header[154] = 0;
        archive.writeBytes(header);
        archive.writeBytes(Arrays.copyOf(octets, (octets.length + BLOCK - 1) / BLOCK * BLOCK));
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(octets, 0, header, offset, octets.length);
    }

    private void unpack() throws IOException {
        SourceArchive.unpack(
                "a.tar",
                new ByteArrayInputStream(archive.toByteArray()),
                source,
                path -> true,
                count -> {});
    }

    @Test
    void unpacksFilesFoldersAndLinks() throws IOException {
        add('5', "a/", "", "");
        add('0', "a/run", "", "#!/bin/sh\n");
        add('2', "a/b/link", "../run", "");
        add('1', "a/hard", "a/run", "");
        add('x', "pax", "", "20 path=a/" + "long name\n");
        add('0', "short", "", "x");
        unpack();
        assertThat(source.resolve("a/run")).hasContent("#!/bin/sh\n").isExecutable();
        assertThat(Files.getLastModifiedTime(source.resolve("a/run")).toMillis())
                .isEqualTo(1_000_000);
        assertThat(source.resolve("a/b/link")).isSymbolicLink().hasContent("#!/bin/sh\n");
        assertThat(source.resolve("a/hard")).hasContent("#!/bin/sh\n");
        assertThat(source.resolve("a/long name")).hasContent("x");
    }

    @ParameterizedTest
    @CsvSource({
        "0, /etc/evil, '', leads out of it",
        "0, ../evil, '', leads out of it",
        "0, a/../../evil, '', leads out of it",
        "5, .., '', leads out of it",
        "2, link, /etc, a link that leads out of it",
        "2, a/link, ../.., a link that leads out of it",
        "2, a/link, b/../../.., a link that leads out of it",
        "1, hard, ../evil, leads out of it",
        "1, hard, nothing, links to a file that it does not hold",
        "3, device, '', neither a file",
        "6, fifo, '', neither a file",
    })
    void refusesWhatWouldLeaveTheFolder(char type, String name, String target, String why) {
        add(type, name, target, "");
        assertThatThrownBy(this::unpack)
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContainingAll("the archive a.tar", why);
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @Test
    void neverGoesThroughALinkOfItsOwn() {
        add('2', "a/up", "..", "");
        add('0', "a/up/evil", "", "x");
        assertThatThrownBy(this::unpack).hasMessageContaining("below one that is not a folder");
        assertThat(source.resolve("evil")).doesNotExist();
    }

    @Test
    void replacesALinkRatherThanWritingThroughIt() throws IOException {
        add('0', "a/file", "", "kept");
        add('2', "a/link", "file", "");
        add('0', "a/link", "", "new");
        unpack();
        assertThat(source.resolve("a/file")).hasContent("kept");
        assertThat(Files.isSymbolicLink(source.resolve("a/link"))).isFalse();
    }

    @Test
    void namesAnArchiveThatEndsEarlyOrIsNone() {
        add('0', "a", "", "x".repeat(600));
        byte[] whole = archive.toByteArray();
        for (int length : List.of(700, 1100)) {
            archive.reset();
            archive.write(whole, 0, length);
            assertThatThrownBy(this::unpack).hasMessageContaining("ends in the middle");
        }
        archive.reset();
        archive.writeBytes("no archive at all".repeat(100).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(this::unpack).hasMessageContaining("is no tar archive");
        assertThat(Files.exists(source.resolve("no"), LinkOption.NOFOLLOW_LINKS)).isFalse();
    }
}

package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelImageTest {
    private static final byte[] KERNEL = "\177ELF and so on".getBytes(StandardCharsets.ISO_8859_1);

    /// A bzImage with two setup sectors and its payload 100 bytes into the protected-mode part.
    private static byte[] bzImage(byte[] payload) {
        int start = 3 * 512 + 100;
        ByteBuffer file = ByteBuffer.allocate(start + payload.length + 50);
        file.order(ByteOrder.LITTLE_ENDIAN);
        file.put(0x1f1, (byte) 2);
        file.put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII));
        file.putShort(0x206, (short) 0x20f);
        file.putInt(0x248, 100);
        file.putInt(0x24c, payload.length);
        file.put(start, payload);
        return file.array();
    }

    private static byte[] gzip(byte[] data) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(data);
        }
        return bytes.toByteArray();
    }

    @Test
    void unpacksAGzipKernel() throws IOException {
        KernelImage.Payload payload = KernelImage.payload(bzImage(gzip(KERNEL)));
        assertThat(payload.compression()).isEqualTo(KernelImage.Compression.GZIP);
        assertThat(KernelImage.decompress(payload)).isEqualTo(KERNEL);
    }

    @ParameterizedTest
    @CsvSource({
        "28b52ffd, ZSTD",
        "fd377a585a00, XZ",
        "02214c18, LZ4",
        "5d0000, LZMA",
        "425a68, BZIP2"
    })
    void leavesOtherFormatsToAProgramWithoutTheSizeAtTheirEnd(
            String magic, KernelImage.Compression compression) throws IOException {
        byte[] stored = HexFormat.of().parseHex(magic + "0102030405060708");
        KernelImage.Payload payload = KernelImage.payload(bzImage(stored));
        assertThat(payload.compression()).isEqualTo(compression);
        assertThat(HexFormat.of().formatHex(payload.data())).isEqualTo(magic + "01020304");
        assertThat(KernelImage.decompress(payload)).isNull();
    }

    @Test
    void takesAnUncompressedKernelAsItIs() throws IOException {
        KernelImage.Payload payload = KernelImage.payload(bzImage(KERNEL));
        assertThat(KernelImage.decompress(payload)).isEqualTo(KERNEL);
    }

    @Test
    void refusesWhatIsNoBzImage() {
        assertThat(KernelImage.isBzImage(new byte[100])).isFalse();
        assertThatThrownBy(() -> KernelImage.payload(new byte[4096]))
                .isInstanceOf(IOException.class)
                .hasMessage("not a Linux bzImage");
    }

    @Test
    void refusesAnUnknownCompression() {
        assertThatThrownBy(() -> KernelImage.payload(bzImage(new byte[20])))
                .hasMessage("payload of unknown compression");
    }

    @Test
    void refusesAPayloadBeyondTheFile() {
        byte[] file = bzImage(KERNEL);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(0x24c, -1);
        assertThatThrownBy(() -> KernelImage.payload(file)).hasMessageContaining("payload 1636..");
    }

    @Test
    void refusesAnOldBootProtocol() {
        byte[] file = bzImage(KERNEL);
        file[0x206] = 7;
        assertThatThrownBy(() -> KernelImage.payload(file))
                .hasMessage("boot protocol 207 has no payload field");
    }

    @Test
    void givesAPayloadOrAReasonForAnyBytes() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            byte[] file = bzImage(gzip(KERNEL));
            for (int i = random.nextInt(8); i >= 0; i--) {
                file[
                                random.nextBoolean()
                                        ? 0x1f0 + random.nextInt(0x60)
                                        : random.nextInt(file.length)] =
                        (byte) random.nextInt();
            }
            try {
                assertThat(KernelImage.payload(file).data().length).isLessThan(file.length);
            } catch (IOException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }
}

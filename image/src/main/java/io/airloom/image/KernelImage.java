package io.airloom.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/// Finds the kernel proper in a distribution's kernel file.
///
/// An x86 `bzImage` is a small real-mode part, whose header (Documentation/arch/x86/boot.rst in the
/// kernel's sources) says where the compressed kernel is, and a decompressor. QEMU can enter the
/// decompressed ELF file directly through its PVH note, which spares a guest under emulation some
/// three seconds of decompressing.
public final class KernelImage {
    private static final int MAGIC_OFFSET = 0x202;
    private static final int MAGIC = 0x53726448; // "HdrS"
    private static final int VERSION_OFFSET = 0x206;
    private static final int PAYLOAD_SINCE = 0x208;
    private static final int SETUP_SECTORS_OFFSET = 0x1f1;
    private static final int DEFAULT_SETUP_SECTORS = 4;
    private static final int SECTOR_BYTES = 512;
    private static final int PAYLOAD_OFFSET = 0x248;
    private static final int PAYLOAD_LENGTH = 0x24c;
    private static final int HEADER_BYTES = 0x250;

    /// The build appends the decompressed size to every format but gzip, which has it anyway.
    private static final int SIZE_BYTES = 4;

    /// How a payload is compressed, with the bytes that it begins with in hexadecimal digits.
    enum Compression {
        GZIP("1f8b"),
        XZ("fd377a585a00"),
        ZSTD("28b52ffd"),
        LZ4("02214c18"),
        LZMA("5d0000"),
        BZIP2("425a68"),
        NONE("7f454c46");

        private final String magic;

        Compression(String magic) {
            this.magic = magic;
        }

        private boolean begins(byte[] data) {
            int length = Math.min(data.length, magic.length() / 2);
            return HexFormat.of().formatHex(data, 0, length).equals(magic);
        }
    }

    /// The kernel in a bzImage as it is stored.
    ///
    /// @param compression its format
    /// @param data the bytes of that format, and nothing else
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Payload(Compression compression, byte[] data) {}

    private KernelImage() {}

    /// Whether a kernel file is a bzImage. Other architectures have files that QEMU starts as they
    /// are.
    static boolean isBzImage(byte[] file) {
        return file.length >= HEADER_BYTES && little(file).getInt(MAGIC_OFFSET) == MAGIC;
    }

    /// Takes the payload out of a bzImage.
    ///
    /// @throws IOException if it is not one, older than Linux 2.6.26, or compressed in an unknown
    ///   way
    static Payload payload(byte[] file) throws IOException {
        if (!isBzImage(file)) {
            throw new IOException("not a Linux bzImage");
        }
        ByteBuffer header = little(file);
        int version = Short.toUnsignedInt(header.getShort(VERSION_OFFSET));
        if (version < PAYLOAD_SINCE) {
            throw new IOException("boot protocol %x has no payload field".formatted(version));
        }
        int sectors = Byte.toUnsignedInt(file[SETUP_SECTORS_OFFSET]);
        long setup = (sectors == 0 ? DEFAULT_SETUP_SECTORS : sectors) + 1L;
        long start = setup * SECTOR_BYTES + Integer.toUnsignedLong(header.getInt(PAYLOAD_OFFSET));
        long end = start + Integer.toUnsignedLong(header.getInt(PAYLOAD_LENGTH));
        if (end > file.length || end - start <= SIZE_BYTES) {
            throw new IOException("payload %d..%d of %d bytes".formatted(start, end, file.length));
        }
        byte[] data = Arrays.copyOfRange(file, (int) start, (int) end);
        for (Compression compression : Compression.values()) {
            if (compression.begins(data)) {
                boolean whole = compression == Compression.GZIP || compression == Compression.NONE;
                int length = whole ? data.length : data.length - SIZE_BYTES;
                return new Payload(compression, Arrays.copyOf(data, length));
            }
        }
        throw new IOException("payload of unknown compression");
    }

    /// Decompresses what the JDK can; gives null for formats that need a program.
    static byte @org.jspecify.annotations.Nullable [] decompress(Payload payload)
            throws IOException {
        return switch (payload.compression()) {
            case NONE -> payload.data();
            case GZIP -> {
                try (InputStream in =
                        new GZIPInputStream(new ByteArrayInputStream(payload.data()))) {
                    yield in.readAllBytes();
                }
            }
            default -> null;
        };
    }

    private static ByteBuffer little(byte[] file) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }
}

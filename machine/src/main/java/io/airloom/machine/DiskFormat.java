package io.airloom.machine;

import io.airloom.image.Printable;
import io.airloom.image.Problem;
import io.airloom.topology.HostFile;
import io.airloom.topology.NodeDisk;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// How a disk's content is written in its file; told by its first octets, never guessed by QEMU: a
/// guest that may write its raw disk could write the header of another format there.
///
/// A qcow2 file may say that other files of this machine belong to it. Whoever made the file then
/// decides which of your files its guest reads; so such a file is refused unless the topology says
/// `chained: true`. What else may be wrong with a header QEMU checks.
enum DiskFormat {
    RAW,
    QCOW2;

    private static final int HEADER_BYTES = 112;
    private static final int QCOW2_MAGIC = 0x514649fb;
    private static final int VERSION = 4;
    private static final int BACKING_OFFSET = 8;
    private static final int BACKING_LENGTH = 16;
    private static final int INCOMPATIBLE_FEATURES = 72;
    private static final int EXTERNAL_DATA = 1 << 2;
    private static final int MAX_BACKING_NAME = 1023;

    /// What people have that is no disk yet, by how it begins.
    private static final SequencedMap<String, String> OTHERS = new LinkedHashMap<>();

    static {
        OTHERS.put("1f8b", "is compressed; unpack it first: gunzip");
        OTHERS.put("fd377a585a", "is compressed; unpack it first: unxz");
        OTHERS.put("28b52ffd", "is compressed; unpack it first: unzstd");
        OTHERS.put("425a68", "is compressed; unpack it first: bunzip2");
        OTHERS.put("504b0304", "is a zip archive; unpack it first");
        OTHERS.put("4b444d56", "is a VMDK disk" + convert("vmdk"));
        OTHERS.put("7668647866696c65", "is a VHDX disk" + convert("vhdx"));
        OTHERS.put("3c3c3c20", "is a VDI disk" + convert("vdi"));
    }

    /// QEMU's word for it.
    String word() {
        return this == RAW ? "raw" : "qcow2";
    }

    private static String convert(String from) {
        return "; make a qcow2 of it: qemu-img convert -f " + from + " -O qcow2 IN OUT";
    }

    /// What is wrong with a disk before QEMU sees it; null if nothing.
    static @Nullable Problem problem(NodeDisk disk) {
        HostFile file = disk.file();
        Problem unreadable = file.unreadable();
        if (unreadable != null) {
            return unreadable;
        }
        if (disk.keep() && !Files.isWritable(file.path())) {
            return file.problem("may not be written by you; keep: true needs that");
        }
        try {
            byte[] header = header(file.path());
            if (header.length == 0) {
                return file.problem("is empty");
            }
            for (Map.Entry<String, String> other : OTHERS.entrySet()) {
                if (HexFormat.of().formatHex(header).startsWith(other.getKey())) {
                    return file.problem(other.getValue());
                }
            }
            return of(header) == QCOW2 && !disk.chained() ? chain(file, header) : null;
        } catch (IOException e) {
            return file.problem(
                    "cannot be read: " + Printable.line(String.valueOf(e.getMessage())));
        }
    }

    /// The format of a file.
    ///
    /// @throws UncheckedIOException if it cannot be read
    static DiskFormat of(Path file) {
        try {
            return of(header(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DiskFormat of(byte[] header) {
        return header.length >= Integer.BYTES && ByteBuffer.wrap(header).getInt() == QCOW2_MAGIC
                ? QCOW2
                : RAW;
    }

    private static byte[] header(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(HEADER_BYTES);
        }
    }

    /// What a qcow2 header says about other files; null if nothing.
    private static @Nullable Problem chain(HostFile file, byte[] header) throws IOException {
        ByteBuffer fields = ByteBuffer.wrap(Arrays.copyOf(header, HEADER_BYTES));
        long offset = fields.getLong(BACKING_OFFSET);
        if (offset != 0) {
            int length = fields.getInt(BACKING_LENGTH);
            String name = "";
            if (length > 0 && length <= MAX_BACKING_NAME && offset > 0) {
                try (RandomAccessFile in = new RandomAccessFile(file.path().toFile(), "r")) {
                    byte[] octets = new byte[length];
                    in.seek(Math.min(offset, in.length()));
                    int read = in.read(octets);
                    name = new String(octets, 0, Math.max(read, 0), StandardCharsets.UTF_8);
                }
            }
            return file.problem(
                    "builds upon another file, "
                            + Printable.quoted(name)
                            + "; its guest could read that. If you made it so, say chained: true;"
                            + " else make one file of it: qemu-img convert -O qcow2 IN OUT");
        }
        boolean external =
                fields.getInt(VERSION) >= 3
                        && (fields.getLong(INCOMPATIBLE_FEATURES) & EXTERNAL_DATA) != 0;
        return external
                ? file.problem(
                        "keeps its data in another file, which its guest could read. If you made it"
                                + " so, say chained: true")
                : null;
    }
}

package io.airloom.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Writes a tar archive (POSIX.1-2001, pax) of a [FileTree], as `mke2fs -d` reads it. No names of
/// users, no times: the same files give the same bytes.
///
/// A member is a header of 512 octets and its content, filled up with zeros to as many. Of what
/// does not fit into the header, a member of type `x` before it tells as text.
final class Tar {
    private static final int BLOCK = 512;
    private static final int NAME_OCTETS = 100;
    private static final int TARGET_OFFSET = 157;
    private static final int CHECKSUM_OFFSET = 148;
    private static final long MAX_PLAIN_LENGTH = (1L << 33) - 1;
    private static final int MAX_PLAIN_ID = (1 << 21) - 1;

    private final OutputStream out;

    Tar(OutputStream out) {
        this.out = out;
    }

    /// Adds a member.
    void add(String path, FileTree.Entry entry) throws IOException {
        switch (entry) {
            case FileTree.Folder _ -> header(path + "/", entry, '5', 0, "", 0, 0);
            case FileTree.Link(String target, FileTree.Owner _) ->
                    header(path, entry, '2', 0, target, 0, 0);
            case FileTree.Device device ->
                    header(
                            path,
                            entry,
                            device.block() ? '4' : '3',
                            0,
                            "",
                            device.major(),
                            device.minor());
            case FileTree.PlainFile file -> {
                long length = file.content().length();
                header(path, entry, '0', length, "", 0, 0);
                ExactStream.write(file.content(), length, path, out);
                out.write(new byte[(int) (-length & BLOCK - 1)]);
            }
        }
    }

    /// Ends the archive.
    void end() throws IOException {
        out.write(new byte[2 * BLOCK]);
    }

    private void header(
            String path,
            FileTree.Entry entry,
            char type,
            long length,
            String target,
            int major,
            int minor)
            throws IOException {
        FileTree.Owner owner = entry.owner();
        StringBuilder more = new StringBuilder();
        if (!fits(path)) {
            more.append(record("path", path));
        }
        if (!fits(target)) {
            more.append(record("linkpath", target));
        }
        if (length > MAX_PLAIN_LENGTH) {
            more.append(record("size", Long.toString(length)));
        }
        if (owner.uid() > MAX_PLAIN_ID) {
            more.append(record("uid", Integer.toString(owner.uid())));
        }
        if (owner.gid() > MAX_PLAIN_ID) {
            more.append(record("gid", Integer.toString(owner.gid())));
        }
        if (!more.isEmpty()) {
            byte[] text = more.toString().getBytes(StandardCharsets.UTF_8);
            byte[] header = new byte[BLOCK];
            put(header, 0, "pax");
            numbers(header, 0644, FileTree.Owner.ROOT, text.length);
            finish(header, 'x');
            out.write(text);
            out.write(new byte[-text.length & BLOCK - 1]);
        }
        byte[] header = new byte[BLOCK];
        put(header, 0, fits(path) ? path : "long");
        put(header, TARGET_OFFSET, fits(target) ? target : "long");
        numbers(header, entry.permissions(), owner, length > MAX_PLAIN_LENGTH ? 0 : length);
        put(header, 329, octal(major, 7));
        put(header, 337, octal(minor, 7));
        finish(header, type);
    }

    private static boolean fits(String text) {
        return text.length() < NAME_OCTETS && text.chars().allMatch(c -> c < 0x7f);
    }

    /// A line of a pax header; its length counts its own digits.
    private static String record(String key, String value) {
        String rest = " " + key + "=" + value + "\n";
        int octets = rest.getBytes(StandardCharsets.UTF_8).length;
        int length = octets + 1;
        while (octets + Integer.toString(length).length() != length) {
            length++;
        }
        return length + rest;
    }

    private static void numbers(byte[] header, int mode, FileTree.Owner owner, long length) {
        put(header, 100, octal(mode, 7));
        put(header, 108, octal(owner.uid() > MAX_PLAIN_ID ? 0 : owner.uid(), 7));
        put(header, 116, octal(owner.gid() > MAX_PLAIN_ID ? 0 : owner.gid(), 7));
        put(header, 124, octal(length, 11));
        put(header, 136, octal(0, 11));
    }

    private void finish(byte[] header, char type) throws IOException {
        header[156] = (byte) type;
        put(header, 257, "ustar\00000");
        put(header, CHECKSUM_OFFSET, "        ");
        int sum = 0;
        for (byte octet : header) {
            sum += Byte.toUnsignedInt(octet);
        }
        put(header, CHECKSUM_OFFSET, octal(sum, 6) + "\0 ");
        out.write(header);
    }

    private static String octal(long number, int digits) {
        String text = Long.toOctalString(number);
        return "0".repeat(digits - text.length()) + text;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(octets, 0, header, at, octets.length);
    }
}

package io.airloom.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/// Writes a cpio archive in the "new ASCII" format, the one that the kernel unpacks as its initial
/// file system (Documentation/driver-api/early-userspace/buffer-format.rst in the kernel's
/// sources).
///
/// An entry is a header of 110 characters, the name with a closing zero, and the content; name and
/// content are each followed by zeros up to a multiple of 4 bytes. Everything belongs to root and
/// has no time, so that the same files give the same bytes. Folders on the way to a file are made
/// by themselves.
public final class Cpio implements AutoCloseable {
    private static final int FOLDER = 0040755;
    private static final int FILE = 0100000;
    private static final int LINK = 0120777;
    private static final int ALIGNMENT = 4;

    /// The kernel copies the archive page by page; QEMU's microvm needs whole pages (guests.md,
    /// section 3).
    private static final int END_ALIGNMENT = 4096;

    private final OutputStream out;
    private final Set<String> names = new HashSet<>();
    private long position;
    private int inode;

    /// Writes to a stream, which it closes.
    public Cpio(OutputStream out) {
        this.out = out;
    }

    /// Adds a folder and those above it, unless they are there.
    void folder(String name) throws IOException {
        String clean = clean(name);
        if (!clean.isEmpty() && !names.contains(clean)) {
            parents(clean);
            entry(clean, FOLDER, new byte[0]);
        }
    }

    /// Adds a file with these permission bits.
    public void file(String name, int permissions, byte[] content) throws IOException {
        String clean = clean(name);
        parents(clean);
        entry(clean, FILE | (permissions & 07777), content);
    }

    /// Adds a symbolic link.
    public void link(String name, String target) throws IOException {
        String clean = clean(name);
        parents(clean);
        entry(clean, LINK, target.getBytes(StandardCharsets.UTF_8));
    }

    /// Whether this name was added.
    boolean has(String name) {
        return names.contains(clean(name));
    }

    private static String clean(String name) {
        return name.replaceAll("^/+|/+$", "");
    }

    private void parents(String name) throws IOException {
        int slash = name.lastIndexOf('/');
        if (slash > 0) {
            folder(name.substring(0, slash));
        }
    }

    private void entry(String name, int mode, byte[] content) throws IOException {
        if (name.isEmpty() || !names.add(name)) {
            throw new IllegalArgumentException("name=" + name);
        }
        inode++;
        header(name, inode, mode, content.length);
        out.write(content);
        position += content.length;
        pad(ALIGNMENT);
    }

    private void header(String name, int inodeNumber, int mode, int length) throws IOException {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        int links = 1;
        StringBuilder header = new StringBuilder("070701");
        int[] fields = {
            inodeNumber, mode, 0, 0, links, 0, length, 0, 0, 0, 0, nameBytes.length + 1, 0
        };
        for (int field : fields) {
            header.append("%08X".formatted(field));
        }
        out.write(header.toString().getBytes(StandardCharsets.US_ASCII));
        out.write(nameBytes);
        out.write(0);
        position += header.length() + nameBytes.length + 1L;
        pad(ALIGNMENT);
    }

    private void pad(int alignment) throws IOException {
        int zeros = (int) (-position & alignment - 1);
        out.write(new byte[zeros]);
        position += zeros;
    }

    /// Ends the archive.
    @Override
    public void close() throws IOException {
        try (out) {
            header("TRAILER!!!", 0, 0, 0);
            pad(END_ALIGNMENT);
        }
    }
}

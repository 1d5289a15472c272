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
/// content are each followed by zeros up to a multiple of 4 bytes. Nothing has a time, so that the
/// same files give the same bytes. Folders on the way to a file are made by themselves; what is
/// added by its name alone is root's.
public final class Cpio implements AutoCloseable {
    private static final int FOLDER = 0040000;
    private static final int FILE = 0100000;
    private static final int LINK = 0120000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int ALIGNMENT = 4;
    private static final long MAX_LENGTH = 0xffff_ffffL;

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
            add(clean, new FileTree.Folder(0755, FileTree.Owner.ROOT));
        }
    }

    /// Adds a file with these permission bits.
    public void file(String name, int permissions, byte[] content) throws IOException {
        String clean = clean(name);
        parents(clean);
        add(
                clean,
                new FileTree.PlainFile(
                        new FileTree.Octets(content), permissions & 07777, FileTree.Owner.ROOT));
    }

    /// Adds a symbolic link.
    public void link(String name, String target) throws IOException {
        String clean = clean(name);
        parents(clean);
        add(clean, new FileTree.Link(target, FileTree.Owner.ROOT));
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

    /// Adds a member of a tree; those above it are there.
    void add(String name, FileTree.Entry entry) throws IOException {
        if (name.isEmpty() || !names.add(name)) {
            throw new IllegalArgumentException("name=" + name);
        }
        FileTree.Content content =
                switch (entry) {
                    case FileTree.PlainFile file -> file.content();
                    case FileTree.Link link ->
                            new FileTree.Octets(link.target().getBytes(StandardCharsets.UTF_8));
                    case FileTree.Folder _, FileTree.Device _ -> new FileTree.Octets(new byte[0]);
                };
        long length = content.length();
        if (length > MAX_LENGTH) {
            throw new IOException("/" + name + " is longer than 4 GiB");
        }
        inode++;
        header(name, inode, entry, length);
        ExactStream.write(content, length, name, out);
        position += length;
        pad(ALIGNMENT);
    }

    private static int type(FileTree.Entry entry) {
        return switch (entry) {
            case FileTree.Folder _ -> FOLDER;
            case FileTree.PlainFile _ -> FILE;
            case FileTree.Link _ -> LINK;
            case FileTree.Device device -> device.block() ? BLOCK_DEVICE : CHARACTER_DEVICE;
        };
    }

    private void header(String name, int number, FileTree.Entry entry, long length)
            throws IOException {
        FileTree.Owner owner = entry.owner();
        int major = 0;
        int minor = 0;
        if (entry instanceof FileTree.Device device) {
            major = device.major();
            minor = device.minor();
        }
        int mode = type(entry) | entry.permissions();
        header(name, number, mode, owner.uid(), owner.gid(), 1, 0, length, 0, 0, major, minor);
    }

    /// Writes a header.
    ///
    /// @param fields those before the name's length; after it comes a checksum, which is not used
    private void header(String name, long... fields) throws IOException {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        StringBuilder header = new StringBuilder("070701");
        for (long field : fields) {
            header.append("%08X".formatted(field));
        }
        header.append("%08X%08X".formatted(nameBytes.length + 1, 0));
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
            end();
        }
    }

    /// Ends the archive and leaves the stream open.
    void end() throws IOException {
        header("TRAILER!!!", 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
        pad(END_ALIGNMENT);
    }
}

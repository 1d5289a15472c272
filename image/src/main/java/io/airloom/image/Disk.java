package io.airloom.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes a disk with an ext4 file system from a [FileTree], without root: mke2fs fills it from a
/// tar archive, which says whose the files are. The disk has no partitions.
///
/// The same tree gives the same octets: the file system's names for itself are fixed, and so is its
/// time.
final class Disk {
    private static final String UUID = "a1100311-0000-4000-8000-000000000001";
    private static final String HASH_SEED = "a1100311-0000-4000-8000-000000000002";

    /// What it takes for the present, in seconds of 1970: 1 January 2025.
    private static final String NOW = "1735689600";

    private static final int BLOCK_OCTETS = 4096;
    private static final int INODE_OCTETS = 256;
    private static final int OCTETS_PER_INODE = 16_384;
    private static final int JOURNAL_MIB = 4;
    private static final long MIB = 1 << 20;

    private static final String FEATURES =
            "none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,64bit,flex_bg,"
                    + "sparse_super,large_file,huge_file,dir_nlink,extra_isize";

    private Disk() {}

    /// Writes a disk.
    ///
    /// @param bytes its size; qcow2 takes no more room than what is on it
    /// @param format [Recipe.Format#EXT4] or [Recipe.Format#QCOW2]
    /// @throws EnvironmentException if the tree does not fit
    static void write(
            FileTree tree, long bytes, Recipe.Format format, ImageTools tools, Path target)
            throws IOException {
        long files = tree.entries().size();
        long inodes = Math.max(bytes / OCTETS_PER_INODE, files + files / 2 + 64);
        require(tree, bytes, inodes);
        Path tar = target.resolveSibling(target.getFileName() + ".tar");
        Path ext4 = target.resolveSibling(target.getFileName() + ".ext4");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(tar), 1 << 16)) {
                tree.writeTar(out);
            }
            makeFileSystem(tools, tar, bytes, inodes, ext4);
            if (format == Recipe.Format.QCOW2) {
                tools.run(
                        Map.of(),
                        "qemu-img",
                        "convert",
                        "-f",
                        "raw",
                        "-O",
                        "qcow2",
                        ext4.toString(),
                        target.toString());
            } else {
                Files.move(ext4, target);
            }
        } finally {
            Files.deleteIfExists(tar);
            Files.deleteIfExists(ext4);
        }
    }

    private static void makeFileSystem(
            ImageTools tools, Path tar, long bytes, long inodes, Path target) throws IOException {
        Map<String, String> environment =
                Map.of(
                        "SOURCE_DATE_EPOCH",
                        NOW,
                        "E2FSPROGS_FAKE_TIME",
                        NOW,
                        "MKE2FS_CONFIG",
                        "/dev/null",
                        "TZ",
                        "UTC");
        List<String> arguments = new ArrayList<>(List.of("-q", "-F", "-t", "ext4"));
        arguments.addAll(List.of("-b", "" + BLOCK_OCTETS, "-I", "" + INODE_OCTETS));
        arguments.addAll(List.of("-N", "" + inodes, "-m", "0", "-O", FEATURES));
        arguments.addAll(List.of("-J", "size=" + JOURNAL_MIB, "-L", "airloom", "-U", UUID));
        arguments.addAll(List.of("-E", "hash_seed=" + HASH_SEED + ",root_owner=0:0,nodiscard"));
        arguments.addAll(List.of("-d", tar.toString(), target.toString()));
        arguments.add(bytes / BLOCK_OCTETS + "");
        tools.run(environment, "mke2fs", arguments.toArray(String[]::new));
    }

    /// What the file system needs for itself is guessed a little too high, so that what is let
    /// through fits.
    private static void require(FileTree tree, long bytes, long inodes) throws IOException {
        long own = inodes * INODE_OCTETS + (JOURNAL_MIB + 4) * MIB + bytes / 100;
        long needed = tree.octets(BLOCK_OCTETS) + own;
        if (needed > bytes) {
            throw new EnvironmentException(
                    "the files need a disk of %d MiB, but \"size\" of the recipe's output is %d MiB"
                            .formatted(Math.ceilDiv(needed, MIB), bytes / MIB),
                    "set a larger size; a qcow2 disk only takes the room of what is on it");
        }
    }
}

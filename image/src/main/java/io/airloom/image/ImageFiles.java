package io.airloom.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// Writes the files of an image that machines start from, but for the kernel: `initrd`, and for an
/// image on a disk `disk`, too.
public final class ImageFiles {
    /// The file with the initial file system.
    public static final String INITRD = "initrd";

    /// The file with the disk.
    public static final String DISK = "disk";

    /// The kernel copies archives page by page; QEMU's microvm needs whole pages (guests.md,
    /// section 3).
    private static final int ALIGNMENT = 4096;

    /// What an image is made from.
    ///
    /// @param packages unpacked, of the recipe's architecture
    /// @param about what they say of themselves, for the image's own list of them
    /// @param modules the folder of its kernel's modules, whose name is the kernel's release
    /// @param built where each build of the recipe has installed its files
    record Parts(AptTree packages, List<DebianPackage> about, Path modules, List<Path> built) {
        public Parts {
            about = List.copyOf(about);
            built = List.copyOf(built);
        }
    }

    private ImageFiles() {}

    /// Writes them.
    ///
    /// @param folder where to; nothing of theirs is there
    /// @throws EnvironmentException if the parts lack what the recipe names, or the disk is too
    ///   small
    static void write(Recipe recipe, Parts parts, ImageTools tools, Path folder)
            throws IOException {
        Recipe.Output output = recipe.output();
        GuestModules modules = GuestModules.of(recipe.modules(), List.of(), parts.modules(), tools);
        FileTree contents = ImageContents.of(recipe, parts, modules);
        Path initrd = folder.resolve(INITRD);
        if (output.format() == Recipe.Format.INITRAMFS) {
            writeInitrd(contents, output.compression(), tools, initrd);
            return;
        }
        GuestModules first =
                GuestModules.of(recipe.modules(), DiskBoot.MODULES, parts.modules(), tools);
        FileTree boot = DiskBoot.of(parts.packages(), first);
        writeInitrd(boot, Recipe.Compression.ZSTD, tools, initrd);
        Disk.write(contents, output.bytes(), output.format(), tools, folder.resolve(DISK));
    }

    /// Writes a tree as an initial file system, to whole pages.
    static void writeInitrd(
            FileTree tree, Recipe.Compression compression, ImageTools tools, Path target)
            throws IOException {
        Path plain = target.resolveSibling(target.getFileName() + ".cpio");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(plain), 1 << 16)) {
            tree.writeCpio(out);
        }
        if (compression == Recipe.Compression.NONE) {
            Files.move(plain, target);
            return;
        }
        tools.compress(compression, plain, target);
        Files.delete(plain);
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
            long end = Math.ceilDiv(channel.size(), ALIGNMENT) * (long) ALIGNMENT;
            channel.write(
                    java.nio.ByteBuffer.allocate((int) (end - channel.size())), channel.size());
        }
    }
}

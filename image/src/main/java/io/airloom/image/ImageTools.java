package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The programs that an image is made with: Debian's, for this machine's processor, out of the
/// cache, whatever the machine itself has.
public final class ImageTools {
    private final AptTree tree;

    private ImageTools(AptTree tree) {
        this.tree = tree;
    }

    /// Fetches what the output of a recipe needs: zstd for all, e2fsprogs for disks, qemu-img for
    /// qcow2.
    public static ImageTools ensure(Cache cache, Progress progress, Recipe.Format format) {
        List<String> packages = new ArrayList<>(List.of("zstd"));
        if (format != Recipe.Format.INITRAMFS) {
            // mke2fs loads libarchive by name when it is given a tar archive.
            packages.addAll(List.of("e2fsprogs", "libarchive13t64"));
        }
        if (format == Recipe.Format.QCOW2) {
            packages.add("qemu-utils");
        }
        return new ImageTools(
                AptTree.ensure(
                        cache,
                        progress,
                        AptTree.Request.of(
                                "image-tools", GuestImage.SUITE, packages.toArray(String[]::new))));
    }

    /// Decompresses a file of any common format: zstd, xz, gzip, lz4, lzma.
    void decompress(Path from, Path to) throws IOException {
        run(Map.of(), "zstd", "-d", "-q", "-f", "-o", to.toString(), from.toString());
    }

    /// What a compressed file holds.
    byte[] decompressed(Path file) throws IOException {
        Path plain = Files.createTempFile("airloom-" + UUID.randomUUID(), null);
        try {
            decompress(file, plain);
            return Files.readAllBytes(plain);
        } finally {
            Files.deleteIfExists(plain);
        }
    }

    /// Compresses a file, always to the same octets.
    ///
    /// @param compression not [Recipe.Compression#NONE]
    void compress(Recipe.Compression compression, Path from, Path to) throws IOException {
        List<String> options =
                switch (compression) {
                    // 19 is 5 % smaller, takes half as long again, and the kernel twice the memory.
                    case ZSTD -> List.of("-17");
                    // The kernel's decoder knows no other check, and no dictionary beyond 64 MiB.
                    case XZ -> List.of("--format=xz", "-6");
                    case GZIP -> List.of("--format=gzip", "-9");
                    case NONE -> throw new IllegalArgumentException("compression=NONE");
                };
        List<String> arguments = new ArrayList<>(options);
        // One thread: more would cut the file in as many pieces as the machine has processors.
        arguments.addAll(List.of("--single-thread", "--no-progress", "-q", "-f"));
        arguments.addAll(List.of("-o", to.toString(), from.toString()));
        run(Map.of(), "zstd", arguments.toArray(String[]::new));
    }

    /// Runs one of the programs.
    ///
    /// @throws IOException if it fails, with its last words
    String run(Map<String, String> environment, String program, String... arguments)
            throws IOException {
        Subprocess.Result result =
                Subprocess.run(tree.command(program, arguments), environment, null, () -> {});
        if (!result.ok()) {
            throw new IOException(program + " failed: " + String.join(" ", result.errors()));
        }
        return result.output();
    }
}

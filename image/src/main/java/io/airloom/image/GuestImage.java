package io.airloom.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /// Where newer packages for it are.
    public static final String BACKPORTS = "trixie-backports";

    /// Changes when the same packages give another image.
    private static final int FORMAT = 2;

    private static final List<String> PACKAGES =
            List.of(
                    "busybox-static",
                    "hostapd",
                    "wpasupplicant",
                    "iw",
                    "iperf3",
                    "iputils-ping",
                    "qemu-guest-agent",
                    "socat",
                    "wireless-regdb",
                    // For the building only: it also unpacks xz, gzip and lz4.
                    "zstd");

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

    /// The image of a recipe, out of the cache; built first if it is not there or broken.
    ///
    /// @throws EnvironmentException if it cannot be built here
    public static GuestImage ensure(Cache cache, Progress progress, Recipe recipe) {
        if (!recipe.name().equals(Recipes.DEFAULT)) {
            throw new EnvironmentException("only the recipe tiny can be built", "use image: tiny");
        }
        return tiny(cache, progress);
    }

    private static GuestImage tiny(Cache cache, Progress progress) {
        Architecture architecture = Architecture.host();
        Path folder =
                cache.entry(
                        entryName(architecture),
                        progress,
                        part -> build(cache, progress, architecture, part));
        try {
            String release = Files.readString(folder.resolve("release")).strip();
            return new GuestImage(
                    folder.resolve("vmlinux"), folder.resolve("initrd"), release, SUITE);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot read " + folder,
                    "remove that folder and run the same command again",
                    e);
        }
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

    /// Its folder in the cache: the name has a hash of all that this class decides about the image.
    public static String entryName(Architecture architecture) {
        List<Object> all = new ArrayList<>(List.of(FORMAT, architecture, PACKAGES));
        all.addAll(GuestFiles.key(architecture));
        return "guest-" + SUITE + "-" + Manifest.sha256(all.toString()).substring(0, 12);
    }

    private static void build(
            Cache cache, Progress progress, Architecture architecture, Path folder)
            throws IOException {
        Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
        List<String> packages = new ArrayList<>(PACKAGES);
        packages.add(architecture.kernelPackage());
        AptTree tree =
                AptTree.unpack(
                        cache,
                        progress,
                        new AptTree.Request(
                                "guest",
                                List.of(SUITE, GuestImage.BACKPORTS),
                                SUITE,
                                packages,
                                List.of("usr/", "boot/vmlinuz-", "lib/")),
                        architecture,
                        unpacked);
        try (Progress.Task task = progress.task("building the guest image", 0)) {
            Path kernel = onlyFile(tree.file("boot"), "vmlinuz-");
            String release = kernel.getFileName().toString().substring("vmlinuz-".length());
            writeKernel(tree, kernel, folder.resolve("vmlinux"));
            try (OutputStream out =
                            new BufferedOutputStream(
                                    Files.newOutputStream(folder.resolve("initrd")), 1 << 16);
                    Cpio cpio = new Cpio(out)) {
                GuestFiles.write(cpio, tree, architecture, release);
            }
            Files.writeString(folder.resolve("release"), release + "\n");
            task.done();
        } finally {
            Cache.removeTree(unpacked);
        }
    }

    private static void writeKernel(AptTree tree, Path kernel, Path vmlinux) throws IOException {
        byte[] file = Files.readAllBytes(kernel);
        if (!KernelImage.isBzImage(file)) {
            Files.write(vmlinux, file);
            return;
        }
        KernelImage.Payload payload = KernelImage.payload(file);
        byte @Nullable [] plain = KernelImage.decompress(payload);
        if (plain != null) {
            Files.write(vmlinux, plain);
            return;
        }
        Path compressed = vmlinux.resolveSibling("payload");
        Files.write(compressed, payload.data());
        GuestFiles.decompress(tree, compressed, vmlinux);
        Files.delete(compressed);
    }

    private static Path onlyFile(Path folder, String beginning) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(beginning))
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + beginning + " in " + folder));
        }
    }
}

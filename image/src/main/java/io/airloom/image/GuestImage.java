package io.airloom.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What all nodes of a lab boot: a kernel and an initial file system, made from Debian's packages.
///
/// The file system is small (some 38 MB) because it takes the files that it needs and no others
/// ([GuestFiles]).
///
/// @param vmlinux the kernel; an uncompressed ELF file, which QEMU enters through its PVH note (on
///   arm64, the kernel as it is)
/// @param initrd the base file system; a node's own files are appended to it
/// @param agent what is appended for nodes with an agent; null if there are none
/// @param kernelRelease as `uname -r` says it
/// @param suite the Debian release that it was made from
public record GuestImage(
        Path vmlinux, Path initrd, @Nullable Path agent, String kernelRelease, String suite) {
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

    /// An image for nodes without agents.
    public GuestImage(Path vmlinux, Path initrd, String kernelRelease, String suite) {
        this(vmlinux, initrd, null, kernelRelease, suite);
    }

    /// This, with the agent where a node needs it.
    public GuestImage withAgent(Path archive) {
        return new GuestImage(vmlinux, initrd, archive, kernelRelease, suite);
    }

    /// What a node boots: this, or a copy without the agent.
    ///
    /// @param needsAgent whether the node has an agent
    public GuestImage forNode(boolean needsAgent) {
        if (!needsAgent) {
            return new GuestImage(vmlinux, initrd, null, kernelRelease, suite);
        }
        if (agent == null) {
            throw new IllegalStateException("an image without the agent");
        }
        return this;
    }

    /// The archives that the kernel unpacks, one over the other.
    public List<Path> archives() {
        return agent == null ? List.of(initrd) : List.of(initrd, agent);
    }

    /// Gives the image out of the cache, building it first if it is not there or broken.
    ///
    /// @throws EnvironmentException if it cannot be built here
    public static GuestImage ensure(Cache cache, Progress progress) {
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

    /// What it is for people: `Debian trixie`.
    public String system() {
        return "Debian " + suite;
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

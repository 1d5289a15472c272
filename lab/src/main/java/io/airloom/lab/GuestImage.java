package io.airloom.lab;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What all nodes of a lab boot: a kernel and an initial file system, made from Debian's packages.
///
/// The file system is small (some 25 MB) because it takes the files that it needs and no others:
/// named programs, the libraries that their loader lists, a few kernel modules with their
/// dependencies, and a busybox for everything else.
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

    private static final List<String> PROGRAMS =
            List.of(
                    "hostapd",
                    "hostapd_cli",
                    "wpa_supplicant",
                    "wpa_cli",
                    "wpa_passphrase",
                    "iw",
                    "iperf3",
                    "ping",
                    "qemu-ga",
                    "socat");

    /// Libraries that programs load by name while they run: thread cancellation, old ciphers of EAP
    /// methods; and those that Java still names, which have long been parts of libc.
    private static final List<String> LOADED_LIBRARIES =
            List.of(
                    "libgcc_s.so.1",
                    "ossl-modules/legacy.so",
                    "libdl.so.2",
                    "libpthread.so.0",
                    "librt.so.1");

    /// Loaded when a guest boots, unless they are built in. CCMP needs ccm, management frame
    /// protection cmac, GCMP gcm.
    private static final List<String> LOADED_MODULES =
            List.of(
                    "virtio_pci",
                    "virtio_console",
                    "virtio_rng",
                    "aesni_intel",
                    "aes_generic",
                    "ctr",
                    "ccm",
                    "gcm",
                    "cmac",
                    "mac80211");

    /// There for `modprobe`.
    private static final List<String> OTHER_MODULES =
            List.of(
                    "mac80211_hwsim",
                    "virtio_net",
                    "bridge",
                    "tun",
                    "virtio_net",
                    "8021q",
                    "veth",
                    "vmw_vsock_virtio_transport");

    /// Files of the packages by their names in the guest. The kernel that Debian built trusts
    /// Debian's signature.
    private static final Map<String, String> OTHER_FILES =
            Map.of(
                    "usr/lib/firmware/regulatory.db", "usr/lib/firmware/regulatory.db-debian",
                    "usr/lib/firmware/regulatory.db.p7s",
                            "usr/lib/firmware/regulatory.db.p7s-debian");

    private static final Map<String, String> LINKS =
            Map.of(
                    "bin", "usr/bin",
                    "sbin", "usr/sbin",
                    "lib", "usr/lib",
                    "lib64", "usr/lib64",
                    "init", "usr/bin/busybox",
                    "var/run", "/run");

    private static final Map<String, String> TEXTS =
            Map.of(
                    "etc/passwd", "root:x:0:0:root:/root:/bin/sh\n",
                    "etc/group", "root:x:0:\n",
                    "etc/hosts", "127.0.0.1 localhost\n");

    /// Scripts in `/etc/airloom`; their resources are called `guest-NAME`.
    private static final List<String> SCRIPTS =
            List.of("boot", "agent", "host-root", "host-run", "host-inittab");

    /// Where a node that has the host's file system as its root finds this one.
    private static final String MOUNTED_AT = "/airloom";

    /// An image for nodes without agents.
    public GuestImage(Path vmlinux, Path initrd, String kernelRelease, String suite) {
        this(vmlinux, initrd, null, kernelRelease, suite);
    }

    /// This, with the agent where a node needs it.
    GuestImage withAgent(Path archive) {
        return new GuestImage(vmlinux, initrd, archive, kernelRelease, suite);
    }

    /// What a node boots: a copy without the agent if it needs none.
    GuestImage of(NodeSpec node) {
        if (!node.radio().needsAgent()) {
            return new GuestImage(vmlinux, initrd, null, kernelRelease, suite);
        }
        if (agent == null) {
            throw new IllegalStateException("an image without the agent");
        }
        return this;
    }

    /// The archives that the kernel unpacks, one over the other.
    List<Path> archives() {
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

    /// Gives what is appended for nodes with an agent out of the cache, making it first if it is
    /// not there or broken.
    ///
    /// @return the archive
    /// @throws EnvironmentException if it cannot be made here
    public static Path ensureAgent(Cache cache, Progress progress) {
        return AgentRuntime.archive(cache, progress);
    }

    /// What it is for people: `Debian trixie`.
    String system() {
        return "Debian " + suite;
    }

    /// Its folder in the cache: the name has a hash of all that this class decides about the image.
    static String entryName(Architecture architecture) {
        String all =
                List.of(
                                FORMAT,
                                architecture,
                                PACKAGES,
                                PROGRAMS,
                                LOADED_LIBRARIES,
                                modules(architecture),
                                new TreeMap<>(OTHER_FILES),
                                new TreeMap<>(LINKS),
                                new TreeMap<>(TEXTS),
                                SCRIPTS.stream().map(GuestImage::script).toList(),
                                Resources.text("guest-inittab"))
                        .toString();
        return "guest-" + SUITE + "-" + Manifest.sha256(all).substring(0, 12);
    }

    private static List<String> modules(Architecture architecture) {
        return Stream.concat(LOADED_MODULES.stream(), OTHER_MODULES.stream())
                .filter(name -> architecture == Architecture.AMD64 || !name.equals("aesni_intel"))
                .toList();
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
                                List.of(SUITE, Qemu.SUITE),
                                SUITE,
                                packages,
                                List.of("usr/", "boot/vmlinuz-", "lib/")),
                        unpacked);
        try (Progress.Task task = progress.task("building the guest image", 0)) {
            Path kernel = onlyFile(tree.file("boot"), "vmlinuz-");
            String release = kernel.getFileName().toString().substring("vmlinuz-".length());
            writeKernel(tree, kernel, folder.resolve("vmlinux"));
            try (OutputStream out =
                            new BufferedOutputStream(
                                    Files.newOutputStream(folder.resolve("initrd")), 1 << 16);
                    Cpio cpio = new Cpio(out)) {
                fill(cpio, tree, architecture, release);
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
        decompress(tree, compressed, vmlinux);
        Files.delete(compressed);
    }

    private static void fill(Cpio cpio, AptTree tree, Architecture architecture, String release)
            throws IOException {
        for (String name :
                List.of("usr/bin", "usr/sbin", "usr/lib", "usr/lib64", "proc", "sys", "dev")) {
            cpio.folder(name);
        }
        for (String name : List.of("run", "tmp", "root", "var/lib", "etc/airloom")) {
            cpio.folder(name);
        }
        for (Map.Entry<String, String> link : new TreeMap<>(LINKS).entrySet()) {
            cpio.link(link.getKey(), link.getValue());
        }
        for (Map.Entry<String, String> text : new TreeMap<>(TEXTS).entrySet()) {
            cpio.file(text.getKey(), 0644, bytes(text.getValue()));
        }
        for (Map.Entry<String, String> file : new TreeMap<>(OTHER_FILES).entrySet()) {
            cpio.file(file.getKey(), 0644, Files.readAllBytes(tree.file(file.getValue())));
        }
        addPrograms(cpio, tree, architecture);
        addModules(cpio, tree, architecture, release);
        addBusybox(cpio, tree);
        for (String name : SCRIPTS) {
            cpio.file("etc/airloom/" + name, 0755, bytes(script(name)));
        }
        cpio.file("etc/inittab", 0644, bytes(Resources.text("guest-inittab")));
    }

    private static void addPrograms(Cpio cpio, AptTree tree, Architecture architecture)
            throws IOException {
        String libraries = "usr/lib/" + architecture.multiarch();
        cpio.file(
                libraries + "/" + architecture.loader(),
                0755,
                Files.readAllBytes(tree.file(libraries).resolve(architecture.loader())));
        cpio.link(
                "usr/lib64/" + architecture.loader(),
                "/" + libraries + "/" + architecture.loader());
        if (architecture == Architecture.ARM64) {
            cpio.link(
                    "usr/lib/" + architecture.loader(),
                    architecture.multiarch() + "/" + architecture.loader());
        }
        for (String library : LOADED_LIBRARIES) {
            cpio.file(
                    libraries + "/" + library,
                    0644,
                    Files.readAllBytes(tree.file(libraries).resolve(library)));
        }
        for (String program : PROGRAMS) {
            Path file = tree.program(program);
            cpio.file("usr/bin/" + program, 0755, Files.readAllBytes(file));
            for (Path library : tree.libraries(program)) {
                String name = libraries + "/" + library.getFileName();
                if (!cpio.has(name)) {
                    cpio.file(name, 0755, Files.readAllBytes(library));
                }
            }
            cpio.file("usr/lib/airloom/" + program, 0755, bytes(wrapper(program, architecture)));
        }
    }

    /// Runs a program of the image where another system is the root, whose libraries are others.
    private static String wrapper(String program, Architecture architecture) {
        String libraries = MOUNTED_AT + "/usr/lib/" + architecture.multiarch();
        return """
        #!/bin/sh
        export OPENSSL_MODULES=%1$s/ossl-modules
        exec %1$s/%2$s --library-path %1$s --argv0 %3$s \\
            %4$s/usr/bin/%3$s "$@"
        """
                .formatted(libraries, architecture.loader(), program, MOUNTED_AT);
    }

    private static String script(String name) {
        return Resources.text("guest-" + name);
    }

    private static void addModules(
            Cpio cpio, AptTree tree, Architecture architecture, String release) throws IOException {
        Path folder = tree.file("usr/lib/modules/" + release);
        if (!Files.isDirectory(folder)) {
            folder = tree.file("lib/modules/" + release);
        }
        KernelModules modules = new KernelModules(folder, file -> readModule(tree, file));
        List<String> wanted = modules(architecture);
        List<KernelModules.Module> all = modules.closure(wanted);
        String target = "usr/lib/modules/" + release + "/";
        for (KernelModules.Module module : all) {
            cpio.file(target + module.path(), 0644, module.content());
        }
        // Built-in modules are not among them, and modprobe is told only of what it can find.
        Set<String> found =
                all.stream().map(KernelModules.Module::name).collect(Collectors.toSet());
        List<String> loaded = LOADED_MODULES.stream().filter(found::contains).toList();
        cpio.file("etc/airloom/modules", 0644, bytes(String.join(" ", loaded) + "\n"));
        cpio.file(target + "modules.dep", 0644, bytes(KernelModules.modulesDep(all)));
    }

    private static byte[] readModule(AptTree tree, Path file) throws IOException {
        if (file.toString().endsWith(".ko")) {
            return Files.readAllBytes(file);
        }
        Path plain = file.resolveSibling(file.getFileName() + ".plain");
        decompress(tree, file, plain);
        return Files.readAllBytes(plain);
    }

    /// Decompresses a file of any common format with the tree's own zstd.
    private static void decompress(AptTree tree, Path from, Path to) throws IOException {
        Subprocess.Result result =
                Subprocess.run(
                        tree.command(
                                "zstd", "-d", "-q", "-f", "-o", to.toString(), from.toString()));
        if (!result.ok()) {
            throw new IOException(
                    "cannot decompress " + from + ": " + String.join(" ", result.errors()));
        }
    }

    /// Busybox under each of its names that is not a program of its own.
    private static void addBusybox(Cpio cpio, AptTree tree) throws IOException {
        Path busybox = tree.program("busybox");
        cpio.file("usr/bin/busybox", 0755, Files.readAllBytes(busybox));
        Subprocess.Result names = Subprocess.run(List.of(busybox.toString(), "--list"));
        if (!names.ok()) {
            throw new IOException("cannot run " + busybox);
        }
        for (String name : names.output().lines().toList()) {
            String path = "usr/bin/" + name;
            if (!cpio.has(path)) {
                cpio.link(path, "busybox");
            }
        }
        // The kernel looks for it here when it wants a module.
        cpio.link("usr/sbin/modprobe", "../bin/busybox");
    }

    private static Path onlyFile(Path folder, String beginning) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(beginning))
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + beginning + " in " + folder));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

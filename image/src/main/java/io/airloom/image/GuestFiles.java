package io.airloom.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is in the base file system of guests, and how it is taken out of Debian's packages: named
/// programs, the libraries that their loader lists, a few kernel modules with their dependencies,
/// and a busybox for everything else.
public final class GuestFiles {
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

    private GuestFiles() {}

    /// All that this class decides about the image.
    static List<Object> key(Architecture architecture) {
        return List.of(
                PROGRAMS,
                LOADED_LIBRARIES,
                modules(architecture),
                new TreeMap<>(OTHER_FILES),
                new TreeMap<>(LINKS),
                new TreeMap<>(TEXTS),
                SCRIPTS.stream().map(GuestFiles::script).toList(),
                Resources.text("guest-inittab"));
    }

    /// Writes it all.
    ///
    /// @param tree the packages
    /// @param release the kernel's
    static void write(Cpio cpio, AptTree tree, Architecture architecture, String release)
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

    private static List<String> modules(Architecture architecture) {
        return Stream.concat(LOADED_MODULES.stream(), OTHER_MODULES.stream())
                .filter(name -> architecture == Architecture.AMD64 || !name.equals("aesni_intel"))
                .toList();
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
    static void decompress(AptTree tree, Path from, Path to) throws IOException {
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

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

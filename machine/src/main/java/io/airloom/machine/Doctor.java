package io.airloom.machine;

import io.airloom.image.Apt;
import io.airloom.image.Architecture;
import io.airloom.image.Cache;
import io.airloom.image.EnvironmentException;
import io.airloom.image.GuestImage;
import io.airloom.image.HostPrograms;
import io.airloom.image.ImageBuild;
import io.airloom.image.Progress;
import io.airloom.image.Recipes;
import io.airloom.image.Subprocess;
import io.airloom.image.UmlKernel;
import io.airloom.machine.Check.Remedy;
import io.airloom.machine.Check.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Looks at the machine and says what it has, what is missing and what mends it.
public final class Doctor {
    private static final Path APT_HELPER = Path.of("/usr/lib/apt/apt-helper");
    private static final Path KVM = Path.of("/dev/kvm");
    private static final Pattern MEM_AVAILABLE =
            Pattern.compile("(?m)^MemAvailable:\\s+(\\d+) kB$");
    private static final Duration MIRROR_LIMIT = Duration.ofSeconds(10);

    /// Two nodes with QEMU's own needs.
    private static final long NEEDED_MEMORY_MIB = 1024;

    /// The private QEMU, the image and the packages that they are made of.
    private static final long NEEDED_DISK_MIB = 1024;

    private Doctor() {}

    /// All checks, in the order to show them. Installs and keeps nothing; takes a few seconds at
    /// most.
    public static List<Check> examine(Cache cache) {
        List<Check> checks = new ArrayList<>();
        checks.add(Check.ok("Java", Runtime.version() + ", " + System.getProperty("java.home")));
        if (Installation.here().isCheckout()) {
            checks.add(program("mvn", "builds Airloom from its sources", "maven", Status.NOTE));
        }
        Optional<Qemu> system = Qemu.system();
        boolean aptNeeded = !isReady(cache) || system.filter(Qemu::hasDevice).isEmpty();
        Status packaging = aptNeeded ? Status.MISSING : Status.NOTE;
        checks.add(program("apt-get", "fetches QEMU and the guests' packages", "apt", packaging));
        checks.add(program("dpkg-deb", "unpacks packages", "dpkg", packaging));
        checks.add(mirror());
        checks.add(qemu(cache, system));
        checks.add(image(cache));
        checks.add(umlKernel(cache, Architecture.host()));
        checks.add(kvm(cache));
        checks.add(memory());
        checks.add(disk(cache));
        checks.add(program("tshark", "reads captures in a terminal", "tshark", Status.NOTE));
        checks.add(program("wireshark", "shows captures", "wireshark", Status.NOTE));
        checks.add(program("tmux", "shows a lab in panes: lab up --tmux", "tmux", Status.NOTE));
        return List.copyOf(checks);
    }

    private static boolean isReady(Cache cache) {
        return privateQemu(cache).isPresent() && guestImage(cache).isPresent();
    }

    private static Optional<Path> privateQemu(Cache cache) {
        Architecture architecture = Architecture.host();
        return cache.find(Qemu.privateCopy(architecture).entryName(architecture));
    }

    private static Optional<Path> guestImage(Cache cache) {
        return ImageBuild.of(Recipes.standard(), cache, Progress.SILENT).find();
    }

    private static Check program(
            String name, String purpose, String debianPackage, Status without) {
        return program(name, purpose, debianPackage, without, HostPrograms.path());
    }

    /// Looks for a program.
    ///
    /// @param purpose what it does for us: `reads captures`
    /// @param debianPackage where it comes from
    /// @param without how things are when it is not there
    /// @param path the folders to look into, with colons between
    static Check program(
            String name, String purpose, String debianPackage, Status without, String path) {
        return HostPrograms.find(name, path)
                .map(file -> Check.ok(name, file.toString()))
                .orElseGet(() ->
                        new Check(
                                name, without, "not found; it " + purpose, install(debianPackage)));
    }

    private static Remedy install(String debianPackage) {
        return new Remedy(
                "install Debian's package " + debianPackage,
                HostPrograms.asRoot("apt-get install -y " + debianPackage));
    }

    private static Check mirror() {
        Apt.Mirror mirror;
        try {
            mirror = Apt.Mirror.ofThisMachine();
        } catch (EnvironmentException e) {
            return new Check(
                    "mirror",
                    Status.NOTE,
                    String.valueOf(e.getMessage()),
                    new Remedy(e.remedy(), ""));
        }
        String problem = mirrorProblem(mirror);
        return problem.isEmpty()
                ? Check.ok("mirror", mirror.uri())
                : new Check(
                        "mirror",
                        Status.NOTE,
                        mirror.uri() + ": " + problem,
                        new Remedy(
                                "check the network and apt's proxy settings, or name another mirror"
                                        + " in "
                                        + Apt.MIRROR_VARIABLE
                                        + "; what is in the cache already works without",
                                ""));
    }

    /// Has apt fetch one small file from the mirror, so that its proxies and certificates are tried
    /// too.
    ///
    /// @return what went wrong; empty if it came
    static String mirrorProblem(Apt.Mirror mirror) {
        if (!Files.isExecutable(APT_HELPER)) {
            return "there is no apt to ask with";
        }
        try {
            Path folder = Files.createTempDirectory("airloom-doctor");
            try {
                String uri = mirror.uri().replaceFirst("/+$", "");
                Subprocess.Result result =
                        Subprocess.run(
                                List.of(
                                        APT_HELPER.toString(),
                                        "-o",
                                        "APT::Sandbox::User=",
                                        "-o",
                                        "Acquire::Retries=0",
                                        "-o",
                                        "Acquire::http::Timeout=5",
                                        "download-file",
                                        uri + "/dists/" + GuestImage.SUITE + "/Release",
                                        folder.resolve("Release").toString()),
                                Map.of(),
                                MIRROR_LIMIT);
                return result.ok() ? "" : String.join(" ", result.errors());
            } finally {
                Cache.removeTree(folder);
            }
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Check qemu(Cache cache, Optional<Qemu> system) {
        if (system.filter(Qemu::hasDevice).isPresent()) {
            Qemu qemu = system.get();
            return Check.ok("QEMU", qemu.version() + ", " + qemu.program());
        }
        String why = system.map(Doctor::tooOld).orElse("none installed");
        return privateQemu(cache)
                .map(entry -> Check.ok("QEMU", "private copy in " + entry + " (" + why + ")"))
                .orElseGet(() ->
                        new Check(
                                "QEMU",
                                Status.NOTE,
                                why,
                                new Remedy(
                                        "the first lab fetches a private copy, some 40 MB", "")));
    }

    private static String tooOld(Qemu system) {
        return system.version()
                + " at "
                + system.program()
                + " is older than 10.2: "
                + (system.isEnoughForAgents()
                        ? "it runs nodes with agents, not with virtio radios"
                        : "too old for nodes");
    }

    private static Check image(Cache cache) {
        return guestImage(cache)
                .map(entry -> Check.ok("guest image", entry.toString()))
                .orElseGet(() ->
                        new Check(
                                "guest image",
                                Status.NOTE,
                                "not built yet",
                                new Remedy(
                                        "the first lab builds it from 140 MB of Debian packages",
                                        Installation.here().launcher() + " image build")));
    }

    /// The kernel of the UML engine.
    static Check umlKernel(Cache cache, Architecture architecture) {
        String name = "UML kernel";
        if (architecture != Architecture.AMD64) {
            return new Check(name, Status.NOTE, "none for this processor: use QEMU", Remedy.NONE);
        }
        Optional<Path> built = UmlKernel.find(cache);
        if (built.isPresent()) {
            return Check.ok(name, built.get().toString());
        }
        return new Check(
                name,
                Status.NOTE,
                "not built yet",
                new Remedy(
                        "the first lab with --engine uml builds it in some minutes, from 250 MB of"
                                + " source and compilers",
                        Installation.here().launcher() + " image build uml"));
    }

    private static Check kvm(Cache cache) {
        if (!Files.exists(KVM)) {
            return new Check("KVM", Status.NOTE, "not there: guests are emulated", Remedy.NONE);
        }
        if (!KvmVerdict.isPresent()) {
            String user = System.getProperty("user.name");
            return new Check(
                    "KVM",
                    Status.NOTE,
                    "no permission for " + KVM + ": guests are emulated",
                    new Remedy(
                            "join the group kvm and log in again",
                            HostPrograms.asRoot("usermod -a -G kvm " + user)));
        }
        Optional<Boolean> verdict = new KvmVerdict(cache.root()).remembered();
        if (verdict.isEmpty()) {
            return Check.ok("KVM", KVM + " is there; the first lab tries whether it works");
        }
        return verdict.get()
                ? Check.ok("KVM", "works")
                : new Check(
                        "KVM",
                        Status.NOTE,
                        KVM + " is there but guests hang with it: they are emulated",
                        new Remedy(
                                "to have it tried again, forget the verdict",
                                "rm " + cache.root().resolve(KvmVerdict.FILE_NAME)));
    }

    private static Check memory() {
        try {
            long mib = availableMemoryMib(Files.readString(Path.of("/proc/meminfo")));
            return enough("memory", mib, NEEDED_MEMORY_MIB, "available", "end other programs");
        } catch (IOException e) {
            return new Check("memory", Status.NOTE, "cannot read /proc/meminfo", Remedy.NONE);
        }
    }

    /// From the text of `/proc/meminfo`.
    static long availableMemoryMib(String meminfo) {
        Matcher m = MEM_AVAILABLE.matcher(meminfo);
        return m.find() ? Long.parseLong(m.group(1)) >> 10 : 0;
    }

    /// Where the cache is, or will be.
    static Check disk(Cache cache) {
        Path folder = cache.root();
        while (!Files.exists(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        boolean isReady = isReady(cache);
        if (!Files.isWritable(folder)) {
            // What is there can be used: one cache may be for many.
            String value = cache.root() + " may not be written";
            return isReady
                    ? Check.ok("disk", value + "; all that labs need is there")
                    : new Check(
                            "disk",
                            Status.MISSING,
                            value,
                            new Remedy("choose another place with XDG_CACHE_HOME", ""));
        }
        long mib = folder.toFile().getUsableSpace() >> 20;
        return enough(
                "disk",
                mib,
                isReady ? 64 : NEEDED_DISK_MIB,
                "free in " + cache.root(),
                "make room, or choose another place with XDG_CACHE_HOME");
    }

    private static Check enough(String name, long mib, long needed, String what, String remedy) {
        String value = "%,d MiB %s".formatted(mib, what);
        return mib >= needed
                ? Check.ok(name, value)
                : new Check(
                        name,
                        Status.MISSING,
                        value + "; " + needed + " MiB are needed",
                        new Remedy(remedy, ""));
    }
}

package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The kernel that runs as an ordinary program (User Mode Linux), made from Debian's kernel source
/// package with our configuration (`uml.config`): Debian's own has neither mac80211 nor vhost-user.
///
/// It is built once, in some minutes, and kept in the cache under a name that has a hash of what it
/// is made from. The compiler comes from Debian, too (see [Toolchain]): of the machine nothing is
/// needed. A build that was killed goes on where it was.
///
/// @param program the kernel, an executable file of some 10 MB
/// @param release as `uname -r` says it
public record UmlKernel(Path program, String release) {
    /// Where its source comes from.
    static final Recipe.Kernel.Built PLAN =
            new Recipe.Kernel.Built(
                    new Recipe.Fetch.KernelPackage("linux-source-6.12"),
                    List.of(),
                    null,
                    List.of());

    /// What its process needs in its environment. glibc registers an area of its memory with the
    /// host's kernel (rseq), which guests' processes inherit without having that memory: the host's
    /// kernel would end them.
    public static final Map<String, String> VARIABLES =
            Map.of("GLIBC_TUNABLES", "glibc.pthread.rseq=0");

    /// Changes when the same package and configuration give another kernel.
    private static final int FORMAT = 2;

    /// Gives the kernel out of the cache, building it first if it is not there or broken.
    ///
    /// @throws EnvironmentException if it cannot be built here: there is no UML for this processor,
    ///   nothing can be fetched, the disk is full
    public static UmlKernel ensure(Cache cache, Progress progress) {
        requireProcessor(Architecture.host());
        String name = entryName();
        Path folder = cache.entry(name, progress, part -> build(cache, progress, name, part));
        try {
            String release = Files.readString(folder.resolve("release")).strip();
            return new UmlKernel(folder.resolve("linux"), release);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot read " + folder,
                    "remove that folder and run the same command again",
                    e);
        }
    }

    private static void build(Cache cache, Progress progress, String name, Path folder)
            throws IOException {
        Path work = cache.work(name);
        Toolchain toolchain =
                Toolchain.ensure(cache, progress, GuestImage.SUITE, Architecture.host(), List.of());
        new KernelBuild(KernelTarget.UML, PLAN, work)
                .into(
                        folder,
                        toolchain,
                        new Sources(cache, progress, GuestImage.SUITE),
                        progress,
                        work.resolve("log"));
    }

    /// Linux 6.12 knows UML only for x86 processors.
    static void requireProcessor(Architecture architecture) {
        if (architecture != Architecture.AMD64) {
            throw new EnvironmentException(
                    "there is no UML for this machine's processor ("
                            + architecture.debianName()
                            + ")",
                    "use QEMU: --engine qemu");
        }
    }

    /// Where it is, if it was built; it is not built.
    public static Optional<Path> find(Cache cache) {
        return cache.find(entryName());
    }

    private static String entryName() {
        return entryName(GuestImage.SUITE, KernelTarget.UML.configuration());
    }

    /// Its folder in the cache.
    static String entryName(String suite, String configuration) {
        String key = List.of(FORMAT, suite, PLAN, configuration).toString();
        return "uml-" + suite + "-" + Manifest.sha256(key).substring(0, 12);
    }
}

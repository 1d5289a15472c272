package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The kernel that runs as an ordinary program (User Mode Linux), made from Debian's kernel source
/// package with our configuration (`uml.config`): Debian's own has neither mac80211 nor vhost-user.
///
/// It is built once, in some minutes, and kept in the cache under a name that has a hash of what it
/// is made from. The compiler is not among that: a kernel that was built goes on working whatever
/// becomes of the compiler. A build that was killed goes on where it was.
///
/// @param program the kernel, an executable file of some 10 MB
/// @param release as `uname -r` says it
public record UmlKernel(Path program, String release) {
    /// The Debian package of the source.
    static final String PACKAGE = "linux-source-6.12";

    /// Changes when the same package and configuration give another kernel.
    private static final int FORMAT = 1;

    /// Gives the kernel out of the cache, building it first if it is not there or broken.
    ///
    /// @throws EnvironmentException if it cannot be built here: there is no UML for this processor,
    ///   a compiler is missing, nothing can be fetched
    public static UmlKernel ensure(Cache cache, Progress progress) {
        requireProcessor(Architecture.host());
        String name = entryName();
        Path folder =
                cache.entry(
                        name,
                        progress,
                        part -> {
                            UmlCompiler.require(HostPrograms.path());
                            new UmlBuild(cache, progress, cache.work(name)).into(part);
                        });
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
        return entryName(GuestImage.SUITE, Resources.text("uml.config"));
    }

    /// Its folder in the cache.
    static String entryName(String suite, String configuration) {
        String key = List.of(FORMAT, suite, PACKAGE, configuration).toString();
        return "uml-" + suite + "-" + Manifest.sha256(key).substring(0, 12);
    }
}

package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the UML kernel's build takes from the host: gcc, make and the headers of libc. Everything
/// else is fetched.
public final class UmlCompiler {
    /// Uses a header of libc, one of the kernel, and the linker.
    private static final String TRIAL =
            """
            #include <pthread.h>
            #include <linux/if_tun.h>
            int main(void) { return 0; }
            """;

    private static final Duration TRIAL_LIMIT = Duration.ofSeconds(30);

    private UmlCompiler() {}

    /// Checks that it is all there.
    ///
    /// @param path the folders to look into, with colons between
    /// @throws EnvironmentException if something is missing, with the command that installs it
    static void require(String path) {
        List<String> missing = missingPackages(path);
        if (!missing.isEmpty()) {
            throw new EnvironmentException(
                    "the UML kernel is compiled on this machine, which lacks "
                            + String.join(", ", missing),
                    installCommand(missing) + "   (or use QEMU, which needs none: --engine qemu)");
        }
    }

    /// The Debian packages of what this machine lacks.
    public static List<String> missingPackages(String path) {
        List<String> missing = new ArrayList<>();
        Optional<Path> compiler = HostPrograms.find("gcc", path);
        if (compiler.isEmpty()) {
            missing.add("gcc");
        }
        if (HostPrograms.find("make", path).isEmpty()) {
            missing.add("make");
        }
        if (compiler.isEmpty() || !compiles(compiler.get())) {
            missing.add("libc6-dev");
        }
        return missing;
    }

    /// The command that installs Debian packages.
    public static String installCommand(List<String> packages) {
        return HostPrograms.asRoot("apt-get install -y " + String.join(" ", packages));
    }

    private static boolean compiles(Path compiler) {
        try {
            Path folder = Files.createTempDirectory("airloom-compiler");
            try {
                Path source = Files.writeString(folder.resolve("trial.c"), TRIAL);
                String program = folder.resolve("trial").toString();
                return Subprocess.run(
                                List.of(compiler.toString(), "-o", program, source.toString()),
                                Map.of("TMPDIR", folder.toString()),
                                TRIAL_LIMIT)
                        .ok();
            } finally {
                Cache.removeTree(folder);
            }
        } catch (IOException e) {
            return false;
        }
    }
}

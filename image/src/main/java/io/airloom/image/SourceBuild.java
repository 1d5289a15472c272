package io.airloom.image;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Configures, compiles and installs somebody's source for a guest, in a work folder:
///
/// ```
/// source/     a copy of the source, in which the commands run
/// bin/        the programs that they may call
/// sysroot/    the target's headers and libraries, if other builds add to them
/// home/ tmp/  empty
/// ```
///
/// Commands are lines for the shell. They see the target's variables ([Toolchain]), `DESTDIR`,
/// `PREFIX`, `JOBS` and nothing of the person's, unless the recipe says so. Folders of this machine
/// are replaced in what the compiler writes, so that the same source gives the same bytes anywhere.
final class SourceBuild {
    private final Recipe.Build build;
    private final Path work;

    /// @param work a folder that only this build uses; what is in it goes
    SourceBuild(Recipe.Build build, Path work) {
        this.build = build;
        this.work = work;
    }

    /// Builds it.
    ///
    /// @param source with its patches
    /// @param needed what other builds have installed, which this one is compiled against
    /// @param log grows by what the commands say
    /// @param destination an empty folder, in which the files are afterwards that the guest has
    ///   below `/`
    /// @throws EnvironmentException if a command fails, or what it installs is not acceptable
    void into(
            Path destination,
            Path source,
            List<Path> needed,
            Toolchain toolchain,
            Progress progress,
            Path log)
            throws IOException {
        Path copy = fresh("source");
        Sources.copy(source, copy);
        Path sysroot = needed.isEmpty() ? toolchain.sysroot() : joined(toolchain, needed);
        Path bin = work.resolve("bin");
        toolchain.writePrograms(bin, sysroot, Map.of(copy, "/build/" + build.name()));
        Map<String, String> variables = variables(destination, toolchain, bin, sysroot);
        try (BuildCommands commands = new BuildCommands(work, log, progress)) {
            run(commands, "configuring", build.configure(), copy, variables);
            run(commands, "compiling", build.build(), copy, variables);
            run(commands, "installing", build.install(), copy, variables);
        }
        requireFiles(destination);
        Cache.removeTree(copy);
    }

    private void run(
            BuildCommands commands,
            String does,
            @Nullable String command,
            Path folder,
            Map<String, String> variables)
            throws IOException {
        if (command != null) {
            commands.run(
                    does + " " + build.name(),
                    folder,
                    variables,
                    List.of("sh", "-e", "-c", command),
                    BuildCommands.Count.NOTHING);
        }
    }

    private Path fresh(String name) throws IOException {
        Path folder = work.resolve(name);
        Cache.removeTree(folder);
        return Files.createDirectory(folder);
    }

    private Map<String, String> variables(
            Path destination, Toolchain toolchain, Path bin, Path sysroot) throws IOException {
        Map<String, String> variables = new TreeMap<>();
        boolean host = build.environment() == Recipe.Environment.HOST;
        if (host) {
            variables.putAll(System.getenv());
        }
        variables.putAll(toolchain.variables(bin, sysroot));
        if (host) {
            variables.put("PATH", bin + ":" + HostPrograms.path());
        } else {
            variables.put("HOME", fresh("home").toString());
        }
        variables.put("TMPDIR", fresh("tmp").toString());
        variables.put("DESTDIR", destination.toString());
        variables.put("PREFIX", "/usr");
        variables.put("JOBS", "" + Runtime.getRuntime().availableProcessors());
        return variables;
    }

    /// The sysroot with the files of other builds over it.
    private Path joined(Toolchain toolchain, List<Path> needed) throws IOException {
        Path sysroot = fresh("sysroot");
        overlay(toolchain.sysroot(), sysroot);
        for (Path files : needed) {
            overlay(files, sysroot);
        }
        ToolTree.mendLinks(sysroot);
        return sysroot;
    }

    /// Copies files over others. Folders of `to` that are links stay links.
    private static void overlay(Path from, Path to) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) throws IOException {
                        Files.createDirectories(to.resolve(from.relativize(folder)));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.copy(
                                file,
                                to.resolve(from.relativize(file)),
                                StandardCopyOption.REPLACE_EXISTING,
                                StandardCopyOption.COPY_ATTRIBUTES,
                                LinkOption.NOFOLLOW_LINKS);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /// What a guest gets is files, folders, and links that stay below its `/`.
    private void requireFiles(Path destination) throws IOException {
        int[] count = {0};
        Files.walkFileTree(
                destination,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        require(destination, file, attributes);
                        count[0]++;
                        return FileVisitResult.CONTINUE;
                    }
                });
        if (count[0] == 0) {
            throw new EnvironmentException(
                    build.name() + " has installed nothing below $DESTDIR",
                    "let install: put the files there, as make install DESTDIR=$DESTDIR does");
        }
    }

    private void require(Path destination, Path file, BasicFileAttributes attributes)
            throws IOException {
        if (attributes.isRegularFile()) {
            return;
        }
        Path path = destination.relativize(file);
        String remedy = "let install: leave it out";
        if (!attributes.isSymbolicLink()) {
            throw new EnvironmentException(
                    build.name() + " has installed " + path + ", which is neither file nor link",
                    remedy);
        }
        String target = Files.readSymbolicLink(file).toString();
        if (target.startsWith(destination.toString())) {
            throw new EnvironmentException(
                    "%s has installed the link %s, which leads into a folder of this machine"
                            .formatted(build.name(), path),
                    "let the link be relative, or begin after $DESTDIR");
        }
        if (!target.startsWith("/") && !SourceArchive.staysInside(path, target)) {
            throw new EnvironmentException(
                    "%s has installed the link %s, which leads out of the image, to %s"
                            .formatted(build.name(), path, Printable.quoted(target)),
                    remedy);
        }
    }
}

package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Debian packages with all that they need, unpacked into a folder of the cache. Nothing is
/// installed: programs run through the tree's own dynamic loader, on whatever Linux the host has.
/// Those of a tree of another architecture do not run here; its files are for a guest.
public final class AptTree {
    /// Changes when this program makes another tree from the same packages.
    private static final int FORMAT = 1;

    private static final List<String> PROGRAM_FOLDERS =
            List.of("usr/bin", "usr/sbin", "bin", "sbin", "usr/libexec");

    /// What a tree is made from.
    ///
    /// @param label what it is for, in a word: part of its folder's name
    /// @param suites the Debian suites that packages may come from
    /// @param target the suite that is preferred
    /// @param packages the packages; what they depend on comes too, what they recommend does not
    /// @param keep beginnings of paths in the tree that are kept; all others are dropped
    public record Request(
            String label,
            List<String> suites,
            String target,
            List<String> packages,
            List<String> keep) {
        public Request {
            suites = List.copyOf(suites);
            packages = List.copyOf(packages);
            keep = List.copyOf(keep);
            if (!suites.contains(target)) {
                throw new IllegalArgumentException("target=" + target + " suites=" + suites);
            }
        }

        /// Packages of one suite, all of them kept but for documentation and translations.
        public static Request of(String label, String suite, String... packages) {
            return new Request(
                    label,
                    List.of(suite),
                    suite,
                    List.of(packages),
                    List.of(
                            "usr/bin",
                            "usr/sbin",
                            "usr/lib",
                            "usr/libexec",
                            "usr/share",
                            "lib",
                            "bin",
                            "sbin"));
        }

        /// Its folder in the cache: the name has a hash of all of this.
        public String entryName(Architecture architecture) {
            String key = FORMAT + " " + this + " " + architecture;
            return label + "-" + target + "-" + Manifest.sha256(key).substring(0, 12);
        }
    }

    private final Path root;
    private final Architecture architecture;

    private AptTree(Path root, Architecture architecture) {
        this.root = root;
        this.architecture = architecture;
    }

    /// Gives a tree of this machine's architecture; see the other `ensure`.
    public static AptTree ensure(Cache cache, Progress progress, Request request) {
        return ensure(cache, progress, request, Architecture.host());
    }

    /// Gives a tree out of the cache, fetching it first if it is not there or broken. Trees of all
    /// architectures lie beside each other.
    ///
    /// @throws EnvironmentException if it cannot be fetched
    public static AptTree ensure(
            Cache cache, Progress progress, Request request, Architecture architecture) {
        Path root =
                cache.entry(
                        request.entryName(architecture),
                        progress,
                        folder -> unpack(cache, progress, request, architecture, folder));
        return new AptTree(root, architecture);
    }

    /// The tree that was unpacked into this folder before.
    static AptTree at(Path folder, Architecture architecture) {
        return new AptTree(folder, architecture);
    }

    /// Fetches packages and unpacks them into an empty folder.
    static AptTree unpack(
            Cache cache, Progress progress, Request request, Architecture architecture, Path folder)
            throws IOException {
        List<Path> files = fetch(cache, progress, request, architecture);
        unpack(request.label(), files, folder, progress);
        prune(folder, request.keep());
        return new AptTree(folder, architecture);
    }

    /// Fetches package files that are not there yet.
    ///
    /// @return what the request's packages need, and they; in apt's order
    static List<Path> fetch(
            Cache cache, Progress progress, Request request, Architecture architecture)
            throws IOException {
        Apt.requirePrograms(System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        try (Cache.Lock _ = cache.lock("apt", progress);
                Apt apt =
                        Apt.prepare(
                                cache.root().resolve("apt"),
                                Apt.Mirror.ofThisMachine(),
                                request.suites(),
                                architecture)) {
            apt.update(progress);
            List<Apt.Archive> archives = apt.resolve(request.target(), request.packages());
            return apt.download(
                    request.label(), request.target(), request.packages(), archives, progress);
        }
    }

    /// Unpacks package files into a folder.
    static void unpack(String label, List<Path> files, Path folder, Progress progress)
            throws IOException {
        long total = 0;
        for (Path file : files) {
            total += Files.size(file);
        }
        try (Progress.Task task = progress.task("unpacking " + label, total)) {
            long done = 0;
            for (Path file : files) {
                Subprocess.Result result =
                        Subprocess.run(
                                List.of("dpkg-deb", "-x", file.toString(), folder.toString()));
                if (!result.ok()) {
                    throw new IOException(
                            "cannot unpack " + file + ": " + String.join(" ", result.errors()));
                }
                done += Files.size(file);
                task.update(done);
            }
            task.done();
        }
    }

    /// Drops what is not kept, and among that what no program needs to run.
    static void prune(Path folder, List<String> keep) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files =
                    walk.filter(file ->
                                    !Files.isDirectory(
                                            file, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                            .toList();
        }
        for (Path file : files) {
            String name = folder.relativize(file).toString();
            if (keep.stream().noneMatch(name::startsWith) || isDocumentation(name)) {
                Files.delete(file);
            }
        }
    }

    private static boolean isDocumentation(String name) {
        return name.startsWith("usr/share/doc/")
                || name.startsWith("usr/share/man/")
                || name.startsWith("usr/share/info/")
                || name.startsWith("usr/share/locale/")
                || name.startsWith("usr/share/lintian/");
    }

    /// The folder that holds `usr`.
    public Path root() {
        return root;
    }

    /// What its programs run on.
    public Architecture architecture() {
        return architecture;
    }

    /// A file of the tree.
    public Path file(String path) {
        return root.resolve(path);
    }

    /// The program of this name, by a path in the tree.
    ///
    /// @throws IllegalArgumentException if the tree has none
    public Path program(String name) {
        return PROGRAM_FOLDERS.stream()
                .map(folder -> root.resolve(folder).resolve(name))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no program " + name + " in " + root));
    }

    /// The command line that runs a program of the tree through the tree's own loader and
    /// libraries.
    public List<String> command(String program, String... arguments) {
        String libraries = "usr/lib/" + architecture.multiarch();
        Path path = program(program);
        List<String> command = new ArrayList<>();
        command.add(root.resolve(libraries).resolve(architecture.loader()).toString());
        command.addAll(List.of("--library-path", libraryPath(), "--argv0", path.toString()));
        command.add(path.toString());
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /// The shared libraries that a program of the tree needs, as its loader finds them: files of
    /// the tree.
    List<Path> libraries(String program) throws IOException {
        List<String> command = new ArrayList<>(command(program));
        command.add(1, "--list");
        Subprocess.Result result = Subprocess.run(command);
        if (!result.ok()) {
            throw new IOException(
                    "cannot list the libraries of " + program + ": " + result.errors());
        }
        return parseLoaderList(result.output()).stream()
                .filter(file -> file.startsWith(root))
                .toList();
    }

    /// Reads lines such as `libz.so.1 => /path/libz.so.1 (0x…)`.
    public static List<Path> parseLoaderList(String text) {
        return text.lines()
                .map(line -> line.strip().split(" => "))
                .filter(parts -> parts.length == 2)
                .map(parts -> Path.of(parts[1].replaceFirst(" \\(0x[0-9a-f]+\\)$", "")))
                .toList();
    }

    private String libraryPath() {
        return Stream.of(
                        "usr/lib/" + architecture.multiarch(),
                        "lib/" + architecture.multiarch(),
                        "usr/lib")
                .map(folder -> root.resolve(folder).toString())
                .reduce((a, b) -> a + ":" + b)
                .orElseThrow();
    }
}

package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Takes single programs out of unpacked packages, with the libraries that they need and what those
/// need, of whatever processor: nothing is run.
final class ProgramFiles {
    private final List<Path> roots = new ArrayList<>();
    private final Architecture architecture;
    private final Map<String, Path> files = new TreeMap<>();
    private final Deque<String> open = new ArrayDeque<>();

    /// @param roots folders that hold `usr`; what is in an earlier one hides what is in a later one
    ProgramFiles(List<Path> roots, Architecture architecture) throws IOException {
        for (Path root : roots) {
            this.roots.add(root.toRealPath());
        }
        this.architecture = architecture;
    }

    /// What was taken: files of the packages by their paths in the image, without a leading slash.
    Map<String, Path> files() {
        return files;
    }

    /// Takes a program.
    ///
    /// @param path in the packages, without a leading slash
    void program(String path) throws IOException {
        take(path, "the image");
    }

    /// Takes a library that nobody names, which programs load while they run.
    ///
    /// @param name below the folder of the architecture's libraries; `/*/` in it stands for the one
    ///   folder there, such as a version's
    void library(String name) throws IOException {
        String path = "usr/lib/" + architecture.multiarch() + "/" + name;
        int star = path.indexOf("/*/");
        if (star >= 0) {
            String folder = path.substring(0, star);
            path = folder + "/" + onlyFolder(folder) + path.substring(star + 2);
        }
        take(path, "the image");
    }

    /// The name of the one folder below another; `*` if there is none or more than one.
    private String onlyFolder(String path) throws IOException {
        List<String> names = new ArrayList<>();
        for (Path root : roots) {
            Path folder = root.resolve(path);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> members = Files.list(folder)) {
                    members.filter(Files::isDirectory)
                            .map(member -> folder.relativize(member).toString())
                            .forEach(names::add);
                }
            }
        }
        return names.size() == 1 ? names.getFirst() : "*";
    }

    private void take(String path, String forWhom) throws IOException {
        Path file = inside(path);
        if (file == null) {
            throw new EnvironmentException(
                    forWhom + " needs /" + path + ", which is in none of its packages",
                    "add the package that has it to \"packages\" of the recipe");
        }
        if (files.putIfAbsent(path, file) == null) {
            open.add(path);
            while (!open.isEmpty()) {
                libraries(open.removeFirst());
            }
        }
    }

    private void libraries(String path) throws IOException {
        Path file = files.get(path);
        ElfFile elf = file == null ? null : ElfFile.read(file);
        if (elf == null) {
            return;
        }
        if (elf.interpreter() != null) {
            add(find(elf, path, fileName(elf.interpreter())));
        }
        for (String needed : elf.needed()) {
            add(find(elf, path, fileName(needed)));
        }
    }

    private void add(String path) throws IOException {
        Path file = inside(path);
        if (file != null && files.putIfAbsent(path, file) == null) {
            open.add(path);
        }
    }

    /// Looks for a library as the loader does, where distributions have them.
    private String find(ElfFile elf, String from, String name) throws IOException {
        String origin = from.substring(0, Math.max(from.lastIndexOf('/'), 0));
        String multiarch = architecture.multiarch();
        List<String> folders =
                Stream.concat(
                                elf.searchPath().stream()
                                        .map(path -> path.replace("${ORIGIN}", "$ORIGIN"))
                                        .map(path -> path.replace("$ORIGIN", "/" + origin)),
                                Stream.of("/usr/lib/" + multiarch, "/lib/" + multiarch, "/usr/lib"))
                        .toList();
        for (String folder : folders) {
            Path path = Path.of("/", folder, name).normalize();
            String relative = path.toString().substring(1);
            Path file = inside(relative);
            if (file != null && sameProcessor(elf, file)) {
                return relative;
            }
        }
        throw new EnvironmentException(
                "/" + from + " needs the library " + name + ", which is in none of its packages",
                "add the package that has it to \"packages\" of the recipe");
    }

    private static boolean sameProcessor(ElfFile elf, Path file) throws IOException {
        ElfFile other = ElfFile.read(file);
        return other != null && other.machine() == elf.machine() && other.bits() == elf.bits();
    }

    /// A file of the packages, links followed; null if there is none. A link that leads out of the
    /// packages leads nowhere.
    private @Nullable Path inside(String path) throws IOException {
        for (Path root : roots) {
            Path file = root.resolve(path).normalize();
            if (file.startsWith(root) && Files.isRegularFile(file)) {
                Path real = file.toRealPath();
                if (roots.stream().anyMatch(real::startsWith)) {
                    return real;
                }
            }
        }
        return null;
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}

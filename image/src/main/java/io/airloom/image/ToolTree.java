package io.airloom.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Compilers and other tools of Debian, unpacked so that they run on any Linux and call each other.
///
/// A program of the tree needs the tree's libraries, and starts others by their paths: gcc starts
/// cc1, as and ld. So each stands aside, below `elf`, and in its place is a small script that
/// starts it through the tree's own loader. The scripts find the tree by their own place, and the
/// tree can be moved. Absolute links are made relative, and `lib` and `lib64` lead into `usr` as in
/// an installed system, so that the tree, or one of libraries, can be a compiler's `--sysroot`.
final class ToolTree {
    private static final String ASIDE = "elf";

    private static final List<String> KEPT =
            List.of(
                    "usr/bin/",
                    "usr/sbin/",
                    "usr/lib/",
                    "usr/lib64/",
                    "usr/libexec/",
                    "usr/include/",
                    "usr/share/bison/",
                    "usr/share/pkgconfig/");

    /// Where a cross compiler's own tools are; its libraries, beside them, would hide the
    /// sysroot's.
    private static final Pattern CROSS_TOOLS = Pattern.compile("usr/[^/]+-linux-[^/]+/bin/.*");

    /// Two fifths of the size, which no build of ours uses: the sanitizers, character sets, a
    /// profiler, and a program that prints compilers' files.
    private static final Pattern DROPPED =
            Pattern.compile(
                    ".*/lib(asan|tsan|lsan|hwasan|ubsan)[^/]*|.*/gconv/.*|.*/perl[^/]*/.*"
                            + "|usr/bin/(gp-|.*gprofng|.*lto-dump|deb).*|usr/sbin/.*");

    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

    private ToolTree() {}

    /// Fetches packages with tools that run on this machine.
    static AptTree tools(
            Cache cache, Progress progress, String label, String suite, List<String> packages) {
        Architecture host = Architecture.host();
        return ensure(cache, progress, request(label, suite, packages), host, true);
    }

    /// Fetches packages with headers and libraries, for programs of an architecture.
    static AptTree libraries(
            Cache cache,
            Progress progress,
            String suite,
            Architecture architecture,
            List<String> packages) {
        String label = "sysroot-" + architecture.debianName();
        return ensure(cache, progress, request(label, suite, packages), architecture, false);
    }

    private static AptTree.Request request(String label, String suite, List<String> packages) {
        return new AptTree.Request(
                label,
                List.of(suite),
                suite,
                packages,
                List.of("usr/", "lib/", "lib64/", "bin/", "sbin/"));
    }

    private static AptTree ensure(
            Cache cache,
            Progress progress,
            AptTree.Request request,
            Architecture architecture,
            boolean programs) {
        Path root =
                cache.entry(
                        request.entryName(architecture),
                        progress,
                        folder -> {
                            AptTree.unpack(cache, progress, request, architecture, folder);
                            prune(folder);
                            mergeUsr(folder);
                            mendLinks(folder);
                            if (programs) {
                                wrapPrograms(folder, architecture);
                            }
                        });
        return AptTree.at(root, architecture);
    }

    private static void prune(Path root) throws IOException {
        for (Path file : files(root)) {
            String name = root.relativize(file).toString();
            boolean kept =
                    KEPT.stream().anyMatch(name::startsWith) || CROSS_TOOLS.matcher(name).matches();
            if (!kept || DROPPED.matcher(name).matches()) {
                Files.delete(file);
            }
        }
    }

    private static void mergeUsr(Path root) throws IOException {
        for (String name : List.of("lib", "lib64")) {
            Path top = root.resolve(name);
            if (Files.isDirectory(root.resolve("usr").resolve(name)) && !Files.exists(top)) {
                Files.createSymbolicLink(top, Path.of("usr", name));
            }
        }
    }

    /// Makes links to absolute paths lead to the same place within the folder.
    static void mendLinks(Path root) throws IOException {
        for (Path file : files(root)) {
            if (Files.isSymbolicLink(file)) {
                Path target = Files.readSymbolicLink(file);
                if (target.isAbsolute()) {
                    Path inside = root.resolve(target.toString().substring(1)).normalize();
                    Files.delete(file);
                    if (inside.startsWith(root)) {
                        Files.createSymbolicLink(file, parent(file).relativize(inside));
                    }
                }
            }
        }
    }

    /// Puts a script in the place of each program that is an ELF file, and of each link to one.
    /// What has the same path below `elf` is the file, or a link to it.
    static void wrapPrograms(Path root, Architecture architecture) throws IOException {
        Path real = root.toRealPath();
        Map<Path, Path> programs = new TreeMap<>();
        for (Path file : files(real)) {
            Path target = Files.exists(file) ? file.toRealPath() : file;
            if (target.startsWith(real) && isProgram(target)) {
                programs.put(file, target);
            }
        }
        for (Map.Entry<Path, Path> program : programs.entrySet()) {
            Path aside = aside(real, program.getKey());
            Files.createDirectories(parent(aside));
            if (Files.isSymbolicLink(program.getKey())) {
                Path target = aside(real, program.getValue());
                Files.createSymbolicLink(aside, parent(aside).relativize(target));
                Files.delete(program.getKey());
            } else {
                Files.move(program.getKey(), aside);
            }
        }
        for (Path file : programs.keySet()) {
            writeScript(
                    file,
                    "r=${0%%/*}/%s\nl=$r/usr/lib/%s\n"
                                    .formatted(
                                            parent(file).relativize(real), architecture.multiarch())
                            + "exec \"$l/%s\" --inhibit-cache --library-path \"$l\""
                                    .formatted(architecture.loader())
                            + " --argv0 \"$0\" \"$r/%s/%s\" \"$@\""
                                    .formatted(ASIDE, real.relativize(file)));
        }
    }

    private static Path aside(Path root, Path file) {
        return root.resolve(ASIDE).resolve(root.relativize(file));
    }

    /// The words that start a program of such a tree, for a shell, without the detour through its
    /// script.
    ///
    /// @param program a path in the tree
    static String command(AptTree tree, String program) {
        Path libraries = tree.file("usr/lib/" + tree.architecture().multiarch());
        List<String> words = new ArrayList<>();
        words.add(libraries.resolve(tree.architecture().loader()).toString());
        words.addAll(List.of("--inhibit-cache", "--library-path", libraries.toString()));
        words.addAll(List.of("--argv0", tree.file(program).toString()));
        words.add(tree.file(ASIDE + "/" + program).toString());
        return "'" + String.join("' '", words) + "'";
    }

    /// Writes a program that is a script for the shell.
    static void writeScript(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static boolean isProgram(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || !Files.isExecutable(file)
                || name.endsWith(".so")
                || name.contains(".so.")) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(ELF.length), ELF);
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("file=" + file);
        }
        return parent;
    }
}

package io.airloom.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Brings somebody's source into a folder: a copy of a folder of this machine, an archive with the
/// hash that the recipe names, a Debian source package with Debian's patches, or the kernel's
/// source out of a Debian package. What is not whole, and not what was asked for, is never used.
final class Sources {
    /// Folders that hold a version control's history and no source.
    private static final List<String> HISTORY = List.of(".git", ".hg", ".svn");

    private static final int MAX_FILES = 500_000;

    private final Cache cache;
    private final Progress progress;
    private final String suite;

    /// @param suite the Debian release that packages come from
    Sources(Cache cache, Progress progress, String suite) {
        this.cache = cache;
        this.progress = progress;
        this.suite = suite;
    }

    /// Fills an empty folder.
    ///
    /// @param label what it is, for people
    /// @param wanted which files of an archive are needed, by their paths in the source
    void fetch(String label, Recipe.Fetch fetch, Path folder, Predicate<String> wanted)
            throws IOException {
        switch (fetch) {
            case Recipe.Fetch.Folder(Path from) -> copy(from, folder);
            case Recipe.Fetch.LocalArchive local -> {
                if (local.sha256() != null) {
                    verify(local.file().toString(), local.file(), local.sha256());
                }
                unpack(label, local.file(), folder, wanted);
            }
            case Recipe.Fetch.Download download ->
                    unpack(label, Downloads.file(cache, progress, download), folder, wanted);
            case Recipe.Fetch.SourcePackage(String name) ->
                    new DebianSource(cache, progress, suite, name).into(this, folder);
            case Recipe.Fetch.KernelPackage(String name) -> kernel(label, name, folder, wanted);
        }
    }

    private void kernel(String label, String name, Path folder, Predicate<String> wanted)
            throws IOException {
        Path packages = Files.createDirectory(folder.resolve(".packages"));
        AptTree tree =
                AptTree.unpack(
                        cache,
                        progress,
                        new AptTree.Request(
                                label, List.of(suite), suite, List.of(name), List.of("usr/src/")),
                        Architecture.host(),
                        packages);
        unpack(label, tree.file("usr/src/" + name + ".tar.xz"), folder, wanted);
        Cache.removeTree(packages);
    }

    static void verify(String name, Path file, String sha256) throws IOException {
        String found = Manifest.sha256(file);
        if (!found.equals(sha256)) {
            throw new EnvironmentException(
                    name + " is not what the recipe names: its sha256 is " + found,
                    "if that is the file that you mean, write this hash into the recipe instead of "
                            + sha256);
        }
    }

    /// Copies a folder with its times, without histories of version control. Links that lead out of
    /// it, and what is neither file, folder nor link, are refused.
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            int count = 0;
            for (Path file : (Iterable<Path>) files::iterator) {
                // A folder of this program may be in an archive, where paths are of another kind.
                Path path = Path.of(from.relativize(file).toString());
                if (path.toString().isEmpty() || isHistory(path)) {
                    continue;
                }
                if (++count > MAX_FILES) {
                    throw new EnvironmentException(
                            "the folder " + from + " holds more than " + MAX_FILES + " files",
                            "name the folder of the source itself");
                }
                copyFile(file, path, to.resolve(path));
            }
        }
    }

    private static void copyFile(Path file, Path path, Path copy) throws IOException {
        var attributes =
                Files.readAttributes(
                        file,
                        java.nio.file.attribute.BasicFileAttributes.class,
                        LinkOption.NOFOLLOW_LINKS);
        if (attributes.isDirectory()) {
            Files.createDirectory(copy);
        } else if (attributes.isSymbolicLink()) {
            String target = Files.readSymbolicLink(file).toString();
            if (!SourceArchive.staysInside(path, target)) {
                throw new EnvironmentException(
                        "the link " + file + " leads out of the source's folder, to " + target,
                        "put what is needed into the folder");
            }
            Files.createSymbolicLink(copy, Path.of(target));
        } else if (attributes.isRegularFile()) {
            Files.copy(file, copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        } else {
            throw new EnvironmentException(
                    file + " is neither a file, a folder nor a link", "remove it from the source");
        }
    }

    private static boolean isHistory(Path path) {
        return HISTORY.contains(path.getName(0).toString());
    }

    /// Unpacks an archive into an empty folder. A single folder in which all of it is, as usual, is
    /// left out of the paths.
    void unpack(String label, Path archive, Path folder, Predicate<String> wanted)
            throws IOException {
        Path part = Files.createDirectory(folder.resolve(".unpacked"));
        try (Progress.Task task = progress.files("unpacking " + label, 0);
                InputStream in = decompressed(archive)) {
            SourceArchive.unpack(
                    archive.getFileName().toString(),
                    in,
                    part,
                    path -> wanted.test(path.substring(path.indexOf('/') + 1)),
                    task::update);
            // What is compressed has its check sum at the end.
            in.transferTo(OutputStream.nullOutputStream());
            task.done();
        } catch (ZipException e) {
            throw new EnvironmentException(
                    "the archive " + archive + " is broken: " + e.getMessage(),
                    "fetch it again",
                    e);
        }
        Path top = part;
        try (Stream<Path> files = Files.list(part)) {
            List<Path> all = files.toList();
            if (all.size() == 1 && Files.isDirectory(all.getFirst(), LinkOption.NOFOLLOW_LINKS)) {
                top = all.getFirst();
            }
        }
        try (Stream<Path> files = Files.list(top)) {
            for (Path file : files.toList()) {
                Files.move(file, folder.resolve(file.getFileName().toString()));
            }
        }
        Cache.removeTree(part);
    }

    /// The archive's octets, decompressed as it begins.
    private InputStream decompressed(Path archive) throws IOException {
        byte[] magic;
        try (InputStream in = Files.newInputStream(archive)) {
            magic = in.readNBytes(6);
        }
        String begins = HexFormat.of().formatHex(magic);
        if (begins.startsWith("1f8b")) {
            return new GZIPInputStream(
                    new BufferedInputStream(Files.newInputStream(archive)), 1 << 16);
        }
        String program =
                begins.startsWith("fd377a585a00")
                        ? "xz"
                        : begins.startsWith("28b52ffd")
                                ? "zstd"
                                : begins.startsWith("425a68") ? "bzip2" : "";
        return program.isEmpty()
                ? Files.newInputStream(archive)
                : new ProgramOutput(
                        List.of(Toolchain.tool(cache, progress, suite, program), "-dc"), archive);
    }
}

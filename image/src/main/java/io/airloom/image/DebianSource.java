package io.airloom.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// A source package of Debian, as `dpkg-source` would unpack it: the author's archive, Debian's
/// folder in it, Debian's patches applied.
final class DebianSource {
    private final Cache cache;
    private final Progress progress;
    private final String suite;
    private final String name;

    /// @param name of the source package, or of a package that is built from it
    DebianSource(Cache cache, Progress progress, String suite, String name) {
        this.cache = cache;
        this.progress = progress;
        this.suite = suite;
        this.name = name;
    }

    /// Fetches it and unpacks it into an empty folder.
    void into(Sources sources, Path folder) throws IOException {
        Apt.requirePrograms(HostPrograms.path());
        List<Path> files;
        try (Cache.Lock _ = cache.lock("apt", progress);
                Apt apt =
                        Apt.prepareSources(
                                cache.root().resolve("apt"), Apt.Mirror.ofThisMachine(), suite)) {
            apt.update(progress);
            files = apt.downloadSource(name, progress);
        }
        Path upstream = only(files, ".*(\\.orig|_[^-]*)\\.tar\\.[a-z0-9]+");
        sources.unpack(name, upstream, folder, path -> true);
        for (Path file : files) {
            String fileName = file.getFileName().toString();
            if (fileName.matches(".*\\.orig-[A-Za-z0-9-]+\\.tar\\.[a-z0-9]+")) {
                String component =
                        fileName.replaceFirst(".*\\.orig-", "").replaceFirst("\\..*", "");
                unpackBelow(sources, file, folder.resolve(component));
            } else if (fileName.matches(".*\\.debian\\.tar\\.[a-z0-9]+")) {
                unpackBelow(sources, file, folder.resolve("debian"));
                Patches.apply(folder, series(folder.resolve("debian/patches")));
            } else if (fileName.endsWith(".diff.gz")) {
                Path diff = Files.createTempFile(folder, "debian", ".diff");
                try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
                    Files.write(diff, in.readAllBytes());
                }
                Patches.apply(folder, List.of(diff));
                Files.delete(diff);
            }
        }
    }

    private void unpackBelow(Sources sources, Path archive, Path folder) throws IOException {
        Cache.removeTree(folder);
        Files.createDirectory(folder);
        sources.unpack(name, archive, folder, path -> true);
    }

    /// The patches that the file `series` names, in its order.
    private static List<Path> series(Path patches) throws IOException {
        Path series = patches.resolve("series");
        List<Path> files = new ArrayList<>();
        if (Files.isRegularFile(series)) {
            for (String line : Files.readAllLines(series, StandardCharsets.UTF_8)) {
                String patch =
                        line.replaceFirst("(^|\\s)#.*", "").strip().replaceFirst("\\s.*", "");
                if (!patch.isEmpty()) {
                    files.add(patches.resolve(patch));
                }
            }
        }
        return files;
    }

    private Path only(List<Path> files, String pattern) {
        return files.stream()
                .filter(file -> file.getFileName().toString().matches(pattern))
                .findFirst()
                .orElseThrow(() ->
                        new EnvironmentException(
                                "Debian's source package " + name + " has no archive of its source",
                                "fetch the archive yourself and name it in the recipe"));
    }
}

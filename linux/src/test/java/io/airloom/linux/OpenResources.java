package io.airloom.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What this process holds open, as the kernel counts it.
final class OpenResources {
    private OpenResources() {}

    /// Descriptors that lead to a socket, pipe, anonymous inode or memfd: what this room makes. The
    /// class loader's jars come and go.
    static long descriptors() {
        try (Stream<Path> list = Files.list(Path.of("/proc/self/fd"))) {
            return list.filter(OpenResources::isOurs).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Lines of `/proc/self/maps` that name a memfd called `name`.
    static long mappings(String name) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(l -> l.contains("memfd:" + name)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOurs(Path link) {
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("socket:")
                    || target.startsWith("pipe:")
                    || target.startsWith("anon_inode:")
                    || target.startsWith("/memfd:");
        } catch (IOException e) {
            return false;
        }
    }
}

package io.airloom.junit;

import io.airloom.image.Cache;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/// What lies beside a topology in a jar, and below that: as files of a temporary folder, since what
/// a topology names (files of nodes, disks, other topologies) is used by programs that know no
/// jars. Classes are left where they are. Bounded; goes away when it is closed.
final class JarFolder implements AutoCloseable {
    static final int MAX_FILES = 1_000;
    static final long MAX_OCTETS = 256L << 20;

    private final Path root;

    /// How people call it: `/path/labs.jar!`.
    private final String jar;

    private int files;
    private long octets;

    private JarFolder(Path root, String jar) {
        this.root = root;
        this.jar = jar;
    }

    /// Where a topology stands: the jar and the folder in it, which ends in `/` or is empty.
    record Place(String jar, String folder) {
        static Place of(JarURLConnection resource) {
            String entry = resource.getEntryName();
            String folder = entry.substring(0, entry.lastIndexOf('/') + 1);
            return new Place(resource.getJarFileURL().toString(), folder);
        }
    }

    /// Copies the folder in which a resource stands.
    ///
    /// @throws ExtensionConfigurationException if it is too large, or cannot be read or written;
    ///   names the jar
    static JarFolder of(JarURLConnection resource) {
        String jar = resource.getJarFileURL().toString().replaceFirst("^file:", "") + "!";
        try {
            // Not the one that all readers of this process share: it is closed here.
            resource.setUseCaches(false);
            Path root = Files.createTempDirectory("airloom-jar").toRealPath();
            JarFolder folder = new JarFolder(root, jar);
            boolean whole = false;
            try (JarFile file = resource.getJarFile()) {
                folder.copy(file, Place.of(resource).folder());
                whole = true;
            } finally {
                if (!whole) {
                    folder.close();
                }
            }
            return folder;
        } catch (IOException | UncheckedIOException e) {
            throw new ExtensionConfigurationException(
                    "the topology in " + jar + " cannot be unpacked: " + e, e);
        }
    }

    private void copy(JarFile file, String folder) throws IOException {
        List<JarEntry> entries =
                file.stream()
                        .filter(entry -> !entry.isDirectory())
                        .filter(entry -> entry.getName().startsWith(folder))
                        .filter(entry -> !entry.getName().endsWith(".class"))
                        .filter(entry -> !entry.getName().startsWith("META-INF/"))
                        .limit(MAX_FILES + 1L)
                        .toList();
        for (JarEntry entry : entries) {
            if (++files > MAX_FILES) {
                throw tooLarge(folder, MAX_FILES + " files");
            }
            Path target = target(entry.getName());
            Files.createDirectories(target.getParent());
            try (InputStream in = file.getInputStream(entry);
                    OutputStream out = Files.newOutputStream(target)) {
                copy(in, out, folder);
            }
        }
    }

    /// What an entry says of its size is not relied upon.
    private void copy(InputStream in, OutputStream out, String folder) throws IOException {
        byte[] some = new byte[1 << 16];
        for (int length = in.read(some); length >= 0; length = in.read(some)) {
            octets += length;
            if (octets > MAX_OCTETS) {
                throw tooLarge(folder, (MAX_OCTETS >> 20) + " MiB");
            }
            out.write(some, 0, length);
        }
    }

    private ExtensionConfigurationException tooLarge(String folder, String limit) {
        return new ExtensionConfigurationException(
                "the folder of the topology, %s/%s, has more than %s; put it into one of its own"
                        .formatted(jar, folder, limit));
    }

    private Path target(String entry) {
        try {
            Path target = root.resolve(entry).normalize();
            if (target.startsWith(root) && !target.equals(root)) {
                return target;
            }
        } catch (InvalidPathException e) {
            // Told below.
        }
        throw new ExtensionConfigurationException(
                jar + " has an entry that is no file of it: \"" + entry + '"');
    }

    /// A resource of the jar, as a file.
    ///
    /// @param entry its name there
    Path file(String entry) {
        return root.resolve(entry);
    }

    /// A text with the names of the jar's files instead of the temporary ones.
    String told(String text) {
        return text.replace(root.toString(), jar);
    }

    @Override
    public void close() {
        try {
            Cache.removeTree(root);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + root, e);
        }
    }
}

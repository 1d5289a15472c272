package io.airloom.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;

/// The files beside the classes of this package.
final class Resources {
    private Resources() {}

    /// A file's text.
    static String text(String name) {
        try (InputStream in = Resources.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The folder that they are in, which may be in an archive.
    static Path folder() {
        URL url = Resources.class.getResource("apt.conf");
        if (url == null) {
            throw new IllegalStateException("no resource apt.conf");
        }
        try {
            URI uri = url.toURI();
            if (uri.getScheme().equals("jar")) {
                open(uri);
            }
            Path folder = Path.of(uri).getParent();
            if (folder == null) {
                throw new IllegalStateException("a resource without a folder: " + url);
            }
            return folder;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Makes the files of an archive readable by paths until this program ends.
    private static synchronized void open(URI uri) {
        try {
            FileSystems.newFileSystem(uri, Map.of());
        } catch (FileSystemAlreadyExistsException e) {
            // Opened before.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.airloom.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// Paths at which a command is to listen.
final class SocketFiles {
    /// A Unix socket's path must fit `sun_path` with its end.
    private static final int MAX_PATH = 107;

    private SocketFiles() {}

    /// Complains before any work if nobody can listen there.
    ///
    /// @param option the option that named it
    static void check(String option, Path path) {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UsageException(option + ": there is no directory " + folder);
        }
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_PATH) {
            throw new UsageException(
                    option
                            + ": a Unix socket's path has at most "
                            + MAX_PATH
                            + " octets, this one has "
                            + length);
        }
        boolean other =
                Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                        || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                        || Files.isSymbolicLink(path);
        if (other) {
            throw new UsageException(
                    option + ": " + path + " exists and is no socket; choose another path");
        }
    }
}

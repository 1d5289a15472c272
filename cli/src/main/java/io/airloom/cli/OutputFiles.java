package io.airloom.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Looks at the files that a command shall write before it works for a minute.
final class OutputFiles {
    private OutputFiles() {}

    /// @throws UsageException if `file` cannot be written, as far as one can see
    static void check(String option, @Nullable Path file) {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            throw new UsageException(option + ": " + file + " is a directory");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UsageException(option + ": there is no directory " + folder);
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new UsageException(option + ": " + file + " may not be written");
        }
    }
}

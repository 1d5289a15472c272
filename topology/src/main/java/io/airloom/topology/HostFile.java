package io.airloom.topology;

import io.airloom.image.Printable;
import io.airloom.image.Problem;
import io.airloom.image.YamlValue;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file or folder of this machine that a topology names. Whether it is there is asked when it is
/// used, not when the topology is read; so it remembers where it is named.
///
/// @param path absolute
/// @param topology the file that names it, as its reader was told
/// @param line from 1, in that file
/// @param column from 1
public record HostFile(Path path, String topology, int line, int column) {
    /// What `value` names, relative to the folder of the file in which it stands. Null if that is
    /// reported as no name of a file.
    static @Nullable HostFile of(YamlValue value, Folders folders) {
        String text = value.text();
        if (text == null) {
            return null;
        }
        try {
            if (!text.isBlank()) {
                Path path = folders.of(value).resolve(text).toAbsolutePath().normalize();
                Problem place = value.place("");
                return new HostFile(path, place.file(), place.line(), place.column());
            }
        } catch (InvalidPathException e) {
            // Told below.
        }
        value.problem("must name a file, not " + Printable.quoted(text));
        return null;
    }

    /// A mistake that is about this file, where it is named.
    public Problem problem(String text) {
        return new Problem(topology, line, column, path + " " + text);
    }

    /// Why it cannot be read as a file; null if it can.
    public @Nullable Problem unreadable() {
        if (!Files.exists(path)) {
            return problem("is not there");
        }
        if (!Files.isRegularFile(path)) {
            return problem(
                    Files.isDirectory(path) ? "is a folder, not a file" : "is no regular file");
        }
        return Files.isReadable(path) ? null : problem("may not be read by you");
    }
}

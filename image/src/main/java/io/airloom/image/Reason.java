package io.airloom.image;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// Why a file could not be read or written, for people. Many exceptions of the file system have no
/// other message than a name; and those who write through a library get the library's.
public final class Reason {
    private Reason() {}

    /// One line without names of classes, safe to print.
    public static String of(Exception failure) {
        Throwable first = failure;
        while (!(first instanceof FileSystemException) && first.getCause() != null) {
            first = first.getCause();
        }
        return Printable.line(
                switch (first) {
                    case NoSuchFileException missing -> "no such file: " + missing.getFile();
                    case AccessDeniedException denied -> "no permission for " + denied.getFile();
                    case FileAlreadyExistsException there -> there.getFile() + " is there already";
                    case FileSystemException other -> String.valueOf(other.getMessage());
                    case IOException other when other.getMessage() != null -> other.getMessage();
                    default -> String.valueOf(first);
                });
    }
}

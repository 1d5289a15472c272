package io.airloom.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// A file that a person wrote, read as text.
public final class InputFile {
    private InputFile() {}

    /// All of it.
    ///
    /// @param name what messages call it
    /// @param otherwise what to say of a folder: `is a directory, not a topology file`
    /// @throws InputFileException if it cannot be read, is longer than a [YamlFile] may be or is
    ///   not UTF-8
    public static String text(Path path, String name, String otherwise) {
        try {
            if (Files.isDirectory(path)) {
                throw unreadable(name, otherwise);
            }
            byte[] bytes;
            try (var in = Files.newInputStream(path)) {
                bytes = in.readNBytes(4 * YamlFile.MAX_LENGTH + 1);
            }
            if (bytes.length > 4 * YamlFile.MAX_LENGTH) {
                throw unreadable(
                        name, "the file is longer than " + YamlFile.MAX_LENGTH + " characters");
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (NoSuchFileException e) {
            throw unreadable(name, "no such file");
        } catch (AccessDeniedException e) {
            throw unreadable(name, "permission denied");
        } catch (CharacterCodingException e) {
            throw unreadable(name, "the file is not UTF-8 text");
        } catch (IOException e) {
            throw unreadable(name, "cannot be read: " + Reason.of(e));
        }
    }

    private static InputFileException unreadable(String name, String text) {
        return new InputFileException(List.of(new Problem(name, 0, 0, text)));
    }
}

package io.airloom.topology;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a node has as its file system.
public enum NodeRoot {
    /// The guest image, in memory.
    IMAGE("image"),
    /// The guest image, and below `/host` the host's own files, read-only. UML only.
    IMAGE_AND_HOST("image+host"),
    /// The host's own files, read-only; what must be written is in memory. UML only.
    HOST("host"),
    /// A folder of the host's, read-only; what must be written is in memory. UML only.
    FOLDER("folder");

    /// The words in a topology file; a folder is a path.
    static final List<String> WORDS =
            List.of(IMAGE.word, IMAGE_AND_HOST.word, HOST.word, "./FOLDER");

    private final String word;

    NodeRoot(String word) {
        this.word = word;
    }

    /// The word for it in a topology file.
    public String word() {
        return word;
    }

    /// Whether the guest image is the node's own file system.
    public boolean isImage() {
        return this == IMAGE || this == IMAGE_AND_HOST;
    }

    /// Whether the node sees this very program, and the Java that it runs on.
    boolean seesProgram() {
        return this == HOST || this == IMAGE_AND_HOST;
    }

    /// What a topology file calls `word`, or null: whatever has a slash in it is a folder.
    static @Nullable NodeRoot of(String word) {
        if (word.indexOf('/') >= 0) {
            return FOLDER;
        }
        return Stream.of(IMAGE, IMAGE_AND_HOST, HOST)
                .filter(root -> root.word.equals(word))
                .findFirst()
                .orElse(null);
    }
}

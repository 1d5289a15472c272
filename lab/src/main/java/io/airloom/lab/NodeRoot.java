package io.airloom.lab;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a node has as its file system.
public enum NodeRoot {
    /// The guest image, in memory.
    IMAGE,
    /// The host's own files, read-only; what must be written is in memory. UML only.
    HOST,
    /// A folder of the host's, read-only; what must be written is in memory. UML only.
    FOLDER;

    /// The words in a topology file; a folder is a path.
    static final List<String> WORDS = List.of(IMAGE.word(), HOST.word(), "./FOLDER");

    /// The word for it in a topology file.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What a topology file calls `word`, or null: whatever has a slash in it is a folder.
    static @Nullable NodeRoot of(String word) {
        if (word.indexOf('/') >= 0) {
            return FOLDER;
        }
        return word.equals(IMAGE.word()) ? IMAGE : word.equals(HOST.word()) ? HOST : null;
    }
}

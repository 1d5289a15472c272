package io.airloom.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a node has as its file system.
public enum NodeRoot {
    /// The guest image, in memory.
    IMAGE,
    /// The host's own files, read-only; what must be written is in memory. UML only.
    HOST;

    /// The words for all of them in a topology file.
    static final List<String> WORDS = Arrays.stream(values()).map(NodeRoot::word).toList();

    /// The word for it in a topology file.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What a topology file calls `word`, or null.
    static @Nullable NodeRoot of(String word) {
        return Arrays.stream(values()).filter(r -> r.word().equals(word)).findFirst().orElse(null);
    }
}

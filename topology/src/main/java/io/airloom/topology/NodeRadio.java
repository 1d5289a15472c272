package io.airloom.topology;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How the radios of a node reach the lab's air.
public enum NodeRadio {
    /// By a virtio device: nothing runs in the guest for it.
    VIRTIO,
    /// By Airloom's agent, a program in the guest.
    AGENT,
    /// By a program in the guest that speaks vwifi's protocol.
    VWIFI,
    /// Not at all. The kernel has them, and what becomes of their frames is decided in the guest.
    NONE;

    /// The words for all of them in a topology file.
    static final List<String> WORDS = Arrays.stream(values()).map(NodeRadio::word).toList();

    /// The word for it in a topology file.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether Airloom's agent carries the frames.
    public boolean needsAgent() {
        return this == AGENT || this == VWIFI;
    }

    /// What a topology file calls `word`, or null.
    static @Nullable NodeRadio of(String word) {
        return Arrays.stream(values()).filter(r -> r.word().equals(word)).findFirst().orElse(null);
    }
}

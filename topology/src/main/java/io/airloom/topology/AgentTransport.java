package io.airloom.topology;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How the agent in a node reaches the lab.
public enum AgentTransport {
    /// A vsock device.
    VSOCK,
    /// A virtio serial port. QEMU only.
    SERIAL,
    /// TCP over a network that leads to the lab and nowhere else. QEMU only.
    TCP;

    /// The words for all of them in a topology file.
    static final List<String> WORDS = Arrays.stream(values()).map(AgentTransport::word).toList();

    /// The word for it in a topology file.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether machines of that engine have it.
    public boolean worksWith(Engine engine) {
        return this == VSOCK || engine == Engine.QEMU;
    }

    /// What a topology file calls `word`, or null.
    static @Nullable AgentTransport of(String word) {
        return Arrays.stream(values()).filter(t -> t.word().equals(word)).findFirst().orElse(null);
    }
}

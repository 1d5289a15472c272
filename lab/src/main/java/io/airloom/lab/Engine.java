package io.airloom.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What runs a node's machine.
public enum Engine {
    /// A whole computer, with a stock Debian kernel.
    QEMU,
    /// User-mode Linux: the kernel as a process of the host. Native speed without KVM, and a boot
    /// of half a second; a kernel of its own, of one processor.
    UML;

    /// What the agent adds: its files, which are in memory like all of the image, and its own.
    private static final int AGENT_MEMORY_MIB = 128;

    /// The words for all of them, in a topology file and on the command line.
    static final List<String> WORDS = Arrays.stream(values()).map(Engine::word).toList();

    /// The word for this engine in a topology file, on the command line and in reports.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The engine that a topology file calls `word`, or null.
    static @Nullable Engine of(String word) {
        return Arrays.stream(values()).filter(e -> e.word().equals(word)).findFirst().orElse(null);
    }

    /// Memory of a node that does not say how much it needs, in MiB.
    int defaultMemoryMib(NodeRoot root, NodeRadio radio) {
        int plain =
                switch (this) {
                    case QEMU -> MachineSpec.DEFAULT_MEMORY_MIB;
                    case UML -> root != NodeRoot.IMAGE ? 1024 : 96;
                };
        return plain + (radio.needsAgent() ? AGENT_MEMORY_MIB : 0);
    }
}

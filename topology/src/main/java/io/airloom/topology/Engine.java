package io.airloom.topology;

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

    /// What this program needs in a node whose image leaves it nothing: a Java with a heap of its
    /// own.
    private static final int PROGRAM_MEMORY_MIB = 256;

    /// The words for all of them, in a topology file and on the command line.
    public static final List<String> WORDS = Arrays.stream(values()).map(Engine::word).toList();

    /// The word for this engine in a topology file, on the command line and in reports.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The engine that a topology file calls `word`, or null.
    public static @Nullable Engine of(String word) {
        return Arrays.stream(values()).filter(e -> e.word().equals(word)).findFirst().orElse(null);
    }

    /// Memory beyond the image's for what else runs in a node, in MiB.
    public static int furtherMemoryMib(NodeRoot root, NodeRadio radio) {
        return (radio.needsAgent() ? AGENT_MEMORY_MIB : 0)
                + (root == NodeRoot.IMAGE_AND_HOST ? PROGRAM_MEMORY_MIB : 0);
    }

    /// Memory of a node that does not say how much it needs, in MiB.
    int defaultMemoryMib(NodeRoot root, NodeRadio radio) {
        int plain =
                switch (this) {
                    case QEMU -> 144;
                    case UML -> root.isImage() ? 96 : 1024;
                };
        return plain + furtherMemoryMib(root, radio);
    }
}

package io.airloom.machine;

import io.airloom.image.Cpio;
import io.airloom.topology.NodeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a node boots from: the archives of its image, and after them one of the node's own files.
/// The kernel unpacks them all.
final class NodeInitrd {
    private NodeInitrd() {}

    /// Writes it to `target`. The image is copied by the kernel, not through our memory.
    ///
    /// @param archives what comes before the node's own files, one over the other
    /// @param files the node's own, by absolute path
    static void write(Path target, List<Path> archives, Map<String, NodeFile> files)
            throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        target,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            for (Path archive : archives) {
                append(archive, channel);
            }
            try (OutputStream out = Channels.newOutputStream(channel);
                    Cpio cpio = new Cpio(out)) {
                for (Map.Entry<String, NodeFile> file : new TreeMap<>(files).entrySet()) {
                    NodeFile content = file.getValue();
                    cpio.file(file.getKey(), content.mode(), content.content());
                }
            }
        }
    }

    private static void append(Path archive, FileChannel channel) throws IOException {
        try (FileChannel from = FileChannel.open(archive)) {
            long length = from.size();
            long copied = 0;
            while (copied < length) {
                copied += from.transferTo(copied, length - copied, channel);
            }
        }
    }
}

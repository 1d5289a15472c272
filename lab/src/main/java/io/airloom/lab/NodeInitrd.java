package io.airloom.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/// What a node boots from: the base file system with an archive of the node's own files after it.
/// The kernel unpacks both.
final class NodeInitrd {
    private NodeInitrd() {}

    /// Writes it to `target`. The base is copied by the kernel, not through our memory.
    ///
    /// @param base the base file system
    /// @param files the node's own, by absolute path
    static void write(Path target, Path base, Map<String, NodeFile> files) throws IOException {
        try (FileChannel image = FileChannel.open(base);
                FileChannel channel =
                        FileChannel.open(
                                target,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE)) {
            long length = image.size();
            long copied = 0;
            while (copied < length) {
                copied += image.transferTo(copied, length - copied, channel);
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
}

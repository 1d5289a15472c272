package io.airloom.topology;

import org.jspecify.annotations.Nullable;

/// Where the content of a node's own file is.
public sealed interface FileSource {
    /// Text that stands in the topology.
    ///
    /// @param mode permission bits
    /// @param template whether `${ap1.address}` and the like in it stand for something
    record Text(String text, int mode, boolean template) implements FileSource {}

    /// A file of this machine, or a folder with all that is in it.
    ///
    /// @param mode permission bits; null for 0755 where its owner may execute it, else 0644
    /// @param template whether `${ap1.address}` and the like in it stand for something
    record From(HostFile from, @Nullable Integer mode, boolean template) implements FileSource {}
}

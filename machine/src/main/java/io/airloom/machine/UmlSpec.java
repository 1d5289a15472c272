package io.airloom.machine;

import io.airloom.image.GuestImage;
import io.airloom.image.UmlKernel;
import io.airloom.topology.NodeFile;
import io.airloom.topology.NodeRoot;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What one UML machine is to be.
///
/// @param name the node's name
/// @param memoryMib memory in MiB
/// @param root its file system
/// @param folder of the host that is its root, with [NodeRoot#FOLDER]; else null
/// @param append words for the end of the kernel's command line; may be empty
/// @param radios how many radios the kernel makes at boot
/// @param kernel what runs
/// @param image the base file system
/// @param files the node's own files by absolute path in the guest
/// @param air the vhost-user socket of the air; null for a machine without the device
/// @param lan the vhost-user socket of the lab's switch; null for a machine without Ethernet
/// @param memory the folder of the host in which its memory is a file without a name
record UmlSpec(
        String name,
        int memoryMib,
        NodeRoot root,
        @Nullable Path folder,
        String append,
        int radios,
        UmlKernel kernel,
        GuestImage image,
        Map<String, NodeFile> files,
        @Nullable Path air,
        @Nullable Path lan,
        Path memory) {
    /// Tells a guest that lives in the host's file system which files are its own.
    private static final String LIST = "/etc/airloom/files";

    UmlSpec {
        files = Map.copyOf(files);
    }

    /// What comes behind the base file system.
    Map<String, NodeFile> bootFiles() {
        return switch (root) {
            case IMAGE, IMAGE_AND_HOST -> files;
            case HOST, FOLDER -> {
                Map<String, NodeFile> all = new TreeMap<>(files);
                String names = String.join("\n", all.keySet());
                all.put(LIST, NodeFile.text(names.isEmpty() ? "" : names + "\n"));
                yield all;
            }
        };
    }
}

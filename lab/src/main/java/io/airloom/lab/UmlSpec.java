package io.airloom.lab;

import java.nio.file.Path;
import java.util.Map;

/// What one UML machine is to be.
///
/// @param name the node's name
/// @param memoryMib memory in MiB
/// @param root its file system
/// @param radios how many radios the kernel makes at boot
/// @param kernel what runs
/// @param image the base file system
/// @param files the node's own files by absolute path in the guest
/// @param air the vhost-user socket of the air
/// @param memory the folder of the host in which its memory is a file without a name
record UmlSpec(
        String name,
        int memoryMib,
        NodeRoot root,
        int radios,
        UmlKernel kernel,
        GuestImage image,
        Map<String, NodeFile> files,
        Path air,
        Path memory) {
    UmlSpec {
        files = Map.copyOf(files);
    }
}

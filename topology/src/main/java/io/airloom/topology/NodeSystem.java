package io.airloom.topology;

import io.airloom.image.Architecture;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a node's machine starts from, and how commands run there, as its topology says.
///
/// A node has the file system of an *image* of ours, unless it brings an initial file system or a
/// disk of its own: then it is *foreign*. Nothing of Airloom is in a foreign system; its files are
/// put there by commands.
///
/// @param image name or file of a recipe; null for what the topology says
/// @param kernel the user's own, instead of the image's or of the disk's boot loader
/// @param initrd the user's own initial file system
/// @param disks in the order in which the machine has them
/// @param firmware what starts the first disk; null leaves it to the processor
/// @param architecture of a system of the user's own; null for this machine's
/// @param append words behind all others of the kernel's command line; may be empty
/// @param rootFolder the folder that is the root of a machine under UML; null for none
/// @param commands how commands run
/// @param login who runs them, where somebody must log in
public record NodeSystem(
        @Nullable String image,
        @Nullable HostFile kernel,
        @Nullable HostFile initrd,
        List<NodeDisk> disks,
        @Nullable Firmware firmware,
        @Nullable Architecture architecture,
        String append,
        @Nullable HostFile rootFolder,
        CommandWay commands,
        Login login) {
    /// A node that says nothing.
    static final NodeSystem USUAL =
            new NodeSystem(
                    null, null, null, List.of(), null, null, "", null, CommandWay.AUTO, Login.ROOT);

    public NodeSystem {
        disks = List.copyOf(disks);
    }

    /// Whether its file system is none of ours.
    public boolean isForeign() {
        return initrd != null || (image == null && !disks.isEmpty());
    }

    /// Whether only QEMU can run it.
    public boolean needsQemu() {
        return kernel != null || isForeign() || !disks.isEmpty() || architecture != null;
    }
}

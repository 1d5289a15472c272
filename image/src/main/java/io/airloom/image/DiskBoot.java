package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The small file system in memory from which a machine with a disk starts: a busybox, the modules,
/// and a script that mounts the disk, puts the node's own files there and goes on from there. The
/// node's own files come behind it, as behind any image.
final class DiskBoot {
    /// What reading the disk takes; some are built into one kernel or another.
    static final List<Recipe.Module> MODULES =
            List.of(
                    new Recipe.Module("virtio_pci", true),
                    new Recipe.Module("virtio_mmio", true),
                    new Recipe.Module("virtio_blk", true),
                    new Recipe.Module("crc32c_generic", true),
                    new Recipe.Module("ext4", false));

    private static final List<String> FOLDERS =
            List.of("proc", "sys", "dev", "disk", "run", "tmp", "usr/sbin", "usr/lib");

    private static final List<String> LINKS = List.of("bin", "sbin", "lib");

    /// Where it lists its own files.
    private static final String OWN = "etc/airloom/own";

    private DiskBoot() {}

    /// What is in it.
    ///
    /// @param packages those of the recipe, with a static busybox
    static FileTree of(AptTree packages, GuestModules modules) throws IOException {
        Path busybox = packages.file("usr/bin/busybox");
        if (!Files.isRegularFile(busybox)) {
            throw new EnvironmentException(
                    "an image on a disk starts with a busybox, which is in none of its packages",
                    "add busybox-static to \"packages\" of the recipe");
        }
        FileTree tree = new FileTree();
        FOLDERS.forEach(tree::folder);
        LINKS.forEach(name -> tree.link(name, "usr/" + name));
        tree.file("usr/bin/busybox", 0755, busybox);
        for (String name : BusyboxNames.in(Files.readAllBytes(busybox))) {
            if (!tree.has("usr/bin/" + name)) {
                tree.link("usr/bin/" + name, "busybox");
            }
        }
        tree.link("usr/sbin/modprobe", "../bin/busybox");
        modules.addTo(tree);
        tree.file("init", 0755, Resources.text("guest-disk-init"));
        tree.file(OWN, 0644, "");
        String own = String.join("\n/", tree.entries().keySet());
        return tree.file(OWN, 0644, "/" + own + "\n");
    }
}

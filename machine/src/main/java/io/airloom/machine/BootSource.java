package io.airloom.machine;

import io.airloom.image.Architecture;
import io.airloom.image.GuestImage;
import io.airloom.topology.CommandWay;
import io.airloom.topology.Login;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a machine under QEMU starts from: an image of ours, or a system of the user's own.
///
/// @param architecture the processor that it is for
/// @param foreign how commands run where nothing is ours, so that the node's files are put there by
///   commands, too; null for an image of ours
/// @param kernel what QEMU loads; null leaves it to the firmware and the first disk
/// @param archives initial file systems, one over the other; the node's own files follow them
///   unless the system is foreign
/// @param disks in the order in which the machine has them
/// @param firmware what starts the first disk; null if a kernel is loaded
/// @param append words for the end of the kernel's command line; may be empty
record BootSource(
        Architecture architecture,
        @Nullable Foreign foreign,
        @Nullable Path kernel,
        List<Path> archives,
        List<Disk> disks,
        @Nullable FirmwareFiles firmware,
        String append) {
    BootSource {
        archives = List.copyOf(archives);
        disks = List.copyOf(disks);
    }

    /// How commands run in a system of the user's own.
    ///
    /// @param login who runs them, where somebody must log in
    record Foreign(CommandWay commands, Login login) {}

    /// A disk as QEMU is told of it.
    ///
    /// @param keep whether what the machine writes reaches the file
    record Disk(Path file, DiskFormat format, boolean keep) {}

    /// An image of ours as it is.
    ///
    /// @throws UncheckedIOException if its disk cannot be read
    static BootSource of(GuestImage image) {
        return new BootSource(
                image.architecture(),
                null,
                image.vmlinux(),
                image.archives(),
                image.disk() == null
                        ? List.of()
                        : List.of(new Disk(image.disk(), DiskFormat.of(image.disk()), false)),
                null,
                "");
    }

    /// This with another kernel, further disks and further words.
    BootSource with(@Nullable Path otherKernel, List<Disk> further, String words) {
        List<Disk> all = new ArrayList<>(disks);
        all.addAll(further);
        return new BootSource(
                architecture,
                foreign,
                otherKernel == null ? kernel : otherKernel,
                archives,
                all,
                firmware,
                words);
    }
}

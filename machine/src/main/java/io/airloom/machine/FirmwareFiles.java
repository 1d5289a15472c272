package io.airloom.machine;

import io.airloom.image.AptTree;
import io.airloom.image.Architecture;
import io.airloom.image.Cache;
import io.airloom.image.EnvironmentException;
import io.airloom.image.GuestImage;
import io.airloom.image.Progress;
import io.airloom.topology.Firmware;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The firmware that starts a machine's first disk.
///
/// @param code what runs; null for SeaBIOS, which QEMU has by itself
/// @param variables what UEFI remembers, as it is at first; null for SeaBIOS
record FirmwareFiles(@Nullable Path code, @Nullable Path variables) {
    /// SeaBIOS.
    static final FirmwareFiles BIOS = new FirmwareFiles(null, null);

    /// Gives it, fetching it first if it is not in the cache.
    ///
    /// @throws EnvironmentException if it cannot be had
    static FirmwareFiles ensure(
            Cache cache, Progress progress, Architecture architecture, Firmware firmware) {
        if (firmware == Firmware.BIOS) {
            return BIOS;
        }
        Uefi uefi =
                switch (architecture) {
                    case AMD64 ->
                            new Uefi(
                                    "ovmf",
                                    "usr/share/OVMF/OVMF_CODE_4M.fd",
                                    "usr/share/OVMF/OVMF_VARS_4M.fd");
                    case ARM64 ->
                            new Uefi(
                                    "qemu-efi-aarch64",
                                    "usr/share/AAVMF/AAVMF_CODE.no-secboot.fd",
                                    "usr/share/AAVMF/AAVMF_VARS.fd");
                    case ARMHF ->
                            new Uefi(
                                    "qemu-efi-arm",
                                    "usr/share/AAVMF/AAVMF32_CODE.fd",
                                    "usr/share/AAVMF/AAVMF32_VARS.fd");
                };
        AptTree tree =
                AptTree.ensure(
                        cache,
                        progress,
                        new AptTree.Request(
                                "uefi",
                                List.of(GuestImage.SUITE),
                                GuestImage.SUITE,
                                List.of(uefi.debianPackage()),
                                List.of("usr/share/OVMF/", "usr/share/AAVMF/")));
        FirmwareFiles files =
                new FirmwareFiles(tree.file(uefi.code()), tree.file(uefi.variables()));
        for (Path file : List.of(tree.file(uefi.code()), tree.file(uefi.variables()))) {
            if (!Files.isRegularFile(file)) {
                throw new EnvironmentException(
                        "Debian's " + uefi.debianPackage() + " has no " + file,
                        "name the disk's kernel with kernel: and initrd:");
            }
        }
        return files;
    }

    private record Uefi(String debianPackage, String code, String variables) {}
}

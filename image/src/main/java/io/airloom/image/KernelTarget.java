package io.airloom.image;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a kernel can be built for, and what the kernel's `make` calls it.
enum KernelTarget {
    /// A program of this machine; its processor is the host's.
    UML(Architecture.AMD64, "um", "linux", "linux", null, 880),
    AMD64(
            Architecture.AMD64,
            "x86_64",
            "bzImage",
            "arch/x86/boot/compressed/vmlinux.bin",
            "arch/x86/boot/bzImage",
            1480),
    ARM64(Architecture.ARM64, "arm64", "Image", "arch/arm64/boot/Image", null, 1700),

    ARMHF(Architecture.ARMHF, "arm", "zImage", "arch/arm/boot/zImage", null, 1700);

    private final Architecture architecture;
    private final String make;
    private final String goal;
    private final String kernel;
    private final @Nullable String compressed;
    private final int objects;

    KernelTarget(
            Architecture architecture,
            String make,
            String goal,
            String kernel,
            @Nullable String compressed,
            int objects) {
        this.architecture = architecture;
        this.make = make;
        this.goal = goal;
        this.kernel = kernel;
        this.compressed = compressed;
        this.objects = objects;
    }

    /// The kernel of machines with this processor.
    static KernelTarget of(Architecture architecture) {
        return switch (architecture) {
            case AMD64 -> AMD64;
            case ARM64 -> ARM64;
            case ARMHF -> ARMHF;
        };
    }

    /// What it is compiled for.
    Architecture architecture() {
        return architecture;
    }

    /// The value of `ARCH`.
    String make() {
        return make;
    }

    /// What `make` is asked for.
    String goal() {
        return goal;
    }

    /// The kernel as QEMU starts it best, or UML's program: a path in the source's folder. On amd64
    /// it is the ELF file with a PVH note.
    String kernel() {
        return kernel;
    }

    /// What that file is called where it is kept.
    String fileName() {
        return this == UML ? "linux" : "vmlinux";
    }

    /// The bzImage, for what starts nothing else.
    @Nullable String compressed() {
        return compressed;
    }

    /// The configuration that a kernel has whose builder asks for no other.
    String configuration() {
        return Resources.text("kernel.config")
                + (this == UML ? "" : Resources.text("qemu.config"))
                + Resources.text(name().toLowerCase(Locale.ROOT) + ".config");
    }

    /// How many files are compiled with that configuration, about: for the progress.
    int objects() {
        return objects;
    }
}

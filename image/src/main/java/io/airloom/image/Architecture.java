package io.airloom.image;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What differs between the processors that guests and hosts can have; the only place that knows
/// it.
public enum Architecture {
    AMD64(
            "amd64",
            "x86_64-linux-gnu",
            "/lib64/ld-linux-x86-64.so.2",
            "qemu-system-x86",
            "qemu-system-x86_64",
            "linux-image-amd64",
            "ttyS0"),
    ARM64(
            "arm64",
            "aarch64-linux-gnu",
            "/lib/ld-linux-aarch64.so.1",
            "qemu-system-arm",
            "qemu-system-aarch64",
            "linux-image-arm64",
            "ttyAMA0"),
    /// 32-bit Arm with hardware floating point: ARMv7 and newer. Guests only.
    ARMHF(
            "armhf",
            "arm-linux-gnueabihf",
            "/lib/ld-linux-armhf.so.3",
            "qemu-system-arm",
            "qemu-system-arm",
            "linux-image-armmp-lpae",
            "ttyAMA0");

    private final String debianName;
    private final String multiarch;
    private final String interpreter;
    private final String qemuPackage;
    private final String qemuProgram;
    private final String kernelPackage;
    private final String consoleDevice;

    Architecture(
            String debianName,
            String multiarch,
            String interpreter,
            String qemuPackage,
            String qemuProgram,
            String kernelPackage,
            String consoleDevice) {
        this.debianName = debianName;
        this.multiarch = multiarch;
        this.interpreter = interpreter;
        this.qemuPackage = qemuPackage;
        this.qemuProgram = qemuProgram;
        this.kernelPackage = kernelPackage;
        this.consoleDevice = consoleDevice;
    }

    /// The architecture of the machine that we run on.
    ///
    /// @throws EnvironmentException on any other than x86-64 and arm64
    public static Architecture host() {
        String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "amd64", "x86_64" -> AMD64;
            case "aarch64", "arm64" -> ARM64;
            default ->
                    throw new EnvironmentException(
                            "this machine's processor (" + name + ") is not supported",
                            "run Airloom on an x86-64 or arm64 machine");
        };
    }

    /// The architecture of this Debian name.
    public static Optional<Architecture> named(String debianName) {
        return Arrays.stream(values()).filter(a -> a.debianName.equals(debianName)).findFirst();
    }

    /// The Debian names of all.
    public static List<String> names() {
        return Arrays.stream(values()).map(Architecture::debianName).toList();
    }

    /// Debian's name, as in `Packages-amd64`.
    public String debianName() {
        return debianName;
    }

    /// The folder under `/usr/lib` that libraries are in; also what the names of its compiler and
    /// of that one's tools begin with.
    public String multiarch() {
        return multiarch;
    }

    /// File name of the dynamic loader in that folder.
    public String loader() {
        return interpreter.substring(interpreter.lastIndexOf('/') + 1);
    }

    /// The path of the dynamic loader that programs name; in a merged `/usr` a link leads from
    /// there to the [#loader()].
    public String interpreter() {
        return interpreter;
    }

    /// Debian's package of the C compiler that runs on the host and makes programs for this
    /// architecture.
    public String compilerPackage(Architecture host) {
        return this == host ? "gcc" : "gcc-" + multiarch.replace('_', '-');
    }

    /// Debian's package of the emulator.
    public String qemuPackage() {
        return qemuPackage;
    }

    /// The emulator's file name.
    public String qemuProgram() {
        return qemuProgram;
    }

    /// Debian's package that depends on the newest kernel.
    public String kernelPackage() {
        return kernelPackage;
    }

    /// The kernel's name of the first serial port.
    public String consoleDevice() {
        return consoleDevice;
    }
}

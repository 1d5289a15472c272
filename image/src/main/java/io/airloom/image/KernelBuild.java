package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One build of a kernel in a work folder, where each step leaves what it has done, so that a build
/// that was killed goes on there:
///
/// ```
/// bin/        the programs that the build may call
/// source/     the source with its patches; make leaves its objects in it
/// ```
///
/// The compiler is the guest release's own, whatever the machine has. Who builds, when and in which
/// folder leaves no trace: the same source, patches and configuration give the same bytes.
final class KernelBuild {
    /// Parts of Debian's source that none of our configurations compiles, half of it. What `make`
    /// reads to configure stays.
    private static final Pattern LEFT_OUT =
            Pattern.compile(
                    "Documentation/[^/]+/.*|arch/[^/]+/boot/dts/.*"
                            + "|(arch/(alpha|arc|csky|hexagon|loongarch|m68k|microblaze|mips|nios2"
                            + "|openrisc|parisc|powerpc|riscv|s390|sh|sparc|xtensa)"
                            + "|drivers/(accel|gpu|infiniband|media|net/ethernet|scsi|staging)"
                            + "|sound)/.*\\.[chS]"
                            + "|tools/(perf|testing)/.*");

    /// What runs while building is made for this machine.
    private static final List<String> HOST_TOOLS =
            List.of("HOSTCC=host-gcc", "HOSTLD=host-ld", "HOSTAR=host-ar");

    private static final Pattern SYMBOL = Pattern.compile("(CONFIG_[A-Za-z0-9_]+)=.*");

    private static final StandardCopyOption COPY = StandardCopyOption.COPY_ATTRIBUTES;

    private final KernelTarget target;
    private final Recipe.Kernel.Built plan;
    private final Path work;

    /// @param plan where the source comes from and what is done with it
    /// @param work a folder that only this build uses; with what an earlier one has left
    KernelBuild(KernelTarget target, Recipe.Kernel.Built plan, Path work) {
        this.target = target;
        this.plan = plan;
        this.work = work;
    }

    /// The texts that a kernel depends on beside the files of the plan: what it is configured to be
    /// by us.
    static String configuration(KernelTarget target, Recipe.Kernel.Built plan) {
        return plan.configuration() == null ? target.configuration() : plan.configuration();
    }

    /// Builds the kernel, or what an earlier build has left to do, and puts it into a folder:
    /// `vmlinux` (what QEMU starts) or `linux` (UML's program), on amd64 `bzImage`, `release`, and
    /// for the curious `config`.
    ///
    /// @param log grows by what the build says
    void into(Path folder, Toolchain toolchain, Sources sources, Progress progress, Path log)
            throws IOException {
        try (BuildCommands commands = new BuildCommands(work, log, progress)) {
            Path source = source(sources, progress);
            Path bin = work.resolve("bin");
            toolchain.writePrograms(bin, toolchain.sysroot(), Map.of(source, ""));
            Make make = new Make(target, commands, source, bin, work.resolve("tmp"));
            configure(make, source);
            make.run(
                    "compiling " + label(),
                    new BuildCommands.Count("  CC ", objects(source), expectedObjects()),
                    "-j" + Runtime.getRuntime().availableProcessors(),
                    target.goal());
            Files.copy(source.resolve(target.kernel()), folder.resolve(target.fileName()), COPY);
            String compressed = target.compressed();
            if (compressed != null) {
                Files.copy(source.resolve(compressed), folder.resolve("bzImage"), COPY);
            }
            writeModules(source, folder);
            Files.copy(source.resolve(".config"), folder.resolve("config"), COPY);
            Files.copy(
                    source.resolve("include/config/kernel.release"),
                    folder.resolve("release"),
                    COPY);
        }
    }

    /// All of the kernel is in itself: the folder of its modules only tells which those would be.
    private static void writeModules(Path source, Path folder) throws IOException {
        String release = Files.readString(source.resolve("include/config/kernel.release")).strip();
        Path modules = Files.createDirectories(folder.resolve("modules").resolve(release));
        Path builtIn = source.resolve("modules.builtin");
        Files.writeString(
                modules.resolve("modules.builtin"),
                Files.exists(builtIn) ? Files.readString(builtIn) : "");
    }

    private String label() {
        return target == KernelTarget.UML
                ? "the UML kernel"
                : "the " + target.architecture().debianName() + " kernel";
    }

    private boolean lean() {
        return plan.configuration() == null && plan.fragments().isEmpty();
    }

    private int expectedObjects() {
        return lean() ? target.objects() : 0;
    }

    /// The unpacked and patched source.
    private Path source(Sources sources, Progress progress) throws IOException {
        Path source = work.resolve("source");
        if (Files.exists(source)) {
            progress.note("going on with " + label() + " in " + work);
            return source;
        }
        Path part = work.resolve("source.part");
        Cache.removeTree(part);
        Files.createDirectory(part);
        sources.fetch(label() + "'s source", plan.source(), part, wanted());
        Patches.apply(part, plan.patches());
        Files.move(part, source, StandardCopyOption.ATOMIC_MOVE);
        return source;
    }

    /// What of the source is unpacked: all of it, where somebody else's configuration may need it.
    private Predicate<String> wanted() throws IOException {
        if (!lean() || !(plan.source() instanceof Recipe.Fetch.KernelPackage)) {
            return path -> true;
        }
        Set<String> patched = new HashSet<>();
        for (Path patch : plan.patches()) {
            Patches.read(patch).files().forEach(change -> patched.add(change.path()));
        }
        return path ->
                !LEFT_OUT.matcher(path).matches()
                        || path.endsWith("Kconfig")
                        || (path.endsWith("Makefile") && !path.startsWith("Documentation/"))
                        || patched.contains(path);
    }

    private void configure(Make make, Path source) throws IOException {
        StringBuilder own = new StringBuilder();
        for (Path fragment : plan.fragments()) {
            own.append(Files.readString(fragment)).append('\n');
        }
        String base = plan.configuration();
        String asked;
        if (base == null) {
            asked = without(target.configuration(), own.toString()) + own;
            Path all = Files.writeString(work.resolve("asked.config"), asked);
            make.run(
                    "configuring " + label(),
                    BuildCommands.Count.NOTHING,
                    "KCONFIG_ALLCONFIG=" + all,
                    "allnoconfig");
        } else {
            // The image takes no modules from a kernel's build: all is in the kernel itself.
            asked = "CONFIG_MODULES=n\n" + own;
            make.run("configuring " + label(), BuildCommands.Count.NOTHING, base);
            Path config = source.resolve(".config");
            Files.writeString(config, without(Files.readString(config), asked) + asked);
            make.run("configuring " + label(), BuildCommands.Count.NOTHING, "olddefconfig");
        }
        List<String> unmet =
                KernelConfiguration.unmet(asked, Files.readString(source.resolve(".config")));
        if (!unmet.isEmpty()) {
            throw new EnvironmentException(
                    "the source of " + label() + " does not take " + String.join(" ", unmet),
                    plan.fragments().isEmpty()
                            ? "use a newer Airloom, or another kernel source"
                            : "correct the recipe's config: a symbol is unknown, or needs another"
                                    + " one that is off");
        }
    }

    /// A configuration without the lines that another one takes the place of.
    private static String without(String configuration, String other) {
        Set<String> symbols = new HashSet<>();
        other.lines()
                .map(SYMBOL::matcher)
                .filter(m -> m.matches())
                .forEach(m -> {
                    symbols.add(m.group(1));
                });
        StringBuilder kept = new StringBuilder();
        configuration
                .lines()
                .filter(line -> !symbols.contains(line.replaceFirst("=.*", "")))
                .forEach(line -> kept.append(line).append('\n'));
        return kept.toString();
    }

    /// How many objects an earlier build has compiled.
    private static int objects(Path source) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            return (int) files.filter(file -> file.toString().endsWith(".o")).count();
        }
    }

    /// The kernel's `make`, with what it has to be told each time.
    private record Make(
            KernelTarget target, BuildCommands commands, Path source, Path bin, Path temporary) {
        void run(String label, BuildCommands.Count count, String... goals) throws IOException {
            Cache.removeTree(temporary);
            Files.createDirectory(temporary);
            List<String> command = new ArrayList<>(List.of("make"));
            command.add("ARCH=" + target.make());
            command.add("CROSS_COMPILE=" + target.architecture().multiarch() + "-");
            command.addAll(HOST_TOOLS);
            command.addAll(List.of(goals));
            Map<String, String> variables =
                    Map.of(
                            "PATH", bin.toString(),
                            "TMPDIR", temporary.toString(),
                            "LC_ALL", "C.UTF-8",
                            "KBUILD_BUILD_TIMESTAMP", "Thu Jan  1 00:00:00 UTC 1970",
                            "KBUILD_BUILD_VERSION", "1",
                            "KBUILD_BUILD_USER", "airloom",
                            "KBUILD_BUILD_HOST", "airloom");
            commands.run(label, source, variables, command, count);
        }
    }
}

package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One build of the UML kernel in a work folder, where each step leaves what it has done, so that a
/// build that was killed goes on there:
///
/// ```
/// packages/   the source's package and the programs that a build needs, unpacked
/// bin/        those programs, each a script that runs it through its own loader
/// source/     the source, without what UML cannot use; make leaves its objects in it
/// make.log    what make said
/// ```
///
/// Of the host it needs only gcc, make and the headers of libc. The processes of a build end with
/// this one, however it ends (see [Janitor]); make knows what it has finished.
public final class UmlBuild {
    private static final List<String> PACKAGES =
            List.of(UmlKernel.PACKAGE, "flex", "bison", "m4", "bc", "xz-utils");

    private static final List<String> PROGRAMS = List.of("flex", "bison", "m4", "bc", "xz");

    /// Parts of the source that no UML kernel is made of, two thirds of it. What `make` reads to
    /// configure (`Kconfig`, `Makefile`) stays.
    private static final List<String> LEFT_OUT =
            List.of(
                    "Documentation/*/*",
                    "arch/*/boot/dts/*",
                    "arch/a[lr]*/*.[chS]",
                    "arch/[c-t]*/*.[chS]",
                    "arch/xtensa/*.[chS]",
                    "drivers/accel/*.[chS]",
                    "drivers/gpu/*.[chS]",
                    "drivers/infiniband/*.[chS]",
                    "drivers/media/*.[chS]",
                    "drivers/net/ethernet/*.[chS]",
                    "drivers/scsi/*.[chS]",
                    "drivers/staging/*.[chS]",
                    "sound/*.[chS]",
                    "tools/perf/*",
                    "tools/testing/*");

    /// How many files are unpacked and how many are compiled, for the progress: as counted with
    /// 6.12.107.
    private static final int EXPECTED_FILES = 40_500;

    private static final int EXPECTED_OBJECTS = 860;

    private static final int QUOTED_LINES = 12;

    private static final StandardCopyOption COPY = StandardCopyOption.COPY_ATTRIBUTES;

    private final Cache cache;
    private final Progress progress;
    private final Path work;

    /// @param work a folder that only this build uses; with what an earlier one has left
    UmlBuild(Cache cache, Progress progress, Path work) {
        this.cache = cache;
        this.progress = progress;
        this.work = work;
    }

    /// Builds the kernel, or what an earlier build has left to do, and puts it into a folder:
    /// `linux`, `release`, and for the curious `config`.
    void into(Path folder) throws IOException {
        if (work.toString().matches(".*[\\s:'\"$].*")) {
            throw new EnvironmentException(
                    "a kernel cannot be built in a folder with such a name: " + work,
                    "choose another place with XDG_CACHE_HOME");
        }
        // What a killed build has left running would write where we do.
        Janitor.start(guard()).close();
        Janitor janitor = Janitor.start(guard());
        try {
            Path source = source();
            configure(source);
            compile(source);
            Files.copy(source.resolve("linux"), folder.resolve("linux"), COPY);
            Files.copy(source.resolve(".config"), folder.resolve("config"), COPY);
            Files.copy(
                    source.resolve("include/config/kernel.release"),
                    folder.resolve("release"),
                    COPY);
        } finally {
            janitor.close();
        }
    }

    /// No folder of this name is made: it marks the processes that must not outlive us.
    private Path guard() {
        return work.resolve("guard");
    }

    /// The unpacked source, with `bin` beside it.
    private Path source() throws IOException {
        Path source = work.resolve("source");
        if (Files.exists(source)) {
            progress.note("going on with the UML kernel in " + work);
            writePrograms(AptTree.at(work.resolve("packages"), Architecture.host()));
            return source;
        }
        AptTree tree = fetch();
        writePrograms(tree);
        Path archive = tree.file("usr/src/" + UmlKernel.PACKAGE + ".tar.xz");
        unpack(archive, source);
        Files.delete(archive);
        return source;
    }

    private AptTree fetch() throws IOException {
        Path packages = work.resolve("packages");
        Cache.removeTree(packages);
        Files.createDirectory(packages);
        return AptTree.unpack(
                cache,
                progress,
                new AptTree.Request(
                        "the UML kernel",
                        List.of(GuestImage.SUITE, GuestImage.BACKPORTS),
                        GuestImage.SUITE,
                        PACKAGES,
                        List.of("usr/", "lib/")),
                Architecture.host(),
                packages);
    }

    private void unpack(Path archive, Path source) throws IOException {
        Path part = work.resolve("source.part");
        Cache.removeTree(part);
        Files.createDirectory(part);
        List<String> command = new ArrayList<>(List.of("tar", "-x", "-v"));
        command.addAll(List.of("-f", archive.toString(), "-C", part.toString()));
        command.addAll(List.of("-I", work.resolve("bin/xz").toString(), "--strip-components=1"));
        command.addAll(List.of("--no-same-owner", "--wildcards", "--wildcards-match-slash"));
        LEFT_OUT.forEach(pattern -> command.add("--exclude=" + UmlKernel.PACKAGE + "/" + pattern));
        run("unpacking the UML kernel's source", command, "", 0, EXPECTED_FILES);
        Files.move(part, source, StandardCopyOption.ATOMIC_MOVE);
    }

    /// A script for each program, since the host may have none or others of these. Written anew for
    /// each build: they have absolute paths, and a cache may have been moved.
    private void writePrograms(AptTree tree) throws IOException {
        Path bin = Files.createDirectories(work.resolve("bin"));
        for (String program : PROGRAMS) {
            String command =
                    tree.command(program).stream().collect(Collectors.joining("' '", "'", "'"));
            Path script =
                    Files.writeString(
                            bin.resolve(program), "#!/bin/sh\nexec " + command + " \"$@\"\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private void configure(Path source) throws IOException {
        String fragment = Resources.text("uml.config");
        Path asked = Files.writeString(work.resolve("uml.config"), fragment);
        run(
                "configuring the UML kernel",
                make(source, "KCONFIG_ALLCONFIG=" + asked, "allnoconfig"),
                "",
                0,
                0);
        String made = Files.readString(source.resolve(".config"));
        List<String> unmet = KernelConfiguration.unmet(fragment, made);
        if (!unmet.isEmpty()) {
            throw new EnvironmentException(
                    "Debian's kernel source no longer takes " + String.join(" ", unmet),
                    "use a newer Airloom, or QEMU: --engine qemu");
        }
    }

    private void compile(Path source) throws IOException {
        run(
                "compiling the UML kernel",
                make(source, "-j" + Runtime.getRuntime().availableProcessors(), "linux"),
                "  CC ",
                objects(source),
                EXPECTED_OBJECTS);
    }

    /// A command line of make with an environment of its own: variables of the user (`CC`, `ARCH`,
    /// `MAKEFLAGS`) would change the kernel, and builders and times make it another each time.
    private List<String> make(Path source, String... goals) throws IOException {
        Path temporary = work.resolve("tmp");
        Cache.removeTree(temporary);
        Files.createDirectory(temporary);
        Path packages = work.resolve("packages");
        List<String> command = new ArrayList<>(List.of("env", "-i"));
        command.addAll(
                List.of(
                        Janitor.VARIABLE + "=" + guard(),
                        "PATH=" + work.resolve("bin") + ":" + HostPrograms.path(),
                        "TMPDIR=" + temporary,
                        "LC_ALL=C.UTF-8",
                        "M4=" + work.resolve("bin/m4"),
                        "BISON_PKGDATADIR=" + packages.resolve("usr/share/bison"),
                        "KBUILD_BUILD_TIMESTAMP=Thu Jan  1 00:00:00 UTC 1970",
                        "KBUILD_BUILD_VERSION=1",
                        "KBUILD_BUILD_USER=airloom",
                        "KBUILD_BUILD_HOST=airloom"));
        command.addAll(List.of("nice", "-n", "10", "make", "-C", source.toString(), "ARCH=um"));
        command.addAll(List.of(goals));
        return command;
    }

    /// Runs one step, whose output goes to `make.log`.
    ///
    /// @param counted the beginning of the lines that count as progress
    /// @param done how much an earlier build has done
    /// @param expected how many lines there will be in all; 0 when that is not known
    private void run(String label, List<String> command, String counted, int done, int expected)
            throws IOException {
        Path log = Files.writeString(work.resolve("make.log"), "");
        LineCount lines = new LineCount(log, counted);
        try (Progress.Task task = progress.files(label, expected)) {
            Subprocess.Result result =
                    Subprocess.run(
                            command,
                            Map.of(Janitor.VARIABLE, guard().toString()),
                            log,
                            () -> task.update(Math.min(done + lines.count(), expected)));
            if (!result.ok()) {
                throw failed(label, result.errors());
            }
            task.done();
        }
    }

    private EnvironmentException failed(String label, List<String> errors) {
        StringBuilder text = new StringBuilder(label + " failed");
        errors.stream()
                .filter(line -> !line.isBlank())
                .skip(Math.max(0, errors.size() - QUOTED_LINES))
                .forEach(line -> text.append("\n  ").append(line));
        return new EnvironmentException(
                text.toString(),
                "make room on the disk or mend what the lines above name, then run the same command"
                        + " again: it goes on there. If it fails in the same way, remove "
                        + work);
    }

    /// How many objects an earlier build has compiled.
    private static int objects(Path source) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            return (int) files.filter(file -> file.toString().endsWith(".o")).count();
        }
    }
}

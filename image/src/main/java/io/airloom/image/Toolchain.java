package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What compiles programs and kernels for a guest: Debian's compiler of the guest's release, native
/// or cross, with the tools that builds call, and the guest's headers and libraries.
///
/// It comes as three trees of the cache, which other builds share: tools of the host; the compiler,
/// if guest and host have different processors; and the *sysroot*, packages of the guest's
/// architecture. Of the machine, builds use a shell and the small programs that POSIX knows.
public final class Toolchain {
    private static final List<String> TOOLS =
            List.of(
                    "gcc",
                    "libc6-dev",
                    "libelf-dev",
                    "make",
                    "flex",
                    "bison",
                    "m4",
                    "bc",
                    "pkgconf",
                    "patch",
                    "cpio",
                    "bzip2",
                    "xz-utils",
                    "zstd");

    /// What is at hand of the tools under its own name, beside the compiler's.
    private static final List<String> PROGRAMS =
            List.of("make", "m4", "bc", "patch", "cpio", "bzip2", "xz", "zstd");

    private static final List<String> BINUTILS =
            List.of(
                    "addr2line",
                    "ar",
                    "as",
                    "ld",
                    "nm",
                    "objcopy",
                    "objdump",
                    "ranlib",
                    "readelf",
                    "size",
                    "strings",
                    "strip");

    /// What is at hand of the machine's programs: those of POSIX, and the coreutils.
    private static final List<String> OF_THE_MACHINE =
            List.of(
                    "[",
                    "awk",
                    "basename",
                    "bash",
                    "cat",
                    "chmod",
                    "cksum",
                    "cmp",
                    "comm",
                    "cp",
                    "cut",
                    "date",
                    "dd",
                    "diff",
                    "dirname",
                    "du",
                    "echo",
                    "egrep",
                    "env",
                    "expr",
                    "false",
                    "fgrep",
                    "find",
                    "fold",
                    "getopt",
                    "grep",
                    "gunzip",
                    "gzip",
                    "head",
                    "id",
                    "install",
                    "join",
                    "kill",
                    "ln",
                    "ls",
                    "md5sum",
                    "mkdir",
                    "mkfifo",
                    "mktemp",
                    "mv",
                    "nice",
                    "nl",
                    "nproc",
                    "od",
                    "paste",
                    "pathchk",
                    "pr",
                    "printenv",
                    "printf",
                    "pwd",
                    "readlink",
                    "realpath",
                    "rm",
                    "rmdir",
                    "sed",
                    "seq",
                    "sh",
                    "sha1sum",
                    "sha256sum",
                    "sleep",
                    "sort",
                    "split",
                    "stat",
                    "sync",
                    "tail",
                    "tar",
                    "tee",
                    "test",
                    "timeout",
                    "touch",
                    "tr",
                    "true",
                    "truncate",
                    "tsort",
                    "tty",
                    "uname",
                    "uniq",
                    "wc",
                    "which",
                    "xargs",
                    "yes");

    private final Architecture target;
    private final AptTree tools;
    private final AptTree compiler;
    private final AptTree sysroot;

    private Toolchain(Architecture target, AptTree tools, AptTree compiler, AptTree sysroot) {
        this.target = target;
        this.tools = tools;
        this.compiler = compiler;
        this.sysroot = sysroot;
    }

    /// Gives the tools out of the cache, fetching what is not there.
    ///
    /// @param suite the guest's Debian release
    /// @param needs packages of the target to compile against, beside those of libc
    /// @throws EnvironmentException if they cannot be fetched
    public static Toolchain ensure(
            Cache cache, Progress progress, String suite, Architecture target, List<String> needs) {
        Architecture host = Architecture.host();
        AptTree tools = tools(cache, progress, suite);
        AptTree compiler =
                target == host
                        ? tools
                        : ToolTree.tools(
                                cache,
                                progress,
                                "compiler-" + target.debianName(),
                                suite,
                                List.of(target.compilerPackage(host)));
        Set<String> packages = new LinkedHashSet<>(List.of("libc6-dev"));
        packages.addAll(needs);
        AptTree sysroot = ToolTree.libraries(cache, progress, suite, target, List.copyOf(packages));
        return new Toolchain(target, tools, compiler, sysroot);
    }

    private static AptTree tools(Cache cache, Progress progress, String suite) {
        return ToolTree.tools(cache, progress, "tools", suite, TOOLS);
    }

    /// The command of one of the tools, to be run by itself.
    static String tool(Cache cache, Progress progress, String suite, String name) {
        return tools(cache, progress, suite).file("usr/bin/" + name).toString();
    }

    /// What its programs run on.
    public Architecture target() {
        return target;
    }

    /// The headers and libraries of the target.
    Path sysroot() {
        return sysroot.root();
    }

    /// Writes the programs that a build may call into a folder, each a script or a link. They have
    /// absolute paths: a folder is for one build.
    ///
    /// `gcc` and `cc` make programs for the target, as those with its name in front do; what runs
    /// while building is made by `host-gcc`.
    ///
    /// @param root what programs are compiled against: [#sysroot()] or a folder that has more
    /// @param maps folders whose names must not be in results, with what is put there instead
    void writePrograms(Path folder, Path root, Map<Path, String> maps) throws IOException {
        Cache.removeTree(folder);
        Files.createDirectories(folder);
        for (String name : OF_THE_MACHINE) {
            Optional<Path> program = HostPrograms.find(name, HostPrograms.path());
            if (program.isPresent()) {
                Files.createSymbolicLink(folder.resolve(name), program.get());
            }
        }
        Path m4 = folder.resolve("m4");
        for (String name : PROGRAMS) {
            script(folder.resolve(name), "", ToolTree.command(tools, "usr/bin/" + name));
        }
        String findM4 = "export M4=" + quoted(m4.toString()) + "\n";
        script(folder.resolve("flex"), findM4, ToolTree.command(tools, "usr/bin/flex"));
        script(
                folder.resolve("bison"),
                findM4
                        + "export BISON_PKGDATADIR="
                        + quoted(tools.file("usr/share/bison").toString())
                        + "\n",
                ToolTree.command(tools, "usr/bin/bison"));
        for (String name : List.of("pkg-config", prefix() + "pkg-config")) {
            script(folder.resolve(name), "", ToolTree.command(tools, "usr/bin/pkgconf"));
        }
        writeCompiler(folder, root, maps);
        writeHostCompiler(folder);
    }

    private void writeCompiler(Path folder, Path root, Map<Path, String> maps) throws IOException {
        Map<Path, String> all = new LinkedHashMap<>(maps);
        all.putIfAbsent(root, "");
        all.put(compiler.root(), "");
        StringBuilder options = new StringBuilder(" " + quoted("--sysroot=" + root));
        all.forEach((path, name) ->
                options.append(' ').append(quoted("-ffile-prefix-map=" + path + "=" + name)));
        if (compiler == tools) {
            options.append(' ').append(quoted("-B" + tools.file("usr/bin") + "/"));
        }
        String gcc = ToolTree.command(compiler, "usr/bin/" + prefix() + "gcc");
        for (String name : List.of("gcc", "cc", prefix() + "gcc")) {
            script(folder.resolve(name), "", gcc + options);
        }
        for (String name : List.of("cpp", prefix() + "cpp")) {
            script(folder.resolve(name), "", gcc + " -E" + options);
        }
        for (String name : BINUTILS) {
            String command = ToolTree.command(compiler, "usr/bin/" + prefix() + name);
            script(folder.resolve(name), "", command);
            script(folder.resolve(prefix() + name), "", command);
        }
    }

    /// Its programs run through the loader of the tools' tree, whose libraries they are linked
    /// with: the machine's may be older.
    private void writeHostCompiler(Path folder) throws IOException {
        Architecture host = tools.architecture();
        Path libraries = tools.file("usr/lib/" + host.multiarch());
        ToolTree.writeScript(
                folder.resolve("host-gcc"),
                "exec "
                        + ToolTree.command(tools, "usr/bin/gcc")
                        + " "
                        + quoted("-B" + tools.file("usr/bin") + "/")
                        + " "
                        + quoted("--sysroot=" + tools.root())
                        + " \"$@\" "
                        + quoted("-Wl,--dynamic-linker=" + libraries.resolve(host.loader()))
                        + " "
                        + quoted("-Wl,-rpath=" + libraries));
        for (String name : List.of("ar", "ld")) {
            script(folder.resolve("host-" + name), "", ToolTree.command(tools, "usr/bin/" + name));
        }
    }

    /// The variables that tell a build what it builds for, and with what.
    ///
    /// @param programs what [#writePrograms] has filled
    /// @param root what programs are compiled against
    Map<String, String> variables(Path programs, Path root) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("PATH", programs.toString());
        variables.put("CC", prefix() + "gcc");
        for (String tool : List.of("AR", "AS", "LD", "NM", "OBJCOPY", "RANLIB", "STRIP")) {
            variables.put(tool, prefix() + tool.toLowerCase(Locale.ROOT));
        }
        for (String name : List.of("HOSTCC", "BUILD_CC", "CC_FOR_BUILD")) {
            variables.put(name, "host-gcc");
        }
        variables.put("CROSS_COMPILE", prefix());
        variables.put("HOST_TRIPLET", target.multiarch());
        variables.put("ARCH", KernelTarget.of(target).make());
        variables.put("PKG_CONFIG", prefix() + "pkg-config");
        variables.put(
                "PKG_CONFIG_LIBDIR",
                root.resolve("usr/lib/" + target.multiarch() + "/pkgconfig")
                        + ":"
                        + root.resolve("usr/share/pkgconfig")
                        + ":"
                        + root.resolve("usr/lib/pkgconfig"));
        variables.put("PKG_CONFIG_SYSROOT_DIR", root.toString());
        variables.put("LC_ALL", "C.UTF-8");
        variables.put("SOURCE_DATE_EPOCH", "0");
        return variables;
    }

    private String prefix() {
        return target.multiarch() + "-";
    }

    private static void script(Path file, String before, String command) throws IOException {
        ToolTree.writeScript(file, before + "exec " + command + " \"$@\"");
    }

    private static String quoted(String word) {
        return "'" + word + "'";
    }
}

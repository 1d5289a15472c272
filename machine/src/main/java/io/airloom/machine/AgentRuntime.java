package io.airloom.machine;

import io.airloom.image.Cache;
import io.airloom.image.Cpio;
import io.airloom.image.EnvironmentException;
import io.airloom.image.GuestImage;
import io.airloom.image.Manifest;
import io.airloom.image.Progress;
import io.airloom.image.Subprocess;
import io.airloom.topology.AgentFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The agent with a Java of its own, as a folder that can be put anywhere on a Linux of the same
/// processor:
///
/// ```
/// bin/airloom-agent    starts it
/// bin/java             a run-time image of java.base and the agent's modules, made by jlink
/// conf/agent.options   the Java options that it is started with
/// lib/agent.aot        its classes, loaded and linked in a run ahead of time
/// ```
///
/// It is made from the modules that this program runs from, with the jlink of the Java that it runs
/// on: nothing is fetched. A distribution ([Installation]) has no jlink and brings it along. The
/// start under emulation takes a third of the time with the last of these files, which only counts
/// for the very options and classes that it was made with.
public final class AgentRuntime {
    /// Changes when the same modules and Java give another folder.
    private static final int FORMAT = 1;

    private static final String MAIN =
            AgentModules.ROOT + "/" + AgentModules.ROOT + ".AgentProgram";
    private static final String CACHE = "lib/agent.aot";
    private static final String OPTIONS = "conf/agent.options";
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /// Not in the environment of what is run here: they would change the options that a class cache
    /// is bound to.
    private static final List<String> WITHOUT =
            List.of(
                    "env",
                    "-u",
                    "JAVA_TOOL_OPTIONS",
                    "-u",
                    "_JAVA_OPTIONS",
                    "-u",
                    "JDK_JAVA_OPTIONS");

    private AgentRuntime() {}

    /// Gives the archive that is appended to the image of nodes with an agent, out of the cache,
    /// making it first if it is not there or broken.
    ///
    /// @throws EnvironmentException if it cannot be made here
    public static Path archive(Cache cache, Progress progress) {
        AgentModules modules = AgentModules.find();
        Path folder =
                cache.entry(
                        entryName(modules),
                        progress,
                        part -> {
                            Path home = part.resolve("home");
                            build(modules, home, progress);
                            pack(home, part.resolve("agent.cpio"));
                            Cache.removeTree(home);
                        });
        return folder.resolve("agent.cpio");
    }

    /// Its folder in the cache: the name has a hash of all that it is made from.
    static String entryName(AgentModules modules) {
        try {
            String all =
                    List.of(
                                    FORMAT,
                                    Runtime.version(),
                                    System.getProperty("java.vendor"),
                                    System.getProperty("os.arch"),
                                    modules.hash(),
                                    launcher(),
                                    options(),
                                    inittab())
                            .toString();
            return "agent-" + Manifest.sha256(all).substring(0, 12);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot read " + modules.path() + ": " + e.getMessage(),
                    "build or install this program anew",
                    e);
        }
    }

    /// Makes the folder.
    ///
    /// @param home is not there yet
    static void build(AgentModules modules, Path home, Progress progress) throws IOException {
        Optional<Path> shipped = Installation.here().agent();
        if (shipped.isPresent()) {
            run(List.of("cp", "-a", shipped.get().toString(), home.toString()));
        } else {
            make(modules, home, progress);
        }
    }

    private static void make(AgentModules modules, Path home, Progress progress)
            throws IOException {
        Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
        requireJlink(jlink);
        try (Progress.Task task = progress.task("linking the agent's Java", 0)) {
            run(
                    List.of(
                            jlink.toString(),
                            "--module-path",
                            modules.path(),
                            "--add-modules",
                            AgentModules.ROOT,
                            "--strip-java-debug-attributes",
                            "--no-header-files",
                            "--no-man-pages",
                            "--compress",
                            "zip-9",
                            "--output",
                            home.toString()));
            Files.writeString(home.resolve(OPTIONS), options());
            Path program = Files.writeString(home.resolve(AgentFiles.PROGRAM), launcher());
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
            task.done();
        }
        try (Progress.Task task = progress.task("loading the agent's classes ahead of time", 0)) {
            train(home);
            task.done();
        }
    }

    /// Runs the agent once as it will be run. It does what it does in a guest, with itself.
    private static void train(Path home) throws IOException {
        run(
                List.of(
                        home.resolve("bin/java").toString(),
                        "@" + home.resolve(OPTIONS),
                        "-XX:AOTCacheOutput=" + home.resolve(CACHE),
                        "-m",
                        MAIN,
                        "--train"));
        if (!Files.exists(home.resolve(CACHE))) {
            throw new IOException("Java made no " + CACHE);
        }
    }

    private static void run(List<String> command) throws IOException {
        List<String> all = new ArrayList<>(WITHOUT);
        all.addAll(command);
        Subprocess.Result result = Subprocess.run(all, Map.of(), LIMIT);
        if (!result.ok()) {
            throw new IOException(
                    "%s failed (exit code %d): %s"
                            .formatted(
                                    command.getFirst(),
                                    result.exitCode(),
                                    (result.output() + String.join(" / ", result.errors()))
                                            .strip()));
        }
    }

    /// A Java can be linked into another one from its modules or, if it was built so, from itself.
    static void requireJlink(Path jlink) throws IOException {
        boolean able = Files.isExecutable(jlink);
        if (able && !Files.exists(jlink.resolveSibling("../jmods/java.base.jmod"))) {
            String help = Subprocess.run(List.of(jlink.toString(), "--help")).output();
            able = help.contains("run-time image enabled");
        }
        if (!able) {
            throw new EnvironmentException(
                    "the agent's Java cannot be made from the one that Airloom runs on, "
                            + System.getProperty("java.home")
                            + ": it has no jlink, or no modules to link",
                    "install a whole JDK, such as Debian's openjdk-25-jdk-headless or Temurin, and"
                            + " set AIRLOOM_JAVA_HOME to it");
        }
    }

    /// Writes the folder as it is to stand in a guest, with what starts the agent there.
    private static void pack(Path home, Path archive) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive), 1 << 16);
                Cpio cpio = new Cpio(out);
                Stream<Path> walk = Files.walk(home)) {
            for (Path file : walk.sorted().toList()) {
                String name = AgentFiles.HOME + "/" + home.relativize(file);
                if (name.startsWith(AgentFiles.HOME + "/legal")) {
                    continue;
                }
                if (Files.isSymbolicLink(file)) {
                    cpio.link(name, Files.readSymbolicLink(file).toString());
                } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    int mode = Files.isExecutable(file) ? 0755 : 0644;
                    cpio.file(name, mode, Files.readAllBytes(file));
                }
            }
            cpio.file("etc/inittab", 0644, inittab().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String launcher() {
        return Resources.text("agent-launcher").replace("MAIN", MAIN);
    }

    private static String options() {
        return Resources.text("agent.options");
    }

    private static String inittab() {
        return GuestImage.inittab() + "::respawn:" + AgentFiles.START_SCRIPT + "\n";
    }
}

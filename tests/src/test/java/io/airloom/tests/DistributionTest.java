package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.airloom.image.AptTree;
import io.airloom.image.Cache;
import io.airloom.image.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what `./airloom dist` makes runs where there is no Java. Method: the archive is made once
/// of this build's jars, unpacked elsewhere, and run with an environment in which nothing but a few
/// of the system's tools can be found; root also runs a lab and the package in a Debian tree of
/// their own (chroot).
class DistributionTest {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final List<String> TOOLS =
            List.of("sh", "readlink", "env", "cp", "tar", "gzip", "stty");

    @TempDir private static Path folder;

    private static Path home;
    private static Path tools;
    private static Path built;

    @BeforeAll
    static void makeTheArchive() throws Exception {
        built = folder.resolve("built");
        run(
                List.of(
                        "env",
                        "JAVA_HOME=" + System.getProperty("java.home"),
                        Repository.root().resolve("dist/archive.sh").toString(),
                        built.toString()));
        Path archive;
        try (Stream<Path> files = Files.list(built)) {
            archive = files.filter(file -> file.toString().endsWith(".tar.gz")).findFirst().get();
        }
        run(List.of("tar", "-x", "-z", "-f", archive.toString(), "-C", folder.toString()));
        home = folder.resolve(archive.getFileName().toString().replace(".tar.gz", ""));
        tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : TOOLS) {
            Path usual = Path.of("/usr/bin", tool);
            Files.createSymbolicLink(
                    tools.resolve(tool), Files.exists(usual) ? usual : Path.of("/bin", tool));
        }
    }

    @Test
    void startsFromAnywhereWithItsClassesLoadedAheadOfTime() throws Exception {
        Program.Result help = airloom("--help");
        assertThat(help.stdout()).startsWith("Usage: airloom").contains("doctor");
        assertThat(help.stderr()).isEmpty();

        Program.Result version = airloom("--version");
        assertThat(version.stdout()).startsWith("airloom ").contains("Java 25");

        Program.Result loaded = airloom(List.of("-Xlog:class+load"), "--help");
        assertThat(loaded.stdout())
                .contains("picocli.CommandLine source: shared objects file")
                .contains("io.airloom.cli.Airloom source: shared objects file");
    }

    @Test
    void findsItsExamplesRecipesAndProgramsOfGuests() throws Exception {
        assertThat(airloom("image", "list").stdout()).contains("router", "wifi-host");
        assertThat(airloom("lab", "render", "examples/wpa2-psk.yaml").stdout())
                .contains("hostapd.conf");
        Path agent = folder.resolve("agent.tar.gz");

        airloom("-q", "image", "build", "agent", "--out", agent.toString());

        run(List.of("tar", "-x", "-z", "-f", agent.toString(), "-C", folder.toString()));
        assertThat(run(agentHelp()).stdout()).startsWith("Usage: airloom agent");
        assertThat(airloom("agent", "--help").stdout()).startsWith("Usage: airloom agent");
    }

    private static List<String> agentHelp() {
        Path program = folder.resolve("airloom-agent/bin/airloom-agent");
        return List.of("env", "-i", "PATH=" + tools, program.toString(), "--help");
    }

    @Test
    void saysNothingWhenItsClassCacheDoesNotFit() throws Exception {
        Path copy = folder.resolve("copy");
        run(List.of("cp", "-a", home.toString(), copy.toString()));
        Path jar;
        try (Stream<Path> jars = Files.list(copy.resolve("lib"))) {
            jar = jars.filter(file -> file.toString().contains("airloom-cli")).findFirst().get();
        }
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));

        Program.Result result = run(command(copy, List.of(), "--version"));

        assertThat(result.stdout()).startsWith("airloom ");
        assertThat(result.stderr()).isEmpty();
        assertThat(airloom(List.of("-XX:+UseCompactObjectHeaders"), "--version").stderr())
                .isEmpty();
        Files.delete(copy.resolve("lib/airloom.aot"));
        assertThat(run(command(copy, List.of(), "--version")).stderr()).isEmpty();
    }

    @Test
    void bringsManualPagesCompletionAndLicences() throws Exception {
        assertThat(home.resolve("man/man1/airloom-lab-run.1")).content().contains(".SH SYNOPSIS");
        assertThat(home.resolve("completions/airloom.bash")).content().contains("complete -F");
        assertThat(home.resolve("completions/_airloom")).content().startsWith("#compdef airloom");
        assertThat(home.resolve("completions/airloom.fish")).isNotEmptyFile();
        assertThat(home.resolve("runtime/legal")).isNotEmptyDirectory();
        try (Stream<Path> licences = Files.list(home.resolve("licences"))) {
            assertThat(licences.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("jackson-core"))
                    .contains("jline.txt", "dbus-java.txt");
        }
    }

    @Test
    @Tag("vm")
    void runsALabInADebianWithoutJava() throws Exception {
        assumeTrue(isRoot(), "a chroot needs root");
        Path root = debian();
        run(List.of("cp", "-a", home.toString(), root.resolve("opt/airloom").toString()));

        assertThat(inside(root, "command -v java || echo none")).contains("none");
        assertThat(inside(root, "/opt/airloom/bin/airloom --help")).contains("Usage: airloom");
        assertThat(inside(root, "/opt/airloom/bin/airloom doctor")).contains("UML kernel");
        assertThat(
                        inside(
                                root,
                                "cd /tmp && /opt/airloom/bin/airloom lab run --engine uml"
                                        + " examples/wpa2-psk.yaml"))
                .contains("0% packet loss");
    }

    @Test
    void thePackageInstalls() throws Exception {
        assumeTrue(isRoot(), "a chroot needs root");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg-deb")), "dpkg-deb is needed");
        run(List.of(Repository.root().resolve("dist/deb.sh").toString(), built.toString()));
        Path root = debian();
        try (Stream<Path> files = Files.list(built)) {
            Path deb = files.filter(file -> file.toString().endsWith(".deb")).findFirst().get();
            Files.copy(deb, root.resolve("tmp/airloom.deb"));
        }

        inside(root, "dpkg --force-depends -i /tmp/airloom.deb 2>&1");

        assertThat(inside(root, "airloom --version")).startsWith("airloom ");
        assertThat(inside(root, "AIRLOOM_JAVA_OPTS=-Xlog:class+load airloom --help"))
                .contains("picocli.CommandLine source: shared objects file");
        assertThat(inside(root, "dpkg -L airloom"))
                .contains(
                        "/usr/share/man/man1/airloom.1.gz",
                        "/usr/share/bash-completion/completions/airloom",
                        "/usr/share/doc/airloom/copyright");
        inside(root, "dpkg --force-depends -r airloom 2>&1");
        assertThat(root.resolve("usr/lib/airloom")).doesNotExist();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /// A Debian without Java, unpacked and never configured, in a folder of its own.
    private static Path debian() throws Exception {
        Path packages =
                AptTree.ensure(
                                Cache.standard(),
                                Progress.SILENT,
                                AptTree.Request.of(
                                        "chroot",
                                        "trixie",
                                        "base-files",
                                        "bash",
                                        "dash",
                                        "coreutils",
                                        "diffutils",
                                        "libc-bin",
                                        "findutils",
                                        "grep",
                                        "sed",
                                        "tar",
                                        "gzip",
                                        "util-linux",
                                        "procps",
                                        "dpkg",
                                        "apt"))
                        .root();
        Path root = Files.createTempDirectory(folder, "debian");
        run(List.of("cp", "-a", packages + "/.", root.toString()));
        for (String made : List.of("proc", "dev", "opt", "tmp", "root", "etc", "cache")) {
            Files.createDirectories(root.resolve(made));
        }
        for (String made : List.of("var/lib/dpkg/info", "var/lib/dpkg/updates")) {
            Files.createDirectories(root.resolve(made));
        }
        Files.writeString(root.resolve("var/lib/dpkg/status"), "");
        for (String merged : List.of("bin", "sbin", "lib", "lib64")) {
            if (!Files.exists(root.resolve(merged))) {
                Files.createSymbolicLink(root.resolve(merged), Path.of("usr", merged));
            }
        }
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
        return root;
    }

    /// Runs a line of shell in there. The mounts are this process's own, and end with it.
    private static String inside(Path root, String line) throws Exception {
        Path cache = Path.of(System.getProperty("user.home"), ".cache");
        String mounts =
                "mount -t proc proc '%1$s/proc' && mount --rbind /dev '%1$s/dev' && mount --bind '%2$s' '%1$s/cache' && exec chroot '%1$s' env -i HOME=/root PATH=/usr/sbin:/usr/bin XDG_CACHE_HOME=/cache sh -c \"$0\""
                        .formatted(root, cache);
        Program.Result result = run(List.of("unshare", "--mount", "sh", "-c", mounts, line));
        return result.stdout();
    }

    private static Program.Result airloom(String... arguments) throws Exception {
        return airloom(List.of(), arguments);
    }

    private static Program.Result airloom(List<String> javaOptions, String... arguments)
            throws Exception {
        return run(command(home, javaOptions, arguments));
    }

    private static List<String> command(Path home, List<String> javaOptions, String... arguments) {
        List<String> command = new ArrayList<>(List.of("env", "-i", "PATH=" + tools));
        command.add("HOME=" + folder);
        command.add("AIRLOOM_JAVA_OPTS=" + String.join(" ", javaOptions));
        command.add(home.resolve("bin/airloom").toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static Program.Result run(List<String> command) throws Exception {
        try (Program program = Program.start(folder, command)) {
            Program.Result result = program.finish(LIMIT);
            assertThat(result.exitCode()).as("%s%n%s", command, result).isZero();
            return result;
        }
    }
}

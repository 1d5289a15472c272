package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;

/// A local Maven repository of a test's own: Airloom's artifacts as the build has just compiled
/// them, and links to what the build itself has fetched. Whatever works with it needs no network
/// where Airloom has been built.
final class MavenRepository implements AutoCloseable {
    private static final Pattern MODULE = Pattern.compile("<module>([a-z0-9]+)</module>");
    private static final Pattern VERSION =
            Pattern.compile("<artifactId>airloom</artifactId>\\s*<version>([^<]+)</version>");
    private static final String GROUP = "io";

    private final Path folder;
    private final String version;
    private final List<Path> links = new ArrayList<>();

    private MavenRepository(Path folder, String version) {
        this.folder = folder;
        this.version = version;
    }

    /// Makes one.
    static MavenRepository in(Path folder) throws IOException {
        Path root = Repository.root();
        String pom = Files.readString(root.resolve("pom.xml"));
        Matcher version = VERSION.matcher(pom);
        assertThat(version.find()).isTrue();
        MavenRepository repository = new MavenRepository(folder, version.group(1));
        repository.linkAll(fetched(), Files.createDirectories(folder), GROUP);
        Path group = Files.createDirectories(folder.resolve(GROUP));
        repository.linkAll(fetched().resolve(GROUP), group, "airloom");
        Files.copy(root.resolve("pom.xml"), repository.artifact("airloom", "pom"));
        Matcher module = MODULE.matcher(pom);
        while (module.find()) {
            repository.add(root.resolve(module.group(1)));
        }
        return repository;
    }

    /// The one that the build uses: where the tests' own libraries are from.
    private static Path fetched() {
        Path jar =
                Path.of(
                        Assertions.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath());
        // org/assertj/assertj-core/VERSION/assertj-core-VERSION.jar
        Path folder = jar;
        for (int level = 0; level < 5; level++) {
            folder = folder.getParent();
        }
        return folder;
    }

    private void linkAll(Path from, Path to, String except) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> all = Files.list(from)) {
            for (Path path : all.toList()) {
                String name = path.getFileName().toString();
                if (!name.equals(except)) {
                    links.add(Files.createSymbolicLink(to.resolve(name), path));
                }
            }
        }
    }

    private Path artifact(String name, String ending) throws IOException {
        Path at = folder.resolve(GROUP).resolve("airloom").resolve(name).resolve(version);
        return Files.createDirectories(at).resolve(name + "-" + version + "." + ending);
    }

    private void add(Path module) throws IOException {
        String name = "airloom-" + module.getFileName();
        Files.copy(module.resolve("pom.xml"), artifact(name, "pom"));
        Path classes = module.resolve("target/classes");
        if (!Files.isDirectory(classes)) {
            return;
        }
        try (OutputStream out = Files.newOutputStream(artifact(name, "jar"));
                JarOutputStream jar = new JarOutputStream(out);
                Stream<Path> all = Files.walk(classes)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                jar.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, jar);
                jar.closeEntry();
            }
        }
    }

    /// The version of Airloom's artifacts.
    String version() {
        return version;
    }

    /// Runs Maven in a project, without network, with the Java of this test.
    Program.Result maven(Path project, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("env"));
        command.add("JAVA_HOME=" + System.getProperty("java.home"));
        command.addAll(List.of("mvn", "-B", "-o", "-Dstyle.color=never"));
        command.add("-Dmaven.repo.local=" + folder);
        command.addAll(List.of(arguments));
        try (Program program = Program.start(project, command)) {
            return program.finish(Duration.ofMinutes(6));
        }
    }

    /// Removes the links, so that nobody who removes the folder follows one.
    @Override
    public void close() throws IOException {
        for (Path link : links) {
            Files.delete(link);
        }
    }
}

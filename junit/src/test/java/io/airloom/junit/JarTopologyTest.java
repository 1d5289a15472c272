package io.airloom.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.topology.FileSource;
import io.airloom.topology.Topology;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/// Topologies in jars, with what lies beside them there, and all that may be wrong with it.
class JarTopologyTest {
    private static final String TOPOLOGY =
            """
            include: parts/base.yaml
            nodes: {a: {files: {/etc/b: {from: b.txt}}}}
            """;

    private static final String BASE =
            "nodes: {a: {role: bare, files: {/etc/c: {from: c.txt, mode: \"0600\"}}}}\n";

    @TempDir Path folder;

    /// Runs in another class loader, and so has nothing of the class around it.
    @WifiLab("jar.yaml")
    static class InJarCase {
        @Test
        void test(LabHandle lab) throws IOException {
            List<String> read = new ArrayList<>();
            for (FileSource source : lab.topology().nodes().getFirst().files().values()) {
                read.add(Files.readString(((FileSource.From) source).from().path()));
            }
            assertThat(read).containsExactly("c\n", "b\n");
        }
    }

    /// The test class and its files, as a jar of somebody else's.
    private Path jar(Map<String, byte[]> files) throws IOException {
        Path jar = folder.resolve("labs.jar");
        String type = InJarCase.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream in = InJarCase.class.getResourceAsStream("/" + type)) {
            assertThat(in).isNotNull();
            out.putNextEntry(new JarEntry(type));
            in.transferTo(out);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.putNextEntry(new JarEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
        return jar;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Takes the test class and all resources out of the jar.
    private static final class JarLoader extends URLClassLoader {
        JarLoader(Path jar) throws IOException {
            super(new URL[] {jar.toUri().toURL()}, InJarCase.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(InJarCase.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known == null ? findClass(name) : known;
        }

        @Override
        public @Nullable URL getResource(String name) {
            return findResource(name);
        }
    }

    private EngineExecutionResults run(Path jar) throws Exception {
        try (JarLoader loader = new JarLoader(jar)) {
            Class<?> type = loader.loadClass(InJarCase.class.getName());
            assertThat(type).isNotSameAs(InJarCase.class);
            return new Kit(folder).run(type);
        }
    }

    private String failure(Map<String, byte[]> files) throws Exception {
        return run(jar(files)).allEvents().failed().list().toString();
    }

    @Test
    void areUsedWithWhatLiesBesideThemAndThenGone() throws Exception {
        String at = "io/airloom/junit/";
        Path jar =
                jar(
                        Map.of(
                                at + "jar.yaml", text(TOPOLOGY),
                                at + "b.txt", text("b\n"),
                                at + "parts/base.yaml", text(BASE),
                                at + "parts/c.txt", text("c\n"),
                                "elsewhere/" + "x".repeat(50), new byte[100]));
        run(jar).testEvents().assertStatistics(s -> s.succeeded(1));
        Topology topology = FakeLab.Source.OPENED.getFirst().topology();
        assertThat(topology.name()).isEqualTo("jar");
        assertThat(topology.nodes().getFirst().files().values())
                .hasSize(2)
                .noneMatch(source -> Files.exists(((FileSource.From) source).from().path()));
    }

    @Test
    void mistakesAreToldWhereTheyStandInTheJar() throws Exception {
        assertThat(failure(Map.of("jar.yaml", text("nodes: {a: {role: bear}}\n"))))
                .contains("labs.jar!/jar.yaml:1:19: node \"a\": \"role\" is unknown")
                .doesNotContain("airloom-jar");
        assertThat(failure(Map.of("jar.yaml", text("include: parts/gone.yaml\n"))))
                .contains("labs.jar!/jar.yaml:1:10: \"include\" names")
                .contains("labs.jar!/parts/gone.yaml, which is not a file");
    }

    @Test
    void whatIsTooMuchOrLeadsOutIsRefused() throws Exception {
        String many = "labs.jar!/, has more than 1000 files";
        Map<String, byte[]> files = new ConcurrentHashMap<>();
        files.put("jar.yaml", text(TOPOLOGY));
        for (int i = 0; i < JarFolder.MAX_FILES; i++) {
            files.put("f" + i, new byte[0]);
        }
        assertThat(failure(files)).contains(many);
        files.clear();
        files.put("jar.yaml", text(TOPOLOGY));
        files.put("../../outside", text("x"));
        assertThat(failure(files))
                .contains("labs.jar! has an entry that is no file of it: \"../../outside\"");
        assertThat(folder.resolve("../../outside")).doesNotExist();
    }

    @Test
    void octetsAreCountedAsTheyCome() throws Exception {
        Map<String, byte[]> files = new ConcurrentHashMap<>();
        files.put("jar.yaml", text(TOPOLOGY));
        byte[] some = new byte[(int) (JarFolder.MAX_OCTETS / 4) + 1];
        for (int i = 0; i < 4; i++) {
            files.put("f" + i, some);
        }
        assertThat(failure(files)).contains("labs.jar!/, has more than 256 MiB");
    }
}

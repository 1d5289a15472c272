package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: `./airloom` finds the right JDK, builds exactly when it must, and says what to do when it
/// cannot. Method: the real script in a folder of its own, with stand-ins for `java` and `mvn` that
/// write down how they were called.
class LauncherTest {
    @TempDir Path folder;
    private Path home;
    private Path bin;
    private Path jvms;

    @BeforeEach
    void layOutACheckout() throws IOException {
        home = Files.createDirectories(folder.resolve("checkout"));
        bin = Files.createDirectories(folder.resolve("bin"));
        jvms = Files.createDirectories(folder.resolve("jvms"));
        Files.copy(Repository.root().resolve("airloom"), home.resolve("airloom"));
        executable(home.resolve("airloom"), Files.readString(home.resolve("airloom")));
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Files.createDirectories(home.resolve(".mvn"));
        source("cli/src/main/java/A.java");
        Files.writeString(home.resolve("cli/pom.xml"), "<project/>");
        for (String tool :
                List.of(
                        "sh",
                        "readlink",
                        "dirname",
                        "sed",
                        "find",
                        "cat",
                        "mkdir",
                        "touch",
                        "mv",
                        "rm",
                        "flock",
                        "tail",
                        "head",
                        "grep",
                        "printf")) {
            Path real = Path.of("/usr/bin", tool);
            Path found = Files.exists(real) ? real : Path.of("/bin", tool);
            executable(bin.resolve(tool), "#!/bin/sh\nexec " + found + " \"$@\"\n");
        }
        executable(
                bin.resolve("mvn"),
                """
                #!/bin/sh
                echo "$JAVA_HOME: $*" >> %1$s/mvn.calls
                echo "[INFO] Building Airloom cli 0.1"
                mkdir -p cli/target && printf 'a.jar:b.jar' > cli/target/classpath
                """
                        .formatted(folder));
    }

    @Test
    void takesTheFirstJdkThatIsNewEnoughAndHasACompiler() throws Exception {
        jdk(jvms.resolve("a-17"), "17.0.15");
        Path runtimeOnly = jdk(jvms.resolve("b-26-jre"), "26.0.1");
        Files.delete(runtimeOnly.resolve("bin/javac"));
        jdk(jvms.resolve("c-25"), "25.0.3");

        Result result = airloom("demo", "--engine", "qemu");

        assertThat(result.output).contains("ran " + jvms.resolve("c-25"));
        assertThat(result.output).contains("io.airloom.cli.Airloom demo --engine qemu");
        assertThat(result.exitCode).isEqualTo(7);
        assertThat(calls()).hasSize(1).first().asString().startsWith(jvms.resolve("c-25") + ": ");
    }

    @Test
    void prefersTheJdkThatTheUserNames() throws Exception {
        jdk(jvms.resolve("a-25"), "25.0.3");
        Path mine = jdk(folder.resolve("mine"), "27-ea");

        Result result = airloom(List.of("AIRLOOM_JAVA_HOME=" + mine), "ps");

        assertThat(result.output).contains("ran " + mine);
    }

    @Test
    void saysInTwoLinesHowToGetAJdk() throws Exception {
        jdk(jvms.resolve("a-17"), "17.0.15");

        Result result = airloom("demo");

        assertThat(result.exitCode).isEqualTo(3);
        assertThat(result.output.strip().lines())
                .hasSize(2)
                .anyMatch(line -> line.contains("apt-get install openjdk-25-jdk-headless"));
    }

    @Test
    void saysInTwoLinesHowToGetMaven() throws Exception {
        jdk(jvms.resolve("a-25"), "25.0.3");
        Files.delete(bin.resolve("mvn"));

        Result result = airloom("demo");

        assertThat(result.exitCode).isEqualTo(3);
        assertThat(result.output.strip().lines())
                .hasSize(2)
                .anyMatch(line -> line.contains("apt-get install maven"));
    }

    @Test
    void buildsOnlyWhenASourceIsNewerThanWhatIsBuilt() throws Exception {
        jdk(jvms.resolve("a-25"), "25.0.3");
        airloom("demo");
        airloom("demo");
        assertThat(calls()).hasSize(1);

        Path changed = source("cli/src/main/java/B.java");
        Files.setLastModifiedTime(
                changed,
                FileTime.fromMillis(
                        Files.getLastModifiedTime(home.resolve("target/built")).toMillis()
                                + 5_000));
        airloom("demo");

        assertThat(calls()).hasSize(2);
    }

    @Test
    void showsTheErrorsOfAFailedBuildAndTriesAgainNextTime() throws Exception {
        jdk(jvms.resolve("a-25"), "25.0.3");
        executable(
                bin.resolve("mvn"),
                """
                #!/bin/sh
                echo call >> %s/mvn.calls
                echo "[ERROR] A.java:[3,1] ';' expected"
                exit 1
                """
                        .formatted(folder));

        Result first = airloom("demo");
        Result second = airloom("demo");

        assertThat(first.exitCode).isEqualTo(3);
        assertThat(first.output)
                .contains("';' expected")
                .contains(home.resolve("target/build.log").toString());
        assertThat(second.exitCode).isEqualTo(3);
        assertThat(calls()).hasSize(2);
    }

    @Test
    void namesOfFilesMayHaveAllLettersWhereTheLocaleHasAsciiOnly() throws Exception {
        jdk(jvms.resolve("a-25"), "25.0.3");

        assertThat(airloom("demo").output).contains("LC_ALL=C.UTF-8\n");
        assertThat(airloom(List.of("LC_ALL=C"), "demo").output).contains("LC_ALL=C.UTF-8\n");
        assertThat(airloom(List.of("LANG=de_DE.UTF-8"), "demo").output).contains("LC_ALL=\n");
        assertThat(airloom(List.of("LC_ALL=de_DE"), "demo").output).contains("LC_ALL=de_DE\n");
    }

    private Path source(String name) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "class A {}");
    }

    private static Path jdk(Path where, String version) throws IOException {
        Files.createDirectories(where.resolve("bin"));
        Files.writeString(where.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        executable(where.resolve("bin/javac"), "#!/bin/sh\n");
        executable(
                where.resolve("bin/java"),
                "#!/bin/sh\necho \"ran " + where + " $*\"\necho \"LC_ALL=${LC_ALL:-}\"\nexit 7\n");
        return where;
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(folder.resolve("mvn.calls"));
    }

    private Result airloom(String... arguments) throws Exception {
        return airloom(List.of(), arguments);
    }

    private Result airloom(List<String> environment, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder();
        builder.command().add(home.resolve("airloom").toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("AIRLOOM_JVM_FOLDER", jvms.toString());
        for (String entry : environment) {
            String[] pair = entry.split("=", 2);
            builder.environment().put(pair[0], pair[1]);
        }
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), output);
    }

    private record Result(int exitCode, String output) {}
}

package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Goal: whoever tests with JUnit and Maven can test Wi-Fi, with JUnit 6 and 5. Method:
/// examples/junit, copied to where it knows nothing of this build, by Maven as people run it.
@Tag("vm")
class JunitProjectTest {
    @TempDir static Path shared;
    private static MavenRepository repository;

    @TempDir Path folder;
    private Path project;

    @BeforeAll
    static void makeARepository() throws IOException {
        repository = MavenRepository.in(shared.resolve("repository"));
    }

    @AfterAll
    static void removeIt() throws IOException {
        repository.close();
    }

    @BeforeEach
    void copyTheSample() throws IOException {
        project = folder.resolve("project");
        Path sample = Repository.root().resolve("examples/junit");
        for (String part : List.of("pom.xml", "src")) {
            try (Stream<Path> all = Files.walk(sample.resolve(part))) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    Path copy = project.resolve(sample.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
        assertThat(project.resolve("pom.xml"))
                .content()
                .contains("<airloom.version>" + repository.version() + "</airloom.version>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.1.3", "5.14.4"})
    void passes(String junit) throws Exception {
        Program.Result result = repository.maven(project, "-Djunit.version=" + junit, "test");
        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(result.stdout()).contains("Tests run: 8, Failures: 0, Errors: 0, Skipped: 0");
        assertThat(result.toString()).doesNotContain("restricted method");
        assertThat(project.resolve("target/airloom")).doesNotExist();
    }

    private void writeFailingTest() throws IOException {
        Files.writeString(
                project.resolve("src/test/java/com/example/wifi/FailingTest.java"),
                """
                package com.example.wifi;

                import io.airloom.junit.Node;
                import io.airloom.junit.WifiLab;
                import org.junit.jupiter.api.Test;

                @WifiLab("wpa2.yaml")
                class FailingTest {
                    @Test
                    void fails(Node sta) {
                        sta.awaitAssociated();
                        sta.exec("echo of the guest; exit 3").expectSuccess();
                    }
                }
                """);
    }

    @Test
    void aFailureLeavesWhatTheLabDidAndSaysWhere() throws Exception {
        writeFailingTest();
        Program.Result result = repository.maven(project, "-Dtest=FailingTest", "test");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.stdout())
                .contains("sta: echo of the guest; exit 3: exit code 3", "| of the guest");
        String kept = "target/airloom/com.example.wifi.FailingTest.fails";
        assertThat(project.resolve("target/surefire-reports/TEST-com.example.wifi.FailingTest.xml"))
                .content()
                .contains("what the lab did is kept in " + kept);
        assertThat(project.resolve(kept))
                .isDirectoryContaining("glob:**/capture.pcapng")
                .isDirectoryContaining("glob:**/report.html")
                .isDirectoryContaining("glob:**/sta.supplicant.log")
                .isDirectoryContaining("glob:**/ap.console.log");
    }

    @Test
    void aJvmThatMayMakeNoSystemCallsIsToldHow() throws Exception {
        writeFailingTest();
        Path pom = project.resolve("pom.xml");
        String allowed = "<argLine>--enable-native-access=ALL-UNNAMED</argLine>";
        assertThat(pom).content().contains(allowed);
        Files.writeString(
                pom,
                Files.readString(pom)
                        .replace(allowed, "<argLine>--illegal-native-access=deny</argLine>"));
        Program.Result result = repository.maven(project, "-Dtest=FailingTest", "test");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.stdout())
                .contains("start tests with --enable-native-access=ALL-UNNAMED (Maven: <argLine>");
    }
}

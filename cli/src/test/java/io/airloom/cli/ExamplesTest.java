package io.airloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every example, on real virtual machines, through the command line. What a machine lacks for this
/// is said in the failure, as `airloom` says it.
class ExamplesTest {
    @TempDir private Path folder;

    static Stream<Path> examples() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Path home = Files.isDirectory(here.resolve("examples")) ? here : here.getParent();
        try (Stream<Path> files = Files.list(home.resolve("examples"))) {
            List<Path> found = files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
            return found.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void runsOnRealGuests(Path example) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        Path report = folder.resolve("report.json");
        Path capture = folder.resolve("capture.pcapng");
        int exitCode =
                Airloom.run(
                        new Terminal(stream, stream, false, false, 100, false),
                        "lab",
                        "run",
                        "--json",
                        report.toString(),
                        "--capture",
                        capture.toString(),
                        example.toString());
        assertThat(exitCode).as(out.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(Files.readString(report))
                .contains("\"ok\":true")
                .contains("\"station\":")
                .doesNotContain("\"failure\"");

        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(decoded, true, StandardCharsets.UTF_8);
        Terminal reader = new Terminal(lines, lines, false, false, 200, false);
        assertThat(Airloom.run(reader, "decode", capture.toString())).isZero();
        assertThat(decoded.toString(StandardCharsets.UTF_8))
                .contains("Beacon")
                .doesNotContain("BAD");
    }
}

package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: radios of a real kernel go on talking while a program of the same machine forges messages
/// to the medium, throws it out of its place, makes radios come and go, and takes one of its
/// namespaces away. Method: a lab of one machine, whose steps do that and say what must come of it.
@Tag("vm")
class NetlinkHostileTest {
    private static final String TOPOLOGY = "netlink-hostile.yaml";

    @TempDir Path folder;

    @Test
    void radiosOfThisKernelOutliveAHostileProgram() throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, "python3"))),
                "the hostile program wants python3");
        Path file = folder.resolve(TOPOLOGY);
        try (InputStream topology =
                Objects.requireNonNull(NetlinkHostileTest.class.getResourceAsStream(TOPOLOGY))) {
            Files.copy(topology, file);
        }
        try (Program program =
                Program.airloom(folder, "lab", "run", "--engine", "uml", "" + file)) {
            Program.Result result = program.finish(Duration.ofMinutes(5));
            assertThat(result.exitCode()).as(result.toString()).isZero();
        }
    }
}

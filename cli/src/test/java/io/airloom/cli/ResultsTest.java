package io.airloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ResultsTest {
    @Test
    void aDiskThatIsFullIsTold() throws IOException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (OutputStream full = Files.newOutputStream(Path.of("/dev/full"))) {
            assertThat(run(full, err)).isEqualTo(ExitCode.ENVIRONMENT.number());
        }
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("standard output: No space left on device")
                .contains("  → ");
    }

    @Test
    void aReaderWhoHasHadEnoughIsNoFailure() throws IOException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream gone =
                new OutputStream() {
                    @Override
                    public void write(int octet) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                };
        assertThat(run(gone, err)).isZero();
        assertThat(err.size()).isZero();
    }

    @Test
    void whatIsWrittenIsUtf8() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Results results = Results.to(out);
        results.println("Grüße");
        assertThat(results.loss()).isNull();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("Grüße\n");
    }

    private static int run(OutputStream out, OutputStream err) {
        PrintStream progress = new PrintStream(err, true, StandardCharsets.UTF_8);
        return Airloom.run(
                new Terminal(Results.to(out), progress, false, false, 100, false), "--version");
    }
}

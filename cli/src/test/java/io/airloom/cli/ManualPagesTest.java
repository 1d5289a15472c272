package io.airloom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.airloom.image.HostPrograms;
import io.airloom.image.Subprocess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: every command has a manual page that man(1) shows without a warning and that says what
/// `--help` says.
class ManualPagesTest {
    @TempDir private Path folder;

    @Test
    void textIsNeverARequest() {
        assertThat(ManualPages.escape(".so /etc/passwd")).isEqualTo("\\&.so /etc/passwd");
        assertThat(ManualPages.escape("'br")).isEqualTo("\\(aqbr");
        assertThat(ManualPages.escape("a\\fB --x")).isEqualTo("a\\efB \\-\\-x");
    }

    @Test
    void everyCommandHasAPageWithAllItsOptions() throws IOException {
        ManualPages.main(new String[] {folder.toString()});
        for (CommandModel command : CommandModel.ofProgram().all().toList()) {
            String page =
                    Files.readString(folder.resolve(String.join("-", command.words()) + ".1"));
            assertThat(page).contains(".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION");
            command.options().stream()
                    .flatMap(option -> option.names().stream())
                    .forEach(name ->
                            assertThat(page).contains("\\fB" + ManualPages.escape(name) + "\\fR"));
        }
    }

    @Test
    void groffHasNothingToWarnOf() throws IOException {
        assumeTrue(HostPrograms.find("groff", HostPrograms.path()).isPresent(), "no groff here");
        ManualPages.main(new String[] {folder.toString()});
        try (Stream<Path> pages = Files.list(folder)) {
            for (Path page : pages.sorted().toList()) {
                Subprocess.Result result =
                        Subprocess.run(
                                List.of("groff", "-man", "-ww", "-z", "-Kutf8", page.toString()));
                assertThat(result.errors()).as(page.toString()).isEmpty();
                assertThat(result.ok()).isTrue();
            }
        }
    }
}

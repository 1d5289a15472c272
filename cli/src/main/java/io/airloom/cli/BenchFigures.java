package io.airloom.cli;

import io.airloom.bench.BackEndException;
import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import io.airloom.image.Reason;
import io.airloom.lab.LabFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What all measurements do with what they find: lines for people, a file for programs, and words
/// for what ends them too early.
final class BenchFigures {
    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the figures, for programs, to FILE.")
    private @Nullable Path json;

    /// A measurement, with what is to be said of it.
    interface Work {
        ExitCode measure() throws IOException, InterruptedException;
    }

    /// A report, on its way to a file.
    interface Report {
        void writeTo(Path file) throws IOException;
    }

    /// Measures.
    ///
    /// @return the exit code
    /// @throws UsageException if what was asked for is not possible
    /// @throws EnvironmentException if the measurement breaks off
    int of(Work work) throws InterruptedException {
        OutputFiles.check("--json", json);
        try {
            return work.measure().number();
        } catch (IllegalArgumentException e) {
            throw new UsageException("not possible: " + e.getMessage());
        } catch (BackEndException | LabFailure e) {
            throw new EnvironmentException(
                    "the measurement failed: " + Printable.line(String.valueOf(e.getMessage())),
                    "see what is said above, and the log of a back end of your own",
                    e);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot write " + json + ": " + Reason.of(e), "name another file", e);
        }
    }

    /// Shows the lines, and writes the file if one is wanted.
    void show(Terminal terminal, List<String> lines, Report report) throws IOException {
        lines.forEach(line -> terminal.print("  " + Printable.line(line)));
        if (json != null) {
            report.writeTo(json);
        }
    }
}

package io.airloom.image;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/// Tells a person of a step that failed: what and why, the end of its log, where the rest is, and
/// how to try that step again.
final class StepFailure {
    private static final int SHOWN_LINES = 12;

    /// Enough for the last lines of any compiler.
    private static final int READ_BYTES = 16 * 1024;

    private static final int SHOWN_CHARACTERS = 400;

    private StepFailure() {}

    static EnvironmentException of(
            String step,
            String reason,
            String remedy,
            Path log,
            UnaryOperator<String> again,
            Exception cause) {
        StringBuilder text = new StringBuilder("step " + step + " failed: " + reason);
        // Some that run programs quote them.
        List<String> lines = reason.indexOf('\n') < 0 ? lastLines(log) : List.of();
        for (String line : lines) {
            text.append("\n  ").append(line);
        }
        if (Files.isRegularFile(log) && !remedy.contains(log.toString())) {
            text.append("\nThe whole log: ").append(log);
        }
        return new EnvironmentException(
                text.toString(),
                remedy + "; what is done so far is kept. This step again: " + again.apply(step),
                cause);
    }

    /// The last lines of a log, safe to show; none if there is no log.
    private static List<String> lastLines(Path log) {
        if (!Files.isRegularFile(log)) {
            return List.of();
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long start = Math.max(0, file.length() - READ_BYTES);
            byte[] octets = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(octets);
            List<String> lines =
                    new String(octets, StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank())
                            .map(Printable::line)
                            .map(line ->
                                    line.length() > SHOWN_CHARACTERS
                                            ? line.substring(0, SHOWN_CHARACTERS) + "…"
                                            : line)
                            .toList();
            return lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
        } catch (IOException e) {
            return List.of("(the log cannot be read: " + Printable.line(e.toString()) + ")");
        }
    }
}

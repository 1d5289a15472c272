package io.airloom.machine;

import io.airloom.image.EnvironmentException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells of a machine that does not do what it should, with what it said last.
///
/// @param node its name
/// @param program what runs it, for people: `QEMU`
/// @param files where it wrote
record LastWords(String node, String program, MachineFiles files) {
    private static final int KEPT_ERROR_LINES = 8;
    private static final int KEPT_CONSOLE_LINES = 12;
    private static final int KEPT_CONSOLE_BYTES = 8192;

    /// The exception to throw.
    EnvironmentException failure(String problem, String remedy, @Nullable Throwable cause) {
        StringBuilder text = new StringBuilder(node + ": " + problem);
        quote(
                text,
                program + " said",
                LastLines.of(files.errors(), KEPT_CONSOLE_BYTES, KEPT_ERROR_LINES));
        quote(
                text,
                "the console's last lines",
                LastLines.of(files.consoleLog(), KEPT_CONSOLE_BYTES, KEPT_CONSOLE_LINES));
        return cause == null
                ? new EnvironmentException(text.toString(), remedy)
                : new EnvironmentException(text.toString(), remedy, cause);
    }

    private static void quote(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append("\n  ").append(title).append(":");
            lines.forEach(line -> text.append("\n    ").append(line));
        }
    }
}
